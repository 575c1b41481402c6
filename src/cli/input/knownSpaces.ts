import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SearchSpace } from '../../cells/space';
import { builtInSpaces } from '../../document/builtInSpaces';
import { readSpaces } from '../../document/readSpaces';
import { parse } from '../../language/parse';
import { UserError, usageError } from '../failure';
import { readSource } from './readSource';

/** What is read of a workspace at most, as in the editor. */
const max = { files: 2000, entries: 100_000, fileBytes: 2 ** 20 };

/**
 * The spaces that the text of a file may use without declaring them: those that ship, those of the files `given`, and,
 * if it uses others, those of its workspace, as in the editor: of the `.cell` files below the next folder up with a
 * `.git` or `.renas` in it, or else of those beside it.
 */
export function knownSpaces(
  file: string,
  text: string,
  given: readonly string[] = [],
): ReadonlyMap<string, SearchSpace> {
  const known = new Map(builtInSpaces());
  const add = (spaces: ReadonlyMap<string, SearchSpace>) => {
    for (const [name, space] of spaces) if (!known.has(name)) known.set(name, space);
  };
  for (const each of given) {
    const spaces = readSpaces(readSource(each));
    if (spaces.size === 0)
      throw usageError(`${each} declares no usable space; \`renas check ${each}\` says why.`);
    add(spaces);
  }
  const used = usedSpaces(text);
  const missing = () => used.filter(name => !known.has(name));
  if (missing().length > 0)
    for (const each of workspaceFiles(path.dirname(file))) {
      if (path.resolve(each) !== path.resolve(file)) add(spacesIn(each));
      if (missing().length === 0) break;
    }
  return known;
}

/** The space of this name that a file of the workspace of a folder declares, and which file that is. */
export function spaceOfWorkspace(
  name: string,
  folder: string,
): { readonly file: string; readonly space: SearchSpace } | undefined {
  for (const file of workspaceFiles(folder)) {
    const space = spacesIn(file).get(name);
    if (space) return { file, space };
  }
  return undefined;
}

/** All spaces that the workspace of a folder declares; of two of one name, the first counts. */
export function spacesOfWorkspace(folder: string): ReadonlyMap<string, SearchSpace> {
  const all = new Map<string, SearchSpace>();
  for (const file of workspaceFiles(folder))
    for (const [name, space] of spacesIn(file)) if (!all.has(name)) all.set(name, space);
  return all;
}

/** The other files of the workspace that declare the spaces that a file uses. */
export function declaringFiles(file: string): string[] {
  return usedSpaces(textOf(file)).flatMap(name => spaceOfWorkspace(name, path.dirname(file))?.file ?? []);
}

/** Those that the text does not declare itself. */
function usedSpaces(text: string): string[] {
  const { declarations } = parse(text).file;
  const declared = declarations.flatMap(each => (each.kind === 'space' && each.name ? [each.name.text] : []));
  const used = declarations.flatMap(each => ('space' in each && each.space ? [each.space.text] : []));
  return [...new Set(used)].filter(name => !declared.includes(name));
}

function spacesIn(file: string): ReadonlyMap<string, SearchSpace> {
  return readSpaces(textOf(file));
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
