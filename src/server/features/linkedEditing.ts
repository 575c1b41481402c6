import type { LinkedEditingRanges } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CellDocument } from '../../document/readDocument';
import { atOffset } from '../documentRequests';
import { rangeOf } from '../ranges';
import type { Session } from '../session';
import { occurrenceAt, sameOccurrences } from './occurrences';

export function serveLinkedEditing(session: Session): void {
  session.connection.languages.onLinkedEditingRange(
    atOffset(session, ({ document, read, offset }) => linkedEditing(document, read, offset)),
  );
}

/** The places that change together while the name of a vertex is typed over: all in its cell. */
export function linkedEditing(
  document: TextDocument,
  read: CellDocument,
  offset: number,
): LinkedEditingRanges | null {
  const at = occurrenceAt(read, offset);
  if (at?.kind !== 'vertex' || at.name.text === 'input' || at.name.text === 'output') return null;
  const same = sameOccurrences(read, at);
  // Where a name is bound twice, or not at all, it is not known which places mean the same.
  if (same.filter(({ declares }) => declares).length !== 1) return null;
  return {
    ranges: same.map(({ name }) => rangeOf(document, name)),
    wordPattern: '[^\\s(){}=+,;:"]+',
  };
}
