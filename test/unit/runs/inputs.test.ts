import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { changedInputs, readInputs, sha256Of } from '../../../src/runs/inputs';
import { readRun } from '../../../src/runs/runReader';
import { createRun } from '../../../src/runs/runWriter';
import { temporaryFolder } from './folders';
import { start } from './start';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('a run keeps the hash of what it read, and the text of its cells', async () => {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'a.csv'), 'cell,acc\n');
  writeFileSync(path.join(cwd, 'lab.cell'), 'space lab {}\n');
  mkdirSync(path.join(cwd, 'model'));
  writeFileSync(path.join(cwd, 'model', 'weights.bin'), 'w');
  writeFileSync(path.join(cwd, 'model', 'card.json'), 'c');
  const inputs = await readInputs(['a.csv', 'lab.cell', 'model', 'missing.csv'], cwd);
  expect(inputs).toEqual([
    { path: 'a.csv', sha256: sha256('cell,acc\n') },
    { path: 'lab.cell', sha256: sha256('space lab {}\n'), text: 'space lab {}\n' },
    { path: 'model', sha256: sha256('cw') },
  ]);
  const run = createRun(path.join(cwd, 'run'), start);
  run.update({ inputs });
  run.finish('done');
  expect((await readRun(path.join(cwd, 'run'))).record).toMatchObject({ inputs, cwd: process.cwd() });
});

test('of a folder with cells only the cells count', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'b.cell'), 'b');
  writeFileSync(path.join(folder, 'a.cell'), 'a');
  writeFileSync(path.join(folder, 'notes.txt'), 'n');
  expect(await sha256Of(folder)).toBe(sha256('ab'));
});

test('what has changed since is said, and nothing else', async () => {
  const cwd = temporaryFolder();
  for (const name of ['same', 'changed', 'gone']) writeFileSync(path.join(cwd, name), name);
  const inputs = await readInputs(['same', 'changed', 'gone'], cwd);
  writeFileSync(path.join(cwd, 'changed'), 'other');
  rmSync(path.join(cwd, 'gone'));
  expect(await changedInputs(inputs, cwd)).toEqual(['changed has changed', "gone is gone or can't be read"]);
});

test.each([[1], [[{ path: 'a' }]], [[null]]])(
  'a hand-edited list of inputs (%j) makes the run unreadable, and says so',
  async inputs => {
    const folder = path.join(temporaryFolder(), 'run');
    const run = createRun(folder, start);
    run.update({ inputs: inputs as never });
    expect(await readRun(folder)).toMatchObject({
      state: 'unreadable',
      problem: expect.stringMatching(/^"inputs[.\w]*" in run\.json is |^run\.json has no "inputs/),
    });
    run.finish('done');
  },
);
