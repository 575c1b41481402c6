import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { engineMemory } from '../../../src/cli/engine/engineMemory';
import { checkpointFolder } from '../../../src/cli/run/checkpointFolder';
import type { State } from '../../../src/predictor/checkpoint';
import { temporaryFolder } from './folders';

const numbers = fc.oneof(
  fc.float32Array({ noNaN: true }),
  fc.float64Array({ noNaN: true }),
  fc.int32Array(),
  fc.uint8Array(),
);

test('what is written of a part is read back, bit by bit', () => {
  const checkpoint = checkpointFolder(path.join(temporaryFolder(), 'checkpoint'), 'work', text => {
    throw new Error(text);
  });
  expect(checkpoint.read('part 1')).toBeUndefined();
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), numbers), dictionary => {
      const state: State = { ...dictionary };
      checkpoint.write('part 1', state);
      expect({ ...checkpoint.read('part 1') }).toEqual(state);
    }),
    { numRuns: 50, examples: [[Object.fromEntries([['__proto__', Float64Array.of(1)]])]] },
  );
});

test('a torn or foreign part is told, and the one before it is read', () => {
  const folder = path.join(temporaryFolder(), 'checkpoint');
  const told: string[] = [];
  const checkpoint = checkpointFolder(folder, 'work', text => told.push(text));
  for (const step of [1, 2]) checkpoint.write('part', { step: Int32Array.of(step, step) });
  const file = path.join(folder, 'part.bin');
  const whole = readFileSync(file);
  for (const cut of [0, 5, whole.length - 1]) {
    writeFileSync(file, whole.subarray(0, cut));
    expect(checkpoint.read('part')).toEqual({ step: Int32Array.of(1, 1) });
    expect(told.pop()).toBe('The checkpoint part.bin is torn: the work goes on from before it.');
  }
  writeFileSync(file, whole);
  const other = checkpointFolder(folder, 'other work', text => told.push(text));
  expect(other.read('part')).toBeUndefined();
  expect(told.pop()).toContain('belongs to other work');
});

test('no byte of a part can change and be read as other numbers', () => {
  const folder = path.join(temporaryFolder(), 'checkpoint');
  const told: string[] = [];
  const checkpoint = checkpointFolder(folder, 'work', text => told.push(text));
  const state: State = {
    a: Float64Array.of(1, 2, 3.5),
    b: Int32Array.of(1, 2, 3, 4),
    c: Uint8Array.of(9, 8),
  };
  checkpoint.write('part', state);
  const file = path.join(folder, 'part.bin');
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at++)
    for (const change of [1, 0x20, 0x80]) {
      const damaged = Buffer.from(whole);
      damaged[at] = damaged[at]! ^ change;
      writeFileSync(file, damaged);
      expect(checkpoint.read('part')).toBeUndefined();
      expect(told.pop()).toMatch(
        /^The checkpoint part\.bin (is torn|is of another version): the work goes on/,
      );
    }
  for (const text of [
    '',
    '\n',
    '{}\n',
    'null\n',
    '{"format":1}\n',
    `renas checkpoint 3 ${'0'.repeat(64)}\n`,
  ]) {
    writeFileSync(file, text);
    expect(checkpoint.read('part')).toBeUndefined();
  }
});

/** As the versions before wrote it: the hash is of the numbers alone. */
function partOfBefore(change: (head: string) => string): Buffer {
  const body = Buffer.concat([Float64Array.of(1, 2), Int32Array.of(7)].map(n => Buffer.from(n.buffer)));
  const sha256 = createHash('sha256').update(body).digest('hex');
  const arrays = [
    { name: 'a', type: 'Float64Array', length: 2 },
    { name: 'b', type: 'Int32Array', length: 1 },
  ];
  return Buffer.concat([
    Buffer.from(`${change(JSON.stringify({ format: 1, of: 'work', arrays, sha256 }))}\n`),
    body,
  ]);
}

test('a part that was written by an earlier version is read; one with a damaged head is told to be torn', () => {
  const folder = temporaryFolder();
  const told: string[] = [];
  const checkpoint = checkpointFolder(folder, 'work', text => told.push(text));
  const read = (change: (head: string) => string) => {
    writeFileSync(path.join(folder, 'part.bin'), partOfBefore(change));
    return checkpoint.read('part');
  };
  expect(read(head => head)).toEqual({ a: Float64Array.of(1, 2), b: Int32Array.of(7) });
  expect(told).toEqual([]);
  for (const [from, to] of [
    ['Int32Array', 'Int32Arraz'],
    ['"length":2', '"length":3'],
    ['"length":2', '"length":-2'],
    ['"length":2', '"length":1e99'],
    ['"arrays"', '"arrayz"'],
    ['"of":"work"', '"of":5'],
  ] as const) {
    expect(read(head => head.replace(from, to))).toBeUndefined();
    expect(told.pop()).toBe('The checkpoint part.bin is torn: the work goes on from before it.');
  }
});

test.each([
  ['by a crash', 1, '\n[renas] ended by the signal SIGABRT\n', { cuda: /by the signal SIGABRT/ }],
  ['by somebody, once', 1, '\n[renas] ended by the signal SIGKILL\n', {}],
  ['without a word, twice before it had worked out anything', 2, '', { cuda: /twice before a checkpoint/ }],
])('an engine on which the process ended %s', (_, starts, log, failed) => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'checkpoint'));
  writeFileSync(path.join(folder, 'log.txt'), log);
  engineMemory(folder, false).started('cuda');
  for (let i = 1; i < starts; i++) engineMemory(folder, true).started('cuda');
  const { failed: found } = engineMemory(folder, true);
  expect(Object.keys(found)).toEqual(Object.keys(failed));
  for (const [name, why] of Object.entries(failed))
    expect(found[name as keyof typeof found]).toMatch(why as RegExp);
});

test('an engine that was left stays left after an interruption; those that always work are never blamed', () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'checkpoint'));
  const before = engineMemory(folder, false);
  before.started('webgpu');
  before.left('webgpu', 'its device was lost');
  before.started('wasm');
  engineMemory(folder, true).started('wasm');
  expect(engineMemory(folder, true).failed).toEqual({ webgpu: 'its device was lost' });
});
