import { type DocumentHighlight, DocumentHighlightKind, type Location } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CellDocument } from '../../document/readDocument';
import { allRead, atOffset } from '../documentRequests';
import { rangeOf } from '../ranges';
import type { Session } from '../session';
import { type Occurrence, occurrenceAt, sameOccurrences } from './occurrences';
import { sharedAt, sharedInWorkspace, sharedLocations } from './sharedPlaces';

export function serveDefinition(session: Session): void {
  const { connection, workspace } = session;
  connection.onDefinition(
    atOffset(session, ({ document, read, offset }) => {
      const own = definition(document, read, offset);
      // What a document outside the workspace declares itself comes before what the workspace does.
      if (!workspace.contributes(document.uri) && own.length > 0) return own;
      const named = sharedAt(workspace.present(), document.uri, read, offset);
      return named ? sharedLocations(named, declares => declares) : own;
    }),
  );
  connection.onReferences(
    atOffset(session, async ({ file, document, offset, params }) => {
      await allRead(session);
      const read = await file.whenRead();
      if (!read) return null;
      const { includeDeclaration } = params.context;
      const named = sharedInWorkspace(workspace, document.uri, read, offset);
      return named
        ? sharedLocations(named, declares => includeDeclaration || !declares)
        : references(document, read, offset, includeDeclaration);
    }),
  );
  connection.onDocumentHighlight(
    atOffset(session, ({ document, read, offset }) => highlights(document, read, offset)),
  );
}

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
