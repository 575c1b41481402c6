import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { readDocument } from '../../../src/document/readDocument';
import { semanticTokens, semanticTokensLegend } from '../../../src/server/features/semanticTokens';
import { wholeGrammar } from './sources';

/** Valid texts by name: one that uses every part of the grammar, the examples and the spaces that ship. */
export function colouredTexts(): (readonly [string, string])[] {
  const folders = ['examples', 'examples/networks', 'src/document/spaces'];
  const files = folders.flatMap(folder =>
    readdirSync(folder)
      .filter(name => name.endsWith('.cell'))
      .map(name => path.join(folder, name)),
  );
  return [
    ['the whole grammar', wholeGrammar],
    ...files.map(file => [path.basename(file), readFileSync(file, 'utf8')] as const),
  ];
}

/** The words of a text with the types that the language server gives them. */
export function serverTokens(text: string) {
  const document = TextDocument.create('file:///a.cell', 'cell', 0, text);
  const { data } = semanticTokens(document, readDocument(text));
  const tokens: { line: number; character: number; word: string; type: string }[] = [];
  let [line, character] = [0, 0];
  for (let i = 0; i < data.length; i += 5) {
    line += data[i]!;
    character = data[i]! > 0 ? data[i + 1]! : character + data[i + 1]!;
    const end = { line, character: character + data[i + 2]! };
    const word = document.getText({ start: { line, character }, end });
    tokens.push({ line, character, word, type: semanticTokensLegend.tokenTypes[data[i + 3]!]! });
  }
  return tokens;
}
