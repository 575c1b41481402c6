import { opendir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type FileNames, namesOfText } from './fileNames';
import { resultOf } from './slices';

/** What a workspace is read of at most; the rest of it counts once it is opened. */
const most = { files: 2000, entries: 100_000, fileBytes: 2 ** 20 };

/** Reads the `.cell` files below a folder, hidden folders and `node_modules` left out, one after another. */
export async function readWorkspace(
  folder: string,
  found: (names: FileNames) => void,
  signal: AbortSignal,
): Promise<void> {
  const folders = [fileURLToPath(folder)];
  let files = 0;
  let entries = 0;
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const entriesHere = await opendir(next).catch(() => undefined);
    if (!entriesHere) continue;
    for await (const entry of entriesHere) {
      if (signal.aborted || ++entries > most.entries || files >= most.files) return;
      const full = path.join(next, entry.name);
      if (entry.isDirectory() && !isLeftOutFolder(entry.name)) folders.push(full);
      if (!entry.isFile() || !entry.name.endsWith('.cell')) continue;
      files++;
      const names = await readNames(pathToFileURL(full).href);
      if (names && !signal.aborted) found(names);
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

/** `undefined` for what can't be read, is no file on a disk, or is too large. */
export async function readNames(uri: string): Promise<FileNames | undefined> {
  try {
    const file = fileURLToPath(uri);
    if ((await stat(file)).size > most.fileBytes) return undefined;
    return await resultOf(namesOfText(TextDocument.create(uri, 'cell', 0, await readFile(file, 'utf8'))));
  } catch {
    return undefined;
  }
}
