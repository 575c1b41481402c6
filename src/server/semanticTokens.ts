import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensLegend } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CellDocument } from '../document/readDocument';
import { Kind, lex } from '../language/lexer';
import type { Span } from '../language/syntax';
import { largestRead } from './limits';
import { type Occurrence, occurrences } from './occurrences';
import { touches } from './ranges';

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

type Token = Span & { readonly type: string; readonly modifiers: readonly string[] };

/**
 * What the words of the text stand for, in the declarations and comments that `range` touches; of all of a long file
 * nothing, since clients ask for what they show too.
 */
export function semanticTokens(
  document: TextDocument,
  { file, ...read }: CellDocument,
  range: Span = { start: 0, end: file.text.length },
): SemanticTokens {
  if (range.end - range.start > largestRead) return { data: [] };
  const inRange = file.declarations.filter(declaration => touches(declaration, range));
  const names = new Map(
    occurrences({ file, ...read }, each => touches(each, range)).map(found => [found.name.start, found]),
  );
  const tokens: Token[] = file.comments
    .filter(comment => touches(comment, range))
    .map(({ kind, start, end }) => ({
      start,
      end,
      type: 'comment',
      modifiers: kind === 'doc' ? ['documentation'] : [],
    }));
  for (const declaration of inRange) {
    const { count, kinds, starts, ends } = lex(file.text.slice(declaration.start, declaration.end));
    for (let i = 0; i < count; i++) {
      const start = declaration.start + starts[i]!;
      const end = declaration.start + ends[i]!;
      const type = typeOf(kinds[i]!, names.get(start), file.text.slice(start, end), i === 0);
      if (type) tokens.push({ start, end, type, modifiers: modifiersOf(names.get(start)) });
    }
  }
  return encoded(document, tokens);
}

const typesOfNames: Readonly<Record<Occurrence['kind'], string>> = {
  space: 'namespace',
  cell: 'class',
  vertex: 'variable',
  operation: 'function',
  join: 'function',
  catalogue: 'function',
};
const keywords = new Set(['measured', 'operations', 'on', 'skeleton', 'aka']);

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
    (found.kind === 'vertex' && isEnd(found.name.text));
  return [...(found.declares && !ships ? ['declaration'] : []), ...(ships ? ['defaultLibrary'] : [])];
}

function isEnd(vertex: string): boolean {
  return vertex === 'input' || vertex === 'output';
}

/** A token lies on one line: what spans several is told line by line. */
function encoded(document: TextDocument, tokens: Token[]): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  const text = document.getText();
  for (const { start, end, type, modifiers: given } of tokens.sort((a, b) => a.start - b.start)) {
    const bits = given.reduce((sum, each) => sum | (1 << modifiers.indexOf(each)), 0);
    for (let at = start; at < end; ) {
      const lineBreak = /[\r\n]/g;
      lineBreak.lastIndex = at;
      const found = type === 'comment' ? lineBreak.exec(text) : null;
      const stop = Math.min(end, found?.index ?? end);
      const { line, character } = document.positionAt(at);
      if (stop > at) builder.push(line, character, stop - at, types.indexOf(type), bits);
      at = stop + 1;
    }
  }
  return builder.build();
}
