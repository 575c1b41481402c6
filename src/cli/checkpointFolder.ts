import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Checkpoint, NumberArray, State } from '../predictor/checkpoint';
import { fileTrouble } from '../runs/fileTrouble';

const types = { Float32Array, Float64Array, Int32Array, Uint8Array } as const;
type TypeName = keyof typeof types;

/** The first line of a part's file; its numbers follow. */
interface Head {
  readonly format: 1;
  /** What the work is, as its fingerprint: a part of other work is of no use. */
  readonly of: string;
  readonly arrays: readonly { readonly name: string; readonly type: TypeName; readonly length: number }[];
  readonly sha256: string;
}

/**
 * A checkpoint as a folder with a file for each part, replaced by rename; the one before is kept beside it, for when the
 * last is torn. What can't be read or written is told to `trouble` in a sentence, and the work goes on.
 */
export function checkpointFolder(
  folder: string,
  fingerprint: string,
  trouble: (sentence: string) => void,
): Checkpoint {
  let full = false;
  const fileOf = (part: string) => path.join(folder, `${part.replaceAll(' ', '-')}.bin`);
  return {
    read(part) {
      const file = fileOf(part);
      for (const name of [file, `${file}.before`]) {
        if (!existsSync(name)) continue;
        const state = readState(name, fingerprint);
        if (typeof state !== 'string') return state;
        trouble(`The checkpoint ${path.basename(name)} ${state}: the work goes on from before it.`);
      }
      return undefined;
    },
    write(part, state) {
      const file = fileOf(part);
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(`${file}.next`, encode(state, fingerprint));
        if (existsSync(file)) renameSync(file, `${file}.before`);
        renameSync(`${file}.next`, file);
        full = false;
      } catch (error) {
        if (!full)
          trouble(
            `No checkpoint can be written (${fileTrouble(error)}): the run goes on, but after an interruption it would go on from the last one.`,
          );
        full = true;
      }
    },
  };
}

/** Takes away what was written, for work that begins anew. */
export function clearCheckpoint(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true, force: true });
}

function encode(state: State, of: string): Buffer {
  const entries = Object.entries(state);
  const bodies = entries.map(([, { buffer, byteOffset, byteLength }]) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  const body = Buffer.concat(bodies);
  const arrays = entries.map(([name, numbers]) => ({
    name,
    type: numbers.constructor.name as TypeName,
    length: numbers.length,
  }));
  const head: Head = { format: 1, of, arrays, sha256: sha256(body) };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
}

/** A string says, in half a sentence, why the file is of no use. */
function readState(name: string, of: string): State | string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(name);
  } catch (error) {
    return `can't be read (${fileTrouble(error)})`;
  }
  const end = bytes.indexOf(0x0a);
  let head: Head;
  try {
    head = JSON.parse(bytes.toString('utf8', 0, Math.max(0, end)));
  } catch {
    return 'is torn';
  }
  if (head.format !== 1) return 'is of another version';
  if (head.of !== of) return 'belongs to other work';
  const body = bytes.subarray(end + 1);
  if (sha256(body) !== head.sha256) return 'is torn';
  const state: Record<string, NumberArray> = {};
  let at = 0;
  for (const { name: key, type, length } of head.arrays) {
    const make = types[type];
    const size = length * make.BYTES_PER_ELEMENT;
    const copy = Uint8Array.from(body.subarray(at, at + size));
    state[key] = new make(copy.buffer);
    at += size;
  }
  return state;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
