import type { Range, WorkspaceEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { builtInSpaces } from '../../document/builtInSpaces';
import type { CellDocument } from '../../document/readDocument';
import { isName } from '../../language/lexer';
import { allRead, atOffset, orFailure } from '../documentRequests';
import { rangeOf } from '../ranges';
import type { Session } from '../session';
import { type Occurrence, occurrenceAt, occurrences, sameOccurrences } from './occurrences';
import { isDeclared, renameShared, sharedInWorkspace } from './sharedPlaces';

export function serveRename(session: Session): void {
  const { connection, workspace } = session;
  connection.onPrepareRename(
    atOffset(session, ({ document, read, offset }) => {
      const named = sharedInWorkspace(workspace, document.uri, read, offset);
      return orFailure(prepareRename(document, read, offset, named && isDeclared(named)));
    }),
  );
  connection.onRenameRequest(
    atOffset(session, async ({ file, document, offset, params }) => {
      await allRead(session);
      const read = await file.whenRead();
      if (!read) return null;
      const named = sharedInWorkspace(workspace, document.uri, read, offset);
      return orFailure(
        named
          ? renameShared(workspace.index, named, params.newName)
          : rename(document, read, offset, params.newName),
      );
    }),
  );
}

/** The range of the name at `offset`; a string says why it can't be renamed. `shared`: a file of the workspace declares it. */
export function prepareRename(
  document: TextDocument,
  read: CellDocument,
  offset: number,
  shared = false,
): { readonly range: Range; readonly placeholder: string } | string | null {
  const at = occurrenceAt(read, offset);
  if (!at) return null;
  const found = shared ? [] : renamable(read, at);
  return typeof found === 'string' ? found : { range: rangeOf(document, at.name), placeholder: at.name.text };
}

/** The edits that give the thing named at `offset` another name everywhere; a string says why not. */
export function rename(
  document: TextDocument,
  read: CellDocument,
  offset: number,
  newName: string,
): WorkspaceEdit | string {
  const at = occurrenceAt(read, offset);
  if (!at) return 'There is no name to rename here.';
  const found = renamable(read, at);
  if (typeof found === 'string') return found;
  if (!isName(newName)) return notAName(newName);
  const newId = `${at.id.slice(0, -canonicalName(at).length)}${newName}`;
  if (newId !== at.id && (fixedNames.has(newName) || occurrences(read).some(({ id }) => id === newId)))
    return nameTaken(newName);
  return {
    changes: {
      [document.uri]: found.map(({ name }) => ({ range: rangeOf(document, name), newText: newName })),
    },
  };
}

export const fixedNames = new Set(['input', 'output', 'measured']);

/** Every occurrence that a rename changes. An operation's published spellings keep theirs. */
function renamable(read: CellDocument, at: Occurrence): Occurrence[] | string {
  if ((at.kind === 'vertex' || at.kind === 'local') && fixedNames.has(at.name.text))
    return `${at.name.text} has the same name ${at.kind === 'local' ? 'everywhere' : 'in every cell'}, so it can't be renamed.`;
  const same = sameOccurrences(read, at);
  if (!same.some(({ declares }) => declares)) return undeclared(at);
  return same.filter(({ name }) => name.text === canonicalName(at));
}

/** Why a name that no file declares can't be renamed. */
function undeclared({ kind, name: { text }, space }: Occurrence): string {
  if (kind === 'join' || kind === 'catalogue')
    return `${text} belongs to the language, so it can't be renamed.`;
  if (kind === 'space') return undeclaredSpace(text);
  if (kind === 'operation' && space !== undefined && builtInSpaces().has(space))
    return `${text} is an operation of ${space}, which comes with ReNAS, so it can't be renamed.`;
  return `${text} is declared nowhere, so it can't be renamed.`;
}

export function undeclaredSpace(name: string): string {
  return builtInSpaces().has(name)
    ? `${name} comes with ReNAS, so it can't be renamed.`
    : `${name} is not declared in this workspace, so it can't be renamed.`;
}

/** The name that declares the thing: the last word of the identity. */
function canonicalName({ id }: Occurrence): string {
  return id.slice(id.lastIndexOf(' ') + 1);
}

export function nameTaken(name: string): string {
  return `The name ${name} is already taken here.`;
}

export function notAName(text: string): string {
  return `"${text}" is not a name: a name is made of letters, digits, _ and inner -, and does not begin with a digit.`;
}
