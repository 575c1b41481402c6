import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder, withPath } from '../../runs/durable';

/**
 * Readers see the file whole, as it was or as it is, and a full disk leaves it as it was. Its folder is made if missing. A
 * link stays one, and a device is written to as it is.
 */
export function replaceFile(file: string, content: string | Uint8Array): void {
  makeFolder(path.dirname(path.resolve(file)));
  const found = statSync(file, { throwIfNoEntry: false });
  const real = found ? realpathSync(file) : file;
  if (found && !found.isFile()) {
    writeFileSync(real, content);
    return;
  }
  const next = `${real}.part`;
  try {
    rmSync(next, { force: true });
    writeFileSync(next, content, { flag: 'wx', ...(found ? { mode: found.mode } : {}) });
    renameSync(next, real);
  } catch (error) {
    rmSync(next, { force: true });
    throw withPath(error, file);
  }
}

/** Whoever reads the folder sees it whole, as it was or as `write` makes it. What else was in it is gone. */
export async function replaceFolder(folder: string, write: (folder: string) => Promise<void>): Promise<void> {
  const [next, old] = [`${folder}.next`, `${folder}.old`];
  for (const left of [next, old]) rmSync(left, { recursive: true, force: true });
  await write(next);
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(next, folder);
  rmSync(old, { recursive: true, force: true });
}
