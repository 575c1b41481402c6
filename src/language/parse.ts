import { Cursor, quoted } from './cursor';
import type { Diagnostic } from './diagnostic';
import { Kind, lexing } from './lexer';
import { nearest } from './nearest';
import { parseCell } from './parseCell';
import { parseOperationDefinition } from './parseNetwork';
import { parseSpace } from './parseSpace';
import { finish, type Steps } from './steps';
import type { CellFile, Comment, Declaration, UseDeclaration } from './syntax';

export interface Parsed {
  readonly file: CellFile;
  readonly diagnostics: Diagnostic[];
  /** The declarations with syntax errors: their trees lack something that was written. */
  readonly broken: ReadonlySet<Declaration>;
}

/** Reads a text. Never fails; takes time linear in the text's length and a bounded stack. */
export function parse(text: string): Parsed {
  return finish(parsing(text));
}

/** Tokens read at a time, unless one declaration has more. */
const portion = 2 ** 12;

/** `parse` in steps of well under 10 ms, unless one declaration takes longer. */
export function* parsing(text: string): Steps<Parsed> {
  const tokens = yield* lexing(text);
  const cursor = new Cursor(tokens);
  const declarations: Declaration[] = [];
  const broken = new Set<Declaration>();
  const takeDoc = docReader(text, tokens.comments);
  for (let pause = portion; !cursor.at(Kind.end); ) {
    if (cursor.position >= pause) {
      pause = cursor.position + portion;
      yield;
    }
    if (cursor.take(Kind.semicolon)) continue;
    cursor.beginDeclaration();
    const declaration = parseDeclaration(cursor, takeDoc);
    if (!declaration) continue;
    // What follows an unclosed brace to the text's end is the declaration's, comments too.
    const unclosed = cursor.at(Kind.end) && cursor.broken && text[declaration.end - 1] !== '}';
    const end = unclosed ? (tokens.comments.at(-1)?.end ?? 0) : 0;
    const whole = end > declaration.end ? { ...declaration, end } : declaration;
    declarations.push(whole);
    if (cursor.broken) broken.add(whole);
  }
  const comment = tokens.comments.at(-1);
  if (tokens.openComment && comment) {
    cursor.beginDeclaration();
    const { start } = comment;
    cursor.report({ start, end: start + 2 }, 'unclosed-comment', 'This comment is never closed.', {
      title: "Close it with '*/'",
      edits: [{ start: comment.end, end: comment.end, text: ' */' }],
    });
  }
  return { file: { text, declarations, comments: tokens.comments }, diagnostics: cursor.diagnostics, broken };
}

function parseDeclaration(
  cursor: Cursor,
  takeDoc: (before: number, after: number) => string | undefined,
): Declaration | undefined {
  const doc = takeDoc(cursor.start, cursor.previousEnd);
  if (cursor.atWord('cell')) return parseCell(cursor, doc);
  if (cursor.atWord('space')) return parseSpace(cursor, doc);
  if (cursor.atWord('use')) return parseUse(cursor);
  if (cursor.atOperation) return parseOperationDefinition(cursor, doc);
  const { start, end, text } = cursor;
  const meant =
    cursor.at(Kind.name) && cursor.kindAt(1) === Kind.name && !cursor.breakAt(1)
      ? nearest(text, ['cell', 'space', 'use', 'operation'])
      : undefined;
  if (meant) {
    cursor.report(
      { start, end },
      'unknown-keyword',
      `There is no ${quoted(text)}; did you mean '${meant}'?`,
      {
        title: `Change to '${meant}'`,
        edits: [{ start, end, text: meant }],
      },
    );
    if (meant === 'cell') return parseCell(cursor, doc);
    if (meant === 'operation') return parseOperationDefinition(cursor, doc);
    return meant === 'space' ? parseSpace(cursor, doc) : parseUse(cursor);
  }
  const message = `A file holds 'use', 'space', 'operation' and 'cell' declarations, and ${quoted(text)} begins none.`;
  cursor.report({ start, end }, 'unexpected-text', message);
  do cursor.advance();
  while (!cursor.at(Kind.end) && !(cursor.atLineStart && cursor.atKeyword));
  return undefined;
}

function parseUse(cursor: Cursor): UseDeclaration {
  const { start } = cursor;
  cursor.advance();
  const space = cursor.takeNameOnLine();
  if (!space) cursor.expected('The name of a space', 'missing-name');
  return { kind: 'use', start, end: cursor.previousEnd, space };
}

/** Takes the documentation comments between two tokens, in the order of the text. */
function docReader(text: string, comments: readonly Comment[]) {
  let next = 0;
  return (before: number, after: number): string | undefined => {
    const lines: string[] = [];
    for (; next < comments.length && comments[next]!.start < before; next++) {
      const { kind, start, end } = comments[next]!;
      if (kind === 'doc' && start >= after)
        lines.push(
          text
            .slice(start + 3, end)
            .replace(/^ /, '')
            .trimEnd(),
        );
    }
    return lines.length > 0 ? lines.join('\n') : undefined;
  };
}
