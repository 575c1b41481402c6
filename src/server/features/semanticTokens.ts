import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensLegend } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SearchSpace } from '../../cells/space';
import type { CellDocument } from '../../document/readDocument';
import { isLineBreak, Kind, lex } from '../../language/lexer';
import { lineIndex } from '../../language/lineIndex';
import { originOf } from '../../language/shiftDeclaration';
import type { CellDeclaration, Comment, Declaration, Span } from '../../language/syntax';
import { forDocument } from '../documentRequests';
import { spanOf, touches } from '../ranges';
import type { Session } from '../session';
import { utf16Document } from '../workspace/encodedDocument';
import { largestRead } from '../workspace/limits';
import { lengthIn, type PositionEncoding } from '../workspace/positionEncoding';
import { type Occurrence, occurrencesIn } from './occurrences';

export function serveSemanticTokens(session: Session): void {
  const { connection, can } = session;
  const { semanticTokens: requests } = connection.languages;
  const encoding = can.positionEncoding;
  const none = { data: [] };
  requests.on(
    forDocument(session, ({ document, read }) => semanticTokens(document, read, undefined, encoding), none),
  );
  requests.onRange(
    forDocument(
      session,
      ({ document, read, params }) =>
        semanticTokens(document, read, spanOf(document, params.range), encoding),
      none,
    ),
  );
}

const types = [
  'namespace',
  'class',
  'variable',
  'function',
  'keyword',
  'property',
  'number',
  'string',
  'comment',
];
const modifiers = ['declaration', 'defaultLibrary', 'documentation'];
export const semanticTokensLegend: SemanticTokensLegend = { tokenTypes: types, tokenModifiers: modifiers };

/** Five numbers a token: line, character, length, type, bits of the modifiers. */
type Tokens = number[];

/**
 * What the words of the text stand for, in the declarations and comments that `range` touches; of all of a long file
 * nothing, since clients ask for what they show too.
 */
export function semanticTokens(
  encoded: TextDocument,
  read: CellDocument,
  range: Span = { start: 0, end: read.file.text.length },
  encoding: PositionEncoding = 'utf-16',
): SemanticTokens {
  if (range.end - range.start > largestRead) return { data: [] };
  const document = utf16Document(encoded);
  const words: Tokens = [];
  let used: string | undefined;
  for (const declaration of read.file.declarations) {
    if (declaration.kind === 'use') used = declaration.space?.text;
    if (!touches(declaration, range)) continue;
    const { line, character } = document.positionAt(declaration.start);
    const own = wordsOf(read, declaration, used);
    for (let i = 0; i < own.length; i += 5) {
      const first = own[i] === 0;
      words.push(line + own[i]!, (first ? character : 0) + own[i + 1]!);
      words.push(own[i + 2]!, own[i + 3]!, own[i + 4]!);
    }
  }
  const comments: Tokens = [];
  for (const comment of read.file.comments)
    if (touches(comment, range)) addComment(document, comment, comments);
  return relative(document, encoding, words, comments);
}

interface Known {
  readonly space: SearchSpace | undefined;
  readonly used: string | undefined;
  readonly tokens: Tokens;
}

/** By the cell as it was parsed: the tokens stay when it is moved. */
const known = new WeakMap<CellDeclaration, Known>();

/** Lines from the declaration's first, and on that one characters from its start. */
function wordsOf(read: CellDocument, declaration: Declaration, used: string | undefined): Tokens {
  if (declaration.kind !== 'cell') return tokensOf(read, declaration, used);
  const origin = originOf(declaration);
  const space = read.spaces.get(declaration.space?.text ?? used ?? '');
  const kept = known.get(origin);
  if (kept && kept.space === space && kept.used === used) return kept.tokens;
  const tokens = tokensOf(read, declaration, used);
  known.set(origin, { space, used, tokens });
  return tokens;
}

