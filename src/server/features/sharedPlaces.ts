import type { Location, Range, WorkspaceEdit } from 'vscode-languageserver';
import { operationByName, writeDefinition } from '../../cells/network/catalogue';
import { findOperation } from '../../cells/operations';
import type { OperationType, SearchSpace } from '../../cells/space';
import { catalogueCallee } from '../../document/kinds/network/lowering';
import { languageCalls } from '../../document/kinds/network/sharedOperations';
import type { CellDocument } from '../../document/readDocument';
import { isName } from '../../language/lexer';
import type { Workspace } from '../workspace/workspace';
import type { WorkspaceIndex } from '../workspace/workspaceIndex';
import { occurrenceAt } from './occurrences';
import { fixedNames, nameTaken, notAName, undeclaredSpace } from './rename';

/** What several files may name, and every place in the workspace where they do. */
export type Shared =
  /** `declared`: an operation that a file declares. */
  | { readonly kind: 'space' | 'declared'; readonly name: string; readonly places: readonly Place[] }
  | {
      readonly kind: 'operation';
      readonly operation: OperationType;
      readonly space: SearchSpace;
      readonly places: readonly Place[];
    };

interface Place {
  readonly uri: string;
  readonly text: string;
  readonly range: Range;
  readonly declares: boolean;
  readonly byName?: boolean;
}

/** The same of a document of the workspace; what another one names, only it does. */
export function sharedInWorkspace(
  workspace: Workspace,
  uri: string,
  read: CellDocument,
  offset: number,
): Shared | undefined {
  return workspace.contributes(uri) ? sharedAt(workspace.present(), uri, read, offset) : undefined;
}

/** What is named at `offset` of a file: a space, an operation of a space that the workspace declares, or a declared one. */
export function sharedAt(
  index: WorkspaceIndex,
  uri: string,
  read: CellDocument,
  offset: number,
): Shared | undefined {
  const at = occurrenceAt(read, offset);
  if (at?.kind === 'space') {
    const name = at.name.text;
    return { kind: 'space', name, places: placesOfSpace(index, uri, name) };
  }
  if (at?.kind === 'declared') {
    const name = at.name.text;
    return { kind: 'declared', name, places: placesOfDeclared(index, uri, name) };
  }
  if (at?.kind !== 'operation' || at.space === undefined) return undefined;
  const space = index.owner(uri, at.space)?.spaces.get(at.space);
  const operation = space?.operations[findOperation(space, at.name.text)];
  return operation && space
    ? { kind: 'operation', operation, space, places: placesOfOperation(index, uri, space, operation) }
    : undefined;
}

export function sharedLocations(
  { places }: Shared,
  wanted: (declares: boolean) => boolean = () => true,
): Location[] {
  return places.filter(({ declares }) => wanted(declares)).map(({ uri, range }) => ({ uri, range }));
}

export function isDeclared({ places }: Shared): boolean {
  return places.some(({ declares }) => declares);
}

/** The edits that give it another name in every file that means it; a string says why not. */
export function renameShared(index: WorkspaceIndex, shared: Shared, newName: string): WorkspaceEdit | string {
  const name = shared.kind === 'operation' ? shared.operation.name : shared.name;
  if (!isDeclared(shared))
    return shared.kind === 'declared'
      ? `${name} is declared nowhere in this workspace, so it can't be renamed.`
      : undeclaredSpace(name);
  if (!isName(newName)) return notAName(newName);
  const taken =
    shared.kind === 'operation'
      ? operationTaken(shared.space, newName)
      : shared.kind === 'space'
        ? spaceTaken(index, shared.places, newName)
        : declaredTaken(index, shared.places, newName);
  if (newName !== name && taken) return nameTaken(newName);
  const changes: NonNullable<WorkspaceEdit['changes']> = {};
  for (const { uri, range, text, byName } of shared.places) {
    // An operation's published names stay what they are.
    if (text !== name) continue;
    const newText = byName && shared.kind === 'operation' ? declared(newName, shared.operation) : newName;
    changes[uri] ??= [];
    changes[uri].push({ range, newText });
  }
  return { changes };
}

/** A declaration that no longer says by its name what it is, says it in full. */
function declared(name: string, { definition }: OperationType): string {
  const written = writeDefinition(definition);
  const byName = operationByName(name);
  return byName && writeDefinition(byName) === written ? name : `${name} = ${written}`;
}

function spaceTaken(index: WorkspaceIndex, places: readonly Place[], name: string): boolean {
  return [...new Set(places.map(({ uri }) => uri))].some(
    uri => index.owner(uri, name) !== undefined || index.known(uri).has(name),
  );
}

/** Whether it is an operation of the catalogue, a word of the language, or declared where a file could use it. */
function declaredTaken(index: WorkspaceIndex, places: readonly Place[], name: string): boolean {
  return (
    fixedNames.has(name) ||
    languageCalls.has(name) ||
    catalogueCallee(name) !== undefined ||
    places.some(({ uri }) => index.owner(uri, name, 'operation') !== undefined)
  );
}

function operationTaken(space: SearchSpace, name: string): boolean {
  return fixedNames.has(name) || name === 'concat' || name === 'sum' || findOperation(space, name) >= 0;
}

function placesOfSpace(index: WorkspaceIndex, uri: string, space: string): Place[] {
  return index.meaning(uri, space).flatMap(file =>
    file
      .names()
      .filter(({ kind, text }) => kind === 'space' && text === space)
      .map(name => ({ uri: file.uri, ...name })),
  );
}

function placesOfDeclared(index: WorkspaceIndex, uri: string, name: string): Place[] {
  return index.meaning(uri, name, 'operation').flatMap(file =>
    file
      .declarations()
      .filter(({ text }) => text === name)
      .map(place => ({ uri: file.uri, ...place })),
  );
}

function placesOfOperation(
  index: WorkspaceIndex,
  uri: string,
  space: SearchSpace,
  { name, aliases }: OperationType,
): Place[] {
  const words = new Set([name, ...aliases]);
  return index.meaning(uri, space.name).flatMap(file =>
    file
      .operations()
      .filter(operation => operation.space === space.name && words.has(operation.text))
      .map(operation => ({ uri: file.uri, ...operation })),
  );
}
