import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SearchSpace } from '../../cells/space';
import { builtInSpaces } from '../../document/builtInSpaces';
import {
  calledOperations,
  type FileOperations,
  noOperations,
  type SharedOperation,
  type SharedOperations,
} from '../../document/kinds/network/sharedOperations';
import { type Known, known } from '../../document/known';
import { declaredOperations, readSpaces } from '../../document/readSpaces';
import { parse } from '../../language/parse';
import { UserError, usageError } from '../failure';
import { readSource } from './readSource';

/** What is read of a workspace at most, as in the editor. */
const max = { files: 2000, entries: 100_000, fileBytes: 2 ** 20 };

/**
 * What the text of a file may use without declaring it: the spaces that ship, those of the files `given`, and, if it uses
 * others, those of its workspace, as in the editor: of the `.cell` files below the next folder up with a `.git` or `.renas`
 * in it, or else of those beside it. Operations of other files likewise.
 */
export function knownSpaces(file: string, text: string, given: readonly string[] = []): Required<Known> {
  const spaces = new Map(builtInSpaces());
  const add = (found: ReadonlyMap<string, SearchSpace>) => {
    for (const [name, space] of found) if (!spaces.has(name)) spaces.set(name, space);
  };
  const givenOperations = given.map(each => declaredOperations(readSource(each), path.basename(each)));
  const operationsFor = operationsOfWorkspace(path.dirname(file), givenOperations);
  for (const each of given) {
    const text = readSource(each);
    const found = readSpaces(text, operationsFor(each, text));
    if (found.size === 0)
      throw usageError(`${each} declares no usable space; \`renas check ${each}\` says why.`);
    add(found);
  }
  const used = usedSpaces(text);
  const missing = () => used.filter(name => !spaces.has(name));
  if (missing().length > 0)
    for (const each of workspaceFiles(path.dirname(file))) {
      if (path.resolve(each) !== path.resolve(file)) add(spacesIn(each, operationsFor));
      if (missing().length === 0) break;
    }
  return known(spaces, operationsFor(file, text));
}

/** The space of this name that a file of the workspace of a folder declares, and which file that is. */
export function spaceOfWorkspace(
  name: string,
  folder: string,
): { readonly file: string; readonly space: SearchSpace } | undefined {
  const operationsFor = operationsOfWorkspace(folder);
  for (const file of workspaceFiles(folder)) {
    const space = spacesIn(file, operationsFor).get(name);
    if (space) return { file, space };
  }
  return undefined;
}

/** All spaces that the workspace of a folder declares; of two of one name, the first counts. */
export function spacesOfWorkspace(folder: string): ReadonlyMap<string, SearchSpace> {
  const all = new Map<string, SearchSpace>();
  const operationsFor = operationsOfWorkspace(folder);
  for (const file of workspaceFiles(folder))
    for (const [name, space] of spacesIn(file, operationsFor)) if (!all.has(name)) all.set(name, space);
  return all;
}

/** The other files of the workspace that declare the spaces and the operations that a file uses. */
export function declaringFiles(file: string): string[] {
  const folder = path.dirname(file);
  const spaces = usedSpaces(textOf(file)).flatMap(name => spaceOfWorkspace(name, folder)?.file ?? []);
  return [...new Set([file, ...spaces].flatMap(each => [each, ...operationFiles(each)]))].filter(
    each => each !== file,
  );
}

/** The other files of the workspace that declare operations which a file uses, and those that these use. */
export function operationFiles(file: string): string[] {
  const others = workspaceFiles(path.dirname(file)).filter(each => path.resolve(each) !== path.resolve(file));
  const declared = others.map(each => [each, operationsIn(each)] as const);
  const found = new Set<string>();
  const visit = (each: string) => {
    for (const name of missingOperations(textOf(each))) {
      const other = declared.find(([, { operations }]) => operations.has(name))?.[0];
      if (other === undefined || found.has(other)) continue;
      found.add(other);
      visit(other);
    }
  };
  visit(file);
  return [...found];
}

/** Those that the text does not declare itself. */
function usedSpaces(text: string): string[] {
  const { declarations } = parse(text).file;
  const declared = declarations.flatMap(each => (each.kind === 'space' && each.name ? [each.name.text] : []));
  const used = declarations.flatMap(each => ('space' in each && each.space ? [each.space.text] : []));
  return [...new Set(used)].filter(name => !declared.includes(name));
}

/** Operations that a text calls and does not declare. */
function missingOperations(text: string): readonly string[] {
  if (!/\b(?:space|operation)\b/.test(text)) return [];
  const { file } = parse(text);
  const own = file.declarations.flatMap(each =>
    each.kind === 'operation' && each.name ? [each.name.text] : [],
  );
  return calledOperations(file).flatMap(({ text: name }) => (own.includes(name) ? [] : [name]));
}

type OperationsFor = (file: string, text: string) => SharedOperations;

/** The operations of other files that a file may use; the workspace is looked through when the first is needed. */
export function operationsOfWorkspace(folder: string, given: readonly FileOperations[] = []): OperationsFor {
  let all: readonly (readonly [file: string, FileOperations])[] | undefined;
  return (file, text) => {
    if (missingOperations(text).length === 0) return noOperations;
    all ??= workspaceFiles(folder).map(each => [path.resolve(each), operationsIn(each)]);
    const others = all.flatMap(([each, found]) => (each === path.resolve(file) ? [] : [found]));
    const shared = new Map<string, SharedOperation>();
    for (const { operations } of [...given, ...others])
      for (const [name, operation] of operations) if (!shared.has(name)) shared.set(name, operation);
    return shared;
  };
}

function operationsIn(file: string): FileOperations {
  return declaredOperations(textOf(file), path.basename(file));
}

function spacesIn(file: string, operationsFor: OperationsFor): ReadonlyMap<string, SearchSpace> {
  const text = textOf(file);
  return readSpaces(text, operationsFor(file, text));
}

/** The text of a file, empty where it can't be read. */
export function textOf(file: string): string {
  try {
    return readSource(file);
  } catch (error) {
    if (error instanceof UserError) return '';
    throw error;
  }
}

/** Its `.cell` files in the order of their URIs, since the first that declares a space is the one that counts. */
function workspaceFiles(folder: string): string[] {
  const own = path.resolve(folder);
  const root = workspaceRoot(own);
  const uri = (file: string) => pathToFileURL(file).href;
  return (root ? filesBelow(root) : filesBeside(own)).sort((a, b) => (uri(a) < uri(b) ? -1 : 1));
}

/** The next folder up with a `.git` or `.renas` in it, or else the folder itself. */
export function workspaceOf(folder: string): string {
  return workspaceRoot(path.resolve(folder)) ?? path.resolve(folder);
}

function workspaceRoot(folder: string): string | undefined {
  if (existsSync(path.join(folder, '.git')) || existsSync(path.join(folder, '.renas'))) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : workspaceRoot(parent);
}

function filesBeside(folder: string): string[] {
  return entriesOf(folder)
    .filter(entry => entry.isFile() && isSmallCellFile(path.join(folder, entry.name)))
    .map(({ name }) => path.join(folder, name));
}

/** Hidden folders and `node_modules` left out. */
function filesBelow(root: string): string[] {
  const found: string[] = [];
  const folders = [root];
  let entries = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop())
    for (const entry of entriesOf(folder)) {
      if (++entries > max.entries || found.length >= max.files) return found;
      const full = path.join(folder, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
        folders.push(full);
      else if (entry.isFile() && isSmallCellFile(full)) found.push(full);
    }
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isSmallCellFile(file: string): boolean {
  return file.endsWith('.cell') && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= max.fileBytes;
}
