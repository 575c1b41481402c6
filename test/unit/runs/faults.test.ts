import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cancelRun } from '../../../src/runs/manageRun';
import { watchRuns } from '../../../src/runs/runStore';
import { createRun } from '../../../src/runs/runWriter';
import { temporaryFolder } from './folders';
import { beginIn, start } from './start';

function store(folder: string) {
  const runs = watchRuns(folder);
  onTestFinished(() => runs.dispose());
  return runs;
}

test('a file in the way of .renas keeps runs from starting and from being listed, and both say so', async () => {
  const workspace = temporaryFolder();
  writeFileSync(path.join(workspace, '.renas'), 'not a folder');
  expect(beginIn(workspace)).toThrow(/^No run can be started.*a file is in the way of a folder.*\.$/);
  const runs = store(path.join(workspace, '.renas', 'runs'));
  await runs.refresh();
  expect(runs.rows()).toEqual([]);
  expect(runs.problem()).toMatch(/can't be listed \(a file is in the way of a folder\)\.$/);

  rmSync(path.join(workspace, '.renas'));
  await runs.refresh();
  expect(runs.problem()).toBeUndefined();
});

test('foreign files and directories among the runs are shown for what they are, and hide no run', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'notes.txt'), 'foreign');
  mkdirSync(path.join(folder, '.unfinished'));
  mkdirSync(path.join(folder, 'holds no run', 'run.json'), { recursive: true });
  mkdirSync(path.join(folder, 'torn'));
  writeFileSync(path.join(folder, 'torn', 'run.json'), '{"format": 1, "id": "to');
  createRun(path.join(folder, 'whole'), start).finish('done');
  const runs = store(folder);
  await runs.refresh();
  const told = Object.fromEntries(runs.rows().map(row => [row.id, row.problem ?? row.state]));
  expect(told).toEqual({
    'holds no run': expect.stringMatching(/^run\.json can't be read/),
    torn: 'run.json is not valid JSON',
    whole: 'done',
  });
});

test('a run edited by hand is read again', async () => {
  const folder = temporaryFolder();
  createRun(path.join(folder, 'run'), start).finish('done', { figure: 'top 1.0 %' });
  const runs = store(folder);
  await runs.refresh();
  expect(runs.rows()[0]?.record?.figure).toBe('top 1.0 %');
  writeFileSync(path.join(folder, 'run', 'run.json'), '{"format": 7}');
  await runs.refresh();
  expect(runs.rows()[0]).toMatchObject({ state: 'unreadable', problem: expect.stringContaining('is 7') });
});

test('a run whose directory was deleted can not be asked to stop, and that is said in a sentence', async () => {
  await expect(cancelRun(path.join(temporaryFolder(), 'gone'))).rejects.toThrow(
    /can't be asked to stop.*\(it is gone\)\.$/,
  );
});
