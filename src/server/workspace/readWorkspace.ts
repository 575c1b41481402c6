import { opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SharedOperations } from '../../document/kinds/network/sharedOperations';
import { readSmall } from '../../files/regularFile';
import { createDocument } from './encodedDocument';
import { type FileNames, namesOfText } from './fileNames';
import type { PositionEncoding } from './positionEncoding';
import { resultOf } from './slices';

/** The most that a workspace is read of; the rest of it counts once it is opened. */
const max = { files: 2000, entries: 100_000, fileBytes: 2 ** 20 };

/** A folder whose files belong to the workspace. */
export interface WorkspaceFolder {
  readonly uri: string;
  /** Whether the files of its subfolders do. */
  readonly deep: boolean;
}

/** The URIs of the `.cell` files of a folder, those in hidden folders and `node_modules` left out. */
export async function* cellFilesOf(
  { uri, deep }: WorkspaceFolder,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const folders = [fileURLToPath(uri)];
  let files = 0;
  let entries = 0;
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const entriesHere = await opendir(next).catch(() => undefined);
    if (!entriesHere) continue;
    for await (const entry of entriesHere) {
      if (signal.aborted || ++entries > max.entries || files >= max.files) return;
      const full = path.join(next, entry.name);
      if (deep && entry.isDirectory() && !isLeftOutFolder(entry.name)) folders.push(full);
      if (!entry.isFile() || !entry.name.endsWith('.cell')) continue;
      files++;
      yield pathToFileURL(full).href;
    }
  }
}

/** Whether a file lies in a folder that is left out when these folders are read. */
export function isLeftOut(uri: string, folders: readonly string[]): boolean {
  const root = folders.find(folder => uri.startsWith(`${folder}/`));
  return (
    root !== undefined &&
    uri
      .slice(root.length + 1)
      .split('/')
      .slice(0, -1)
      .some(isLeftOutFolder)
  );
}

function isLeftOutFolder(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/** What tells two states of a file apart; `undefined` for what is no file on a disk, or is too large. */
export async function fileStamp(uri: string): Promise<string | undefined> {
  try {
    const found = await stat(fileURLToPath(uri));
    const { size, mtimeMs, ino } = found;
    return !found.isFile() || size > max.fileBytes ? undefined : `${size} ${mtimeMs} ${ino}`;
  } catch {
    return undefined;
  }
}

/** `undefined` for what can't be read. */
export async function readNames(
  uri: string,
  encoding: PositionEncoding,
  shared: SharedOperations,
): Promise<FileNames | undefined> {
  try {
    const text = await readSmall(fileURLToPath(uri), max.fileBytes);
    return await resultOf(namesOfText(createDocument(encoding, uri, 0, text), shared));
  } catch {
    return undefined;
  }
}
