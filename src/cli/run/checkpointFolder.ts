import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { readBytesSync } from '../../files/regularFile';
import type { Checkpoint, NumberArray, State } from '../../predictor/checkpoint';
import { count, object } from '../../protocol/schemas/basics';
import { readJson } from '../../protocol/schemas/readJson';
import { makeFolder, writeSynced } from '../../runs/durable';
import { fileTrouble } from '../../runs/fileTrouble';

const types = { Float32Array, Float64Array, Int32Array, Uint8Array } as const;

/** Describes the numbers that follow it. */
const headFields = {
  /** Whose work it is, as its fingerprint: a part of other work is of no use. */
  of: v.string(),
  arrays: v.array(
    object({
      name: v.string(),
      type: v.picklist(['Float32Array', 'Float64Array', 'Int32Array', 'Uint8Array']),
      length: count,
    }),
  ),
};
const headSchema = object(headFields);
type Head = v.InferOutput<typeof headSchema>;

/** The head of the files of before, whose hash covers the numbers alone. */
const firstFormat = object({ format: v.literal(1), sha256: v.string(), ...headFields });

/** The first line of a file, with the SHA-256 of all that follows it: the head on a line, then the numbers. */
const opening = /^renas checkpoint (\d+) ([0-9a-f]{64})$/;

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
        makeFolder(folder);
        // On the disk, so that the part before it is not given up for one that a power cut takes away.
        writeSynced(`${file}.next`, encode(state, fingerprint));
        if (existsSync(file)) renameSync(file, `${file}.before`);
        renameSync(`${file}.next`, file);
        full = false;
      } catch (error) {
        rmSync(`${file}.next`, { force: true });
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
  const arrays = entries.map(([name, numbers]) => ({
    name,
    type: numbers.constructor.name as Head['arrays'][number]['type'],
    length: numbers.length,
  }));
  const head: Head = { of, arrays };
  const rest = Buffer.concat([
    Buffer.from(`${JSON.stringify(head)}\n`),
    ...entries.map(([, { buffer, byteOffset, byteLength }]) => Buffer.from(buffer, byteOffset, byteLength)),
  ]);
  return Buffer.concat([Buffer.from(`renas checkpoint 2 ${sha256(rest)}\n`), rest]);
}

/** bytes; Node.js keeps no more in one buffer on every machine. */
const maxPartBytes = 2 ** 31;

/** A string says, in half a sentence, why the file is of no use. */
function readState(name: string, of: string): State | string {
  let bytes: Buffer;
  try {
    bytes = readBytesSync(name, maxPartBytes);
  } catch (error) {
    return `can't be read (${fileTrouble(error)})`;
  }
  const [first, rest] = splitLine(bytes);
  const [, format, hash] = opening.exec(first) ?? [];
  if (format === undefined) return readFirstFormat(first, rest, of);
  if (format !== '2') return 'is of another version';
  if (sha256(rest) !== hash) return 'is torn';
  const [line, body] = splitLine(rest);
  const head = readJson(headSchema, line, 'its head');
  return typeof head === 'string' ? 'is torn' : decode(head, body, of);
}

function readFirstFormat(line: string, body: Buffer, of: string): State | string {
  const head = readJson(firstFormat, line, 'its head');
  if (typeof head === 'string') return 'is torn';
  return sha256(body) === head.sha256 ? decode(head, body, of) : 'is torn';
}

function decode(head: Head, body: Buffer, of: string): State | string {
  if (head.of !== of) return 'belongs to other work';
  const sizes = head.arrays.map(({ type, length }) => length * types[type].BYTES_PER_ELEMENT);
  if (sizes.reduce((sum, size) => sum + size, 0) !== body.length) return 'is torn';
  let at = 0;
  const entries = head.arrays.map(({ name, type }, i): [string, NumberArray] => {
    const copy = Uint8Array.from(body.subarray(at, at + sizes[i]!));
    at += sizes[i]!;
    return [name, new types[type](copy.buffer)];
  });
  // Unlike an assignment, this keeps a name such as `__proto__`.
  return Object.fromEntries(entries);
}

function splitLine(bytes: Buffer): readonly [string, Buffer] {
  const end = bytes.indexOf(0x0a);
  return end < 0 ? ['', bytes] : [bytes.toString('utf8', 0, end), bytes.subarray(end + 1)];
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
