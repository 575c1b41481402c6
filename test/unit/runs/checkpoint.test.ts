import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkpointFolder } from '../../../src/cli/checkpointFolder';
import { engineMemory } from '../../../src/cli/engineMemory';
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
    { numRuns: 50 },
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

test.skipIf(!existsSync('/dev/full'))('a full disk is told once, and the work goes on', () => {
  const folder = temporaryFolder();
  symlinkSync('/dev/full', path.join(folder, 'part.bin.next'));
  const told: string[] = [];
  const checkpoint = checkpointFolder(folder, 'work', text => told.push(text));
  for (let i = 0; i < 3; i++) checkpoint.write('part', { step: Int32Array.of(i) });
  expect(told).toEqual([expect.stringMatching(/^No checkpoint can be written \(the disk is full\): .*\.$/)]);
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
