import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { type StartedRun, startRun } from '../../../src/runs/localExecutor';
import { cancelRun } from '../../../src/runs/manageRun';
import { readRun } from '../../../src/runs/runReader';
import { type RunStore, watchRuns } from '../../../src/runs/runStore';
import { createRun } from '../../../src/runs/runWriter';
import { bundlePrograms } from '../../bundle';
import { temporaryFolder, until } from './folders';
import { start } from './start';

const dist = path.resolve(import.meta.dirname, '../../.tmp/runs');
const cli = path.join(dist, 'writer.js');

beforeAll(() => bundlePrograms(dist, { writer: 'test/unit/runs/writer.ts' }));

function begin(workspace: string, more: readonly string[] = [], node = process.execPath): StartedRun {
  const run = startRun({
    node,
    cli,
    runsFolder: path.join(workspace, '.renas', 'runs'),
    command: 'search',
    arguments: folder => [...more, '--out', path.join(folder, 'found.cell')],
    title: 'Search my space',
    cwd: workspace,
  });
  return run;
}

function store(folder: string): RunStore {
  const runs = watchRuns(folder);
  onTestFinished(() => runs.dispose());
  return runs;
}

test('a started run has a process of its own, and its directory keeps out of version control', async () => {
  const workspace = temporaryFolder();
  const { id, folder, ended } = begin(workspace);
  expect(id).toMatch(/^\d{8}-\d{6}-search-[0-9a-f]{4}$/);
  expect(readFileSync(path.join(workspace, '.renas', '.gitignore'), 'utf8')).toBe('*\n');
  const row = await until(
    () => readRun(folder),
    r => r.progress !== undefined && r.progress > 0,
  );
  expect(row.state).toBe('running');
  expect(row.record?.title).toBe('Search my space');
  expect(row.record?.pid).not.toBe(process.pid);
  await cancelRun(folder);
  expect(await ended).toBeUndefined();
  expect((await readRun(folder)).state).toBe('cancelled');
});

test('a run killed with SIGKILL is interrupted at once, with what it had written', async () => {
  const { folder, ended } = begin(temporaryFolder());
  const row = await until(
    () => readRun(folder),
    r => (r.progress ?? 0) > 0,
  );
  process.kill(row.record?.pid ?? Number.NaN, 'SIGKILL');
  await ended;
  const after = await readRun(folder);
  expect(after.state).toBe('interrupted');
  expect(after.progress).toBeGreaterThan(0);
  expect(after.problem).toContain('kept');
});

test('a command that ends before its run began says so, with what it printed', async () => {
  const { folder, ended } = begin(temporaryFolder(), ['--broken']);
  const sentence = await ended;
  expect(sentence).toContain('exit code 3');
  expect(sentence).toContain('the space "lab" is unknown');
  expect(await readRun(folder)).toMatchObject({
    state: 'failed',
    record: undefined,
    problem: expect.stringContaining('"lab" is unknown'),
  });
});

test('a program that is not there says so', async () => {
  const { ended, folder } = begin(temporaryFolder(), [], '/nowhere/node');
  expect(await ended).toContain("/nowhere/node can't be started");
  expect((await readRun(folder)).state).toBe('failed');
});

test('two windows agree about a run, whichever started it, from first to last', async () => {
  const workspace = temporaryFolder();
  const runs = path.join(workspace, '.renas', 'runs');
  const [here, there] = [store(runs), store(runs)];
  expect(here.rows()).toEqual([]);
  const { id, folder, ended } = begin(workspace);
  for (const window of [here, there])
    await until(
      () => window.rows().find(r => r.id === id),
      row => (row?.progress ?? 0) > 0,
    );
  await cancelRun(folder);
  await ended;
  for (const window of [here, there])
    await until(
      () => window.rows().find(r => r.id === id)?.state,
      state => state === 'cancelled',
    );
  rmSync(folder, { recursive: true });
  for (const window of [here, there])
    await until(
      () => window.rows(),
      rows => rows.length === 0,
    );
});

test('rows come newest first, unreadable ones among them, and many finished ones cost one listing', async () => {
  const runs = path.join(temporaryFolder(), 'runs');
  for (let i = 0; i < 300; i++) {
    const minute = `${10 + (i % 50)}`;
    const id = `202501${10 + Math.floor(i / 50)}-12${minute}00-search-${i.toString(16).padStart(4, '0')}`;
    createRun(path.join(runs, id), start).finish('done');
    const file = path.join(runs, id, 'run.json');
    const started = new Date(2025, 0, 10 + Math.floor(i / 50), 12, Number(minute)).toISOString();
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"started": "[^"]*"/, `"started": "${started}"`));
  }
  mkdirSync(path.join(runs, '20250111-121130-train-ffff'));
  writeFileSync(path.join(runs, '20250111-121130-train-ffff', 'run.json'), 'foreign');
  writeFileSync(path.join(runs, 'a file'), '');
  const window = store(runs);
  await window.refresh();
  const ids = window.rows().map(row => row.id);
  expect(ids).toHaveLength(301);
  expect(ids).toEqual([...ids].sort().reverse());

  let changes = 0;
  window.onChange(() => changes++);
  await window.refresh();
  expect(changes).toBe(0);
  expect(existsSync(window.folderOf(ids[0] ?? ''))).toBe(true);
});
