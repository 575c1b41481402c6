import {
  close as closeBack,
  closeSync,
  constants,
  fstat as fstatBack,
  fstatSync,
  open as openBack,
  openSync,
  read as readBack,
  readSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Twice as fast as those of `fs/promises`, which make an object for each file: that counts for thousands of runs. */
const [openFile, statFile, readFile, closeFile] = [
  promisify(openBack),
  promisify(fstatBack),
  promisify(readBack),
  promisify(closeBack),
];

/** Not to wait for the other end of a pipe; Windows lacks the flag. */
const readNow = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file is not read, although the system would: the message is half a sentence. */
export class NotRead extends Error {}

/**
 * Opens a file that may be anybody's: one that is not a regular file is refused, without waiting for it. Throws `NotRead`,
 * or what the system says.
 */
export async function openRegular(file: string): Promise<FileHandle> {
  const handle = await open(file, readNow);
  try {
    if ((await handle.stat()).isFile()) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  throw new NotRead('it is not a regular file');
}

/** Returns the bytes of a regular file of at most `limit` bytes. Rejects with `NotRead`, or what the system says. */
export async function readBytes(file: string, limit: number): Promise<Buffer> {
  const descriptor = await openFile(file, readNow);
  try {
    const { size } = sizeOf(await statFile(descriptor), limit);
    const bytes = Buffer.alloc(size);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await readFile(descriptor, bytes, at, size - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } finally {
    await closeFile(descriptor);
  }
}

/** The same, at once. */
export function readBytesSync(file: string, limit: number): Buffer {
  const descriptor = openSync(file, readNow);
  try {
    const { size } = sizeOf(fstatSync(descriptor), limit);
    return readAll(descriptor, 0, size);
  } finally {
    closeSync(descriptor);
  }
}

/** The text of a regular file of at most `limit` bytes. Rejects with `NotRead`, or what the system says. */
export async function readSmall(file: string, limit: number): Promise<string> {
  return (await readBytes(file, limit)).toString('utf8');
}

/** The same, at once. */
export function readSmallSync(file: string, limit: number): string {
  return readBytesSync(file, limit).toString('utf8');
}

/** The last bytes of a regular file, at most `limit`. Throws `NotRead`, or what the system says. */
export function readTailSync(file: string, limit: number): string {
  const descriptor = openSync(file, readNow);
  try {
    const { size } = sizeOf(fstatSync(descriptor), Number.POSITIVE_INFINITY);
    const start = Math.max(0, size - limit);
    return readAll(descriptor, start, size).toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

function sizeOf(
  found: { isFile(): boolean; readonly size: number },
  limit: number,
): { readonly size: number } {
  if (!found.isFile()) throw new NotRead('it is not a regular file');
  if (found.size > limit)
    throw new NotRead(
      `it has ${Math.ceil(found.size / 2 ** 20)} MiB, and at most ${limit / 2 ** 20} are read`,
    );
  return found;
}

function readAll(descriptor: number, start: number, end: number): Buffer {
  const bytes = Buffer.alloc(end - start);
  let at = 0;
  while (at < bytes.length) {
    const read = readSync(descriptor, bytes, at, bytes.length - at, start + at);
    if (read === 0) break;
    at += read;
  }
  return bytes.subarray(0, at);
}
