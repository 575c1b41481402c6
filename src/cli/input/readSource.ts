import { closeSync, openSync, readSync } from 'node:fs';
import { fileTrouble } from '../../runs/fileTrouble';
import { safeText } from '../../text/safeText';
import { writeError } from '../../text/terminal';
import { exitCodes, UserError } from '../failure';
import { standardInput } from './readInput';

/** Visits the text of each file. One that can't be read is told of on stderr, sets the exit code, and stops no other. */
export function eachSource(files: readonly string[], visit: (file: string, text: string) => void): void {
  for (const file of files) {
    let text: string;
    try {
      text = readSource(file);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      writeError(safeText(`renas: ${error.message}\n`, 'terminal'));
      process.exitCode = exitCodes.failed;
      continue;
    }
    visit(file, text);
  }
}

/** bytes; far above any file that people write, and read in a moment. */
const max = 64 * 2 ** 20;

/**
 * The text of a `.cell` file, which may also be a pipe, `/dev/stdin`, or `-` for the standard input. One that can't be read, is larger than 64 MiB or
 * not UTF-8 is an error in one sentence.
 */
export function readSource(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readAll(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file} cannot be read: ${reasonOf(error)}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError(`${file} is not UTF-8 text; save it as UTF-8 and try again.`);
  }
}

function readAll(file: string): Uint8Array {
  const descriptor = file === standardInput ? process.stdin.fd : openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; ; ) {
      const chunk = Buffer.allocUnsafe(1 << 16);
      const read = readSome(descriptor, chunk);
      if (read === 0) return Buffer.concat(chunks);
      size += read;
      if (size > max)
        throw new UserError(
          `${file} is larger than ${max / 2 ** 20} MiB, which no .cell file is: check the name.`,
        );
      chunks.push(chunk.subarray(0, read));
    }
  } finally {
    if (file !== standardInput) closeSync(descriptor);
  }
}

/** Bytes read; 0 at the end, which Windows reports as an error of a pipe. */
function readSome(descriptor: number, chunk: Buffer): number {
  for (;;)
    try {
      return readSync(descriptor, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      // The other end of a pipe that does not block has not written yet.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'reading it is not allowed';
  return fileTrouble(error);
}
