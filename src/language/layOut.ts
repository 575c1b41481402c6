import { Kind } from './lexer';
import type { Piece } from './pieces';

const width = 100;
const level = '  ';
/** Further in than the statement that goes on. */
const continued = '    ';

/** Writes the pieces with the space between them that they should have, and drops the semicolons. */
export function layOut(source: string, pieces: readonly Piece[], lineBreak: string): string {
  const out: string[] = [];
  let column = 0;
  let braces = 0;
  let parentheses = 0;
  let before: Piece | undefined;
  let token: Piece | undefined;
  /** Whether the statement is a `measured` line, in whose names dashes stand without spaces. */
  let measured = false;

  const write = (text: string) => {
    out.push(text);
    const line = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    column = line < 0 ? column + text.length : text.length - line - 1;
  };
  const newLine = (indent: string, blank: boolean) => write((blank ? lineBreak : '') + lineBreak + indent);
  const put = (piece: Piece) => {
    write(piece.text);
    before = piece;
  };
  const lineBreaks = (piece: Piece) => (before ? countLineBreaks(source, before.end, piece.start) : 0);

  for (let i = 0; i < pieces.length; ) {
    const comments: Piece[] = [];
    let semicolon = false;
    for (; i < pieces.length && !isToken(pieces[i]!); i++)
      if (pieces[i]!.kind === Kind.semicolon) semicolon = true;
      else comments.push(pieces[i]!);
    const next = pieces[i++];
    const boundary = semicolon || !next || isBoundary(token, next, parentheses);
    if (boundary) measured = next?.role === 'token' && next.text === 'measured';
    const inner = level.repeat(braces) + (boundary ? '' : continued);
    let pending = boundary;

    for (const comment of comments) {
      const breaks = lineBreaks(comment);
      if (before && (breaks > 0 || before.role === 'line')) {
        newLine(inner, boundary && breaks > 1 && before.kind !== Kind.openBrace);
        pending = false;
      } else if (before) write(before.kind === Kind.openParenthesis ? '' : ' ');
      else pending = false;
      put(comment);
    }

    if (!next) break;
    const breaks = lineBreaks(next);
    const closes = next.kind === Kind.closeBrace;
    const outer = closes ? level.repeat(braces - 1) : inner;
    const atBreak = breaks > 0 || before?.role === 'line';
    if (next.role === 'kept') {
      if (before && (atBreak || semicolon)) newLine('', breaks > 1);
    } else if (!before) {
      // Nothing stands before the first piece.
    } else if (boundary) {
      const empty = closes && before.kind === Kind.openBrace;
      if (!empty && (pending || atBreak))
        newLine(outer, breaks > 1 && before.kind !== Kind.openBrace && !closes);
      else if (!empty) write(' ');
    } else if (before.role !== 'token') {
      if (atBreak) newLine(inner, false);
      else write(next.kind === Kind.comma || next.kind === Kind.closeParenthesis ? '' : ' ');
    } else if (
      mayBreak(before, next, parentheses) &&
      column + chunkWidth(pieces, i - 1, parentheses, measured) > width
    )
      newLine(inner, false);
    else write(spaceBetween(before, next, parentheses, measured));
    put(next);
    token = next;
    braces += next.kind === Kind.openBrace ? 1 : closes ? -1 : 0;
    parentheses += parenthesis(next);
  }
  return out.length > 0 ? out.join('') + lineBreak : '';
}

function isToken(piece: Piece): boolean {
  return piece.role === 'kept' || (piece.role === 'token' && piece.kind !== Kind.semicolon);
}

/** What a statement does not end with. */
const goesOn: ReadonlySet<number> = new Set([
  Kind.plus,
  Kind.pipe,
  Kind.dash,
  Kind.star,
  Kind.slash,
  Kind.range,
]);

/** Whether a statement, a declaration or a block begins or ends between two tokens. */
function isBoundary(token: Piece | undefined, next: Piece, parentheses: number): boolean {
  if (!token || token.role === 'kept' || next.role === 'kept' || next.beginsDeclaration) return true;
  if (parentheses > 0) return false;
  const { kind } = next;
  if (token.kind === Kind.openBrace || token.kind === Kind.closeBrace || kind === Kind.closeBrace)
    return true;
  return (
    next.breakBefore &&
    !goesOn.has(token.kind) &&
    kind !== Kind.plus &&
    kind !== Kind.pipe &&
    kind !== Kind.openBrace &&
    kind !== Kind.colon &&
    kind !== Kind.equals &&
    !(token.kind === Kind.equals && kind === Kind.string)
  );
}

/** Where a statement may go on in the next line without ending. */
function mayBreak(before: Piece, next: Piece, parentheses: number): boolean {
  return (
    next.kind === Kind.plus || next.kind === Kind.pipe || (before.kind === Kind.comma && parentheses > 0)
  );
}

/** Columns from the piece at `index` to the next place where the line may break, the space before it included. */
function chunkWidth(pieces: readonly Piece[], index: number, parentheses: number, measured: boolean): number {
  let open = parentheses;
  let columns = 0;
  for (let i = index; i < pieces.length; i++) {
    const before = pieces[i - 1]!;
    const next = pieces[i]!;
    if (next.role !== 'token' || next.kind === Kind.semicolon) break;
    if (i > index && (mayBreak(before, next, open) || isBoundary(before, next, open))) break;
    columns += next.text.length + spaceBetween(before, next, open, measured).length;
    open += parenthesis(next);
  }
  return columns;
}

function spaceBetween(before: Piece, next: Piece, parentheses: number, measured: boolean): '' | ' ' {
  const { kind } = next;
  const tight =
    before.kind === Kind.openParenthesis ||
    before.kind === Kind.openBracket ||
    before.kind === Kind.dot ||
    (measured && before.kind === Kind.dash) ||
    (kind === Kind.openParenthesis && before.kind === Kind.name && before.text !== 'by') ||
    before.kind === Kind.range ||
    kind === Kind.range ||
    kind === Kind.closeParenthesis ||
    kind === Kind.closeBracket ||
    kind === Kind.comma ||
    kind === Kind.dot ||
    (measured && kind === Kind.dash) ||
    (kind === Kind.colon && parentheses > 0);
  return tight ? '' : ' ';
}

function parenthesis({ kind, role }: Piece): number {
  if (role !== 'token') return 0;
  if (kind === Kind.openParenthesis || kind === Kind.openBracket) return 1;
  return kind === Kind.closeParenthesis || kind === Kind.closeBracket ? -1 : 0;
}

/** 0, 1, or 2 for more; a carriage return and a line feed are one. */
function countLineBreaks(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end && count < 2; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count++;
  }
  return count;
}
