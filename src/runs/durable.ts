import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/**
 * Replaces a file such that after a power cut it is there whole, as it was or as it is. Where it can't be written, nothing
 * is left beside it.
 */
export function writeDurably(file: string, content: string | Uint8Array): void {
  const next = `${file}.${process.pid}`;
  try {
    writeSynced(next, content);
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw withPath(error, file);
  }
  syncFolder(path.dirname(file));
}

/** Writes a new file, in place of any that has its name, and waits until its content is on the disk. */
export function writeSynced(file: string, content: string | Uint8Array): void {
  rmSync(file, { force: true });
  const descriptor = openSync(file, 'wx');
  try {
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Names the file that was to be written: the system names a part of it, or none. */
export function withPath(error: unknown, file: string): unknown {
  if (error instanceof Error && 'syscall' in error) Object.assign(error, { path: file, dest: undefined });
  return error;
}

/** Waits until a file, or all files of a folder, are on the disk. */
export function syncTree(name: string): void {
  if (statSync(name).isDirectory()) {
    for (const entry of readdirSync(name)) syncTree(path.join(name, entry));
    syncFolder(name);
  } else syncFile(name);
}

function syncFile(file: string): void {
  // Windows syncs only what is open to be written.
  const descriptor = openSync(file, process.platform === 'win32' ? 'r+' : 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Some systems, as Windows and some network drives, can't sync a folder: they do so on their own. */
const cannotSync = new Set(['EPERM', 'EISDIR', 'EINVAL', 'EACCES', 'ENOTSUP', 'EBADF']);

/** Waits until the names in a folder are on the disk. */
export function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch (error) {
    if (!cannotSync.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Makes a folder and those above it. Throws what the system says of the first that can't be made. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    // On a read-only disk Node says that the folder is not there.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') mkdirSync(firstMissing(path.resolve(folder)));
    throw error;
  }
}

function firstMissing(folder: string): string {
  const parent = path.dirname(folder);
  return parent === folder || existsSync(parent) ? folder : firstMissing(parent);
}
