import {
  constants,
  createReadStream,
  createWriteStream,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../failure';
import { standardInput } from './readInput';

/** Maximum number of bytes that are read from a pipe. */
const maxPipeBytes = 4 * 2 ** 30;

/**
 * Returns a file that can be opened several times, as a table is: the file itself, or a copy of what a pipe, `/dev/stdin`
 * or `-` contains. The copy is in the system's temporary folder and is deleted when the process exits.
 */
export async function tableFile(file: string, signal?: AbortSignal): Promise<string> {
  const isInput = file === standardInput || file === '/dev/stdin';
  const found = isInput ? undefined : statSync(file, { throwIfNoEntry: false });
  // What does not exist, or is a folder of .cell files, is told or read by whoever opens it.
  if (!isInput && (!found || found.isFile() || found.isDirectory())) return file;
  const folder = mkdtempSync(path.join(tmpdir(), 'renas-table-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const copy = path.join(folder, isInput ? 'stdin' : path.basename(file));
  let bytes = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes <= maxPipeBytes) done(null, chunk);
      else
        done(new UserError(`${file} has more than ${maxPipeBytes / 2 ** 30} GiB: save it as a file first.`));
    },
  });
  await pipeline(isInput ? process.stdin : open(file, found!.isFIFO()), limited, createWriteStream(copy), {
    signal,
  });
  return copy;
}

function open(file: string, isPipe: boolean): Readable {
  if (!isPipe) return createReadStream(file);
  // A blocking open would wait for a writer in a thread that nothing can interrupt.
  return new Socket({ fd: openSync(file, constants.O_RDONLY | constants.O_NONBLOCK), writable: false });
}