function tokensOf(read: CellDocument, declaration: Declaration, used: string | undefined): Tokens {
  const found: Occurrence[] = [];
  occurrencesIn(read, declaration, used, found);
  const names = new Map(found.map(each => [each.name.start - declaration.start, each]));
  const text = read.file.text.slice(declaration.start, declaration.end);
  const { count, kinds, starts, ends } = lex(text);
  const tokens: Tokens = [];
  const places = lineIndex(text);
  for (let i = 0; i < count; i++) {
    const [start, end] = [starts[i]!, ends[i]!];
    const type = typeOf(kinds[i]!, names.get(start), text.slice(start, end), i === 0);
    const { line, column } = places(start);
    if (type)
      tokens.push(
        line - 1,
        column - 1,
        end - start,
        types.indexOf(type),
        bitsOf(modifiersOf(names.get(start))),
      );
  }
  return tokens;
}

/** A token lies on one line: a comment that spans several is told line by line. */
function addComment(document: TextDocument, { kind, start, end }: Comment, into: Tokens): void {
  const text = document.getText();
  const bits = bitsOf(kind === 'doc' ? ['documentation'] : []);
  for (let at = start; at < end; ) {
    let stop = at;
    while (stop < end && !isLineBreak(text.charCodeAt(stop))) stop++;
    const { line, character } = document.positionAt(at);
    if (stop > at) into.push(line, character, stop - at, types.indexOf('comment'), bits);
    at = stop + 1;
  }
}

/** Each token relative to the one before it, as the protocol has them. Both lists are in the order of the text. */
function relative(
  document: TextDocument,
  encoding: PositionEncoding,
  words: Tokens,
  comments: Tokens,
): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  const unitsOf = columnUnits(document, encoding);
  for (let w = 0, c = 0; w < words.length || c < comments.length; ) {
    const wordFirst =
      c >= comments.length ||
      (w < words.length && (words[w]! - comments[c]! || words[w + 1]! - comments[c + 1]!) < 0);
    const from = wordFirst ? words : comments;
    const at = wordFirst ? w : c;
    const [line, start] = [from[at]!, from[at + 1]!];
    const first = unitsOf(line, start);
    builder.push(line, first, unitsOf(line, start + from[at + 2]!) - first, from[at + 3]!, from[at + 4]!);
    if (wordFirst) w += 5;
    else c += 5;
  }
  return builder.build();
}

/** How many units of the encoding come before a column, which counts UTF-16 code units. */
function columnUnits(document: TextDocument, encoding: PositionEncoding) {
  let known = { line: -1, text: '' };
  return (line: number, column: number): number => {
    if (encoding === 'utf-16') return column;
    if (known.line !== line) {
      const range = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
      known = { line, text: document.getText(range) };
    }
    return lengthIn(encoding, known.text.slice(0, column));
  };
}

function bitsOf(given: readonly string[]): number {
  return given.reduce((sum, each) => sum | (1 << modifiers.indexOf(each)), 0);
}

const typesOfNames: Readonly<Record<Occurrence['kind'], string>> = {
  space: 'namespace',
  cell: 'class',
  vertex: 'variable',
  operation: 'function',
  join: 'function',
  catalogue: 'function',
  declared: 'function',
  choice: 'variable',
  local: 'variable',
};
const keywords = new Set([
  ...['measured', 'operations', 'on', 'skeleton', 'aka'],
  ...['choose', 'where', 'network', 'training', 'by'],
]);

function typeOf(
  kind: number,
  found: Occurrence | undefined,
  word: string,
  first: boolean,
): string | undefined {
  if (kind === Kind.number || kind === Kind.size) return 'number';
  if (kind === Kind.string || kind === Kind.openString) return 'string';
  if (kind !== Kind.name) return undefined;
  if (found) return typesOfNames[found.kind];
  return first || keywords.has(word) ? 'keyword' : 'property';
}

function modifiersOf(found: Occurrence | undefined): string[] {
  if (!found) return [];
  const ships =
    found.kind === 'catalogue' ||
    found.kind === 'join' ||
    ((found.kind === 'vertex' || found.kind === 'local') && isEnd(found.name.text));
  return [...(found.declares && !ships ? ['declaration'] : []), ...(ships ? ['defaultLibrary'] : [])];
}

function isEnd(vertex: string): boolean {
  return vertex === 'input' || vertex === 'output';
}
