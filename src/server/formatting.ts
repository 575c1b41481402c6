import type { TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { formatDocument } from '../document/formatDocument';
import { rangeOf } from './ranges';

/** The edit that formats the document: one, from the first character that changes to the last. */
export function formatting(document: TextDocument): TextEdit[] {
  const before = document.getText();
  const after = formatDocument(before);
  if (after === before) return [];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  return [
    {
      range: rangeOf(document, { start, end: before.length - same }),
      newText: after.slice(start, after.length - same),
    },
  ];
}
