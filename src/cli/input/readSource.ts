import { closeSync, openSync, readSync } from 'node:fs';
import { fileTrouble } from '../../runs/fileTrouble';
import { safeText } from '../../text/safeText';
import { writeError } from '../../text/terminal';
import { exitCodes, UserError } from '../failure';
import { cellFiles } from './cellFiles';
import { standardInput } from './readInput';

/** How many files were asked for, folders and patterns expanded, and how many of them could be read. */
export interface SourcesRead {
  readonly asked: number;
  readonly read: number;
}

/**
 * Visits the text of each file that the arguments name: files, folders, patterns, `-`. One that can't be read is told of
 * on stderr, sets the exit code, and stops no other.
 */
export function eachSource(
  args: readonly string[],
  visit: (file: string, text: string) => void,
): SourcesRead {
  let asked = 0;
  let read = 0;
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      writeError(safeText(`renas: ${error.message}\n`, 'terminal'));
      process.exitCode = exitCodes.failed;
      return undefined;
    }
  };
  for (const argument of args) {
    const files = attempt(() => cellFiles(argument));
    asked += files?.length ?? 1;
    for (const file of files ?? []) {
      const text = attempt(() => readSource(file));
      if (text === undefined) continue;
      read++;
      visit(file, text);
    }
  }
  return { asked, read };
}

/** `3 files`, or where some could not be read `2 of 3 files could be read`. */
export function countSources({ asked, read }: SourcesRead): string {
  const files = asked === 1 ? 'file' : 'files';
  return read === asked ? `${asked} ${files}` : `${read} of ${asked} ${files} could be read`;
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
