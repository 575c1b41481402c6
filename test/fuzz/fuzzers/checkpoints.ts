import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { checkpointFolder } from '../../../src/cli/run/checkpointFolder';
import { type Fuzzer, require, requirePlain } from '../fuzzer';
import { mutateBytes, mutateJson, pick } from '../mutate';
import { scratch } from '../scratch';

interface CheckpointInput {
  /** The file that is damaged: that of the last state, or of the one before it, or both. */
  readonly damaged: readonly ('last' | 'before')[];
  /** The head of the file, where it was changed as JSON. */
  readonly head?: unknown;
  readonly bytes: string;
}

const states = [1, 2].map(n => ({
  weights: Float32Array.from({ length: 40 }, (_, i) => n * i),
  step: Int32Array.from([n]),
  seen: Uint8Array.from([n, n]),
}));
const fingerprint = 'f'.repeat(64);
const folder = () => path.join(scratch(), 'checkpoint');

function writeBoth(): { file: string; bytes: Buffer } {
  rmSync(folder(), { recursive: true, force: true });
  const checkpoint = checkpointFolder(folder(), fingerprint, () => undefined);
  for (const state of states) checkpoint.write('train', state);
  const name = readdirSync(folder()).find(each => each.endsWith('.bin'))!;
  const file = path.join(folder(), name);
  return { file, bytes: readFileSync(file) };
}

/** Where the line of JSON stands. */
function headOf(bytes: Buffer): { start: number; end: number } {
  const start = bytes.indexOf('{');
  return { start, end: bytes.indexOf(0x0a, start) };
}

function withHead(bytes: Buffer, head: unknown): Buffer {
  const { start, end } = headOf(bytes);
  return Buffer.concat([
    bytes.subarray(0, start),
    Buffer.from(JSON.stringify(head) ?? ''),
    bytes.subarray(end),
  ]);
}

/** Of a checkpoint whose files are damaged, one of the states that were written is read, or none. */
export const checkpoints: Fuzzer<CheckpointInput> = {
  name: 'checkpoints',
  generate(random) {
    const { bytes } = writeBoth();
    const damaged = pick(random, [['last'], ['before'], ['last', 'before']] as const);
    if (random.next() < 0.5) {
      const { start, end } = headOf(bytes);
      const head = mutateJson(random, JSON.parse(bytes.toString('utf8', start, end)));
      return { damaged, head, bytes: bytes.toString('base64') };
    }
    return { damaged, bytes: Buffer.from(mutateBytes(random, bytes)).toString('base64') };
  },
  check({ damaged, head, bytes }) {
    const { file, bytes: whole } = writeBoth();
    const body = Buffer.from(bytes, 'base64');
    const next = head === undefined ? body : withHead(body, head);
    if (damaged.includes('last')) writeFileSync(file, next);
    if (damaged.includes('before')) writeFileSync(`${file}.before`, next);
    const found = checkpointFolder(folder(), fingerprint, said =>
      requirePlain(said, 'what is said of a checkpoint'),
    ).read('train');
    if (next.equals(whole)) return;
    require(found === undefined ||
      states.some(state =>
        isDeepStrictEqual({ ...found }, state),
      ), 'a damaged checkpoint is read as a state that was never written');
  },
};
