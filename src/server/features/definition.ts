import { type DocumentHighlight, DocumentHighlightKind, type Location } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CellDocument } from '../../document/readDocument';
import { type Occurrence, occurrenceAt, sameOccurrences } from './occurrences';
import { rangeOf } from './ranges';

/** Where the name at `offset` is bound or declared; nothing for what ships with ReNAS, which is in no file. */
export function definition(document: TextDocument, read: CellDocument, offset: number): Location[] {
  return same(read, offset)
    .filter(({ declares }) => declares)
    .map(found => location(document, found));
}

export function references(
  document: TextDocument,
  read: CellDocument,
  offset: number,
  withDeclaration: boolean,
): Location[] {
  return same(read, offset)
    .filter(({ declares }) => withDeclaration || !declares)
    .map(found => location(document, found));
}

export function highlights(document: TextDocument, read: CellDocument, offset: number): DocumentHighlight[] {
  return same(read, offset).map(({ name, declares }) => ({
    range: rangeOf(document, name),
    kind: declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

function same(read: CellDocument, offset: number): Occurrence[] {
  const at = occurrenceAt(read, offset);
  return at ? sameOccurrences(read, at) : [];
}

function location(document: TextDocument, { name }: Occurrence): Location {
  return { uri: document.uri, range: rangeOf(document, name) };
}
