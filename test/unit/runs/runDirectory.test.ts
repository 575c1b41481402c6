import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/protocol/events';
import { cancelRun, deleteRun } from '../../../src/runs/manageRun';
import { readEvents } from '../../../src/runs/readEvents';
import { readRun } from '../../../src/runs/runReader';
import { createRun, reopenRun } from '../../../src/runs/runWriter';
import { temporaryFolder, until } from './folders';
import { start } from './start';

const metric = (step: number): RunEvent => ({
  event: 'metric',
  seconds: step / 10,
  step,
  values: { loss: 1 / (step + 1) },
});

test('a run is read back as it was written, while it lives and after its end', async () => {
  const folder = path.join(temporaryFolder(), '20250131-154502-search-9f3c');
  const run = createRun(folder, start);
  run.event({ event: 'progress', seconds: 1, phase: 'search', done: 62, total: 100 });
  run.event(metric(1));
  const live = await readRun(folder);
  expect(live).toMatchObject({
    id: '20250131-154502-search-9f3c',
    state: 'running',
    progress: 0.62,
    phase: 'search',
    record: { title: 'Search nasbench201', seed: 7, pid: process.pid },
  });

  run.update({ engine: 'native' });
  writeFileSync(path.join(folder, 'found.cell'), '');
  run.finish('done', { figure: 'top 0.03 %', results: { found: 'found.cell' } });
  run.event(metric(2));
  run.finish('failed', { failure: 'too late' });
  const ended = await readRun(folder);
  expect(ended).toMatchObject({
    state: 'done',
    problem: undefined,
    progress: undefined,
    record: { figure: 'top 0.03 %', results: { found: 'found.cell' }, versions: { engine: 'native' } },
  });
  expect(Date.parse(ended.record?.ended ?? '')).toBeGreaterThan(0);
  const { events } = await readEvents(folder);
  expect(events.map(e => e.event)).toEqual(['progress', 'metric']);
});

test('a run that was cut off goes on as the same run, and for one writer only', async () => {
  const folder = path.join(temporaryFolder(), 'run');
  const first = createRun(folder, start);
  first.event(metric(1));
  first.finish('failed', { failure: 'The disk is full.' });
  appendFileSync(path.join(folder, 'events.jsonl'), '{"event":"metric","sec');
  mkdirSync(path.join(folder, 'checkpoint'));
  const before = await readRun(folder);
  expect(before).toMatchObject({ state: 'failed', resumable: true });

  const again = reopenRun(folder, before.record!);
  expect(() => reopenRun(folder, before.record!)).toThrow(/is in progress \(process \d+ on .*\)/);
  expect(() => createRun(folder, { ...start, replace: true })).toThrow('is in progress');
  again.event(metric(2));
  const { state, problem, record } = await readRun(folder);
  expect({ state, problem }).toEqual({ state: 'running', problem: undefined });
  expect(record).toMatchObject({ started: before.record!.started, resumed: [expect.any(String)] });
  expect(record).not.toHaveProperty('failure');
  expect((await readEvents(folder)).events).toEqual([metric(1), metric(2)]);
  again.finish('done');
  expect(await readRun(folder)).not.toHaveProperty('resumable');
  expect(existsSync(path.join(folder, 'checkpoint'))).toBe(false);
});

test('events are read as they grow; a torn last line waits, foreign lines are passed over', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'events.jsonl');
  expect(await readEvents(folder)).toEqual({ events: [], offset: 0, restarted: false });

  writeFileSync(
    file,
    `${JSON.stringify(metric(1))}\nnot json\n{"event":"other","seconds":1}\n{"event":"metric","sec`,
  );
  const first = await readEvents(folder);
  expect(first.events).toEqual([metric(1)]);

  appendFileSync(file, 'onds":0.2,"step":2,"values":{"loss":0.5}}\n');
  const second = await readEvents(folder, first.offset);
  expect(second.events).toMatchObject([{ step: 2, values: { loss: 0.5 } }]);

  writeFileSync(file, `${JSON.stringify(metric(9))}\n`);
  expect(await readEvents(folder, second.offset)).toMatchObject({ events: [metric(9)], restarted: true });
});

test('however the file is cut while it is read, every event arrives once and in order', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'events.jsonl');
  const written = Array.from(
    { length: 12 },
    (_, i): RunEvent => ({ event: 'message', seconds: i, text: `τ ${'é'.repeat(i)}` }),
  );
  const bytes = Buffer.from(written.map(e => `${JSON.stringify(e)}\n`).join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 6 }), async cuts => {
      const got: RunEvent[] = [];
      let offset = 0;
      for (const cut of [...cuts.sort((a, b) => a - b), bytes.length]) {
        writeFileSync(file, bytes.subarray(0, cut));
        const read = await readEvents(folder, offset);
        if (read.restarted) got.length = 0;
        got.push(...read.events);
        offset = read.offset;
      }
      expect(got).toEqual(written);
      rmSync(file);
    }),
    { numRuns: 40 },
  );
});

test.each([
  ['', 'run.json is not valid JSON'],
  ['{"format":2}', '"format" in run.json is 2, and this version reads 1'],
  ['[]', 'run.json is not an object'],
  [JSON.stringify({ format: 1, id: 'x' }), 'run.json has no "command"'],
])('a foreign run.json (%s) is a row that says why', async (text, why) => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'run.json'), text);
  const row = await readRun(folder);
  expect(row.state).toBe('unreadable');
  expect(row.problem).toContain(why);
});

test('a directory without run.json is starting, then unreadable; a deleted one says so', async () => {
  const folder = temporaryFolder();
  expect((await readRun(folder)).state).toBe('starting');
  expect(await readRun(folder, Date.now() + 60_000)).toMatchObject({
    state: 'unreadable',
    problem: 'There is no run.json in this directory.',
  });
  expect(await readRun(path.join(folder, 'never'))).toMatchObject({ problem: 'The directory is gone.' });
  mkdirSync(path.join(folder, 'run.json'));
  expect((await readRun(folder)).state).toBe('unreadable');
});

test('a run of another machine lives by its heartbeat alone', async () => {
  const folder = path.join(temporaryFolder(), 'run');
  const run = createRun(folder, start);
  const file = path.join(folder, 'run.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"host": "[^"]*"/, '"host": "another.machine"'));
  expect((await readRun(folder)).state).toBe('running');
  expect((await readRun(folder, Date.now() + 110_000)).state).toBe('running');
  expect((await readRun(folder, Date.now() + 130_000)).state).toBe('interrupted');
  run.finish('cancelled');
});

test('a process number that now belongs to another process does not keep a run alive, nor does its lock', async () => {
  const folder = path.join(temporaryFolder(), 'run');
  const run = createRun(folder, start);
  const file = path.join(folder, 'run.json');
  const changed = (from: string, to: RegExp, by: string) =>
    writeFileSync(from, readFileSync(from, 'utf8').replace(to, by));
  const another = /("processStarted": ?"[^"]*)"/;
  changed(file, another, '$1 another"');
  if (process.platform === 'linux') expect((await readRun(folder)).state).toBe('interrupted');
  // Records of before do not say when their process began: there an old heartbeat does.
  changed(file, /.*"processStarted".*\n/, '');
  expect((await readRun(folder)).state).toBe('running');
  const old = new Date(Date.now() - 3_600_000);
  utimesSync(path.join(folder, 'heartbeat'), old, old);
  const { state, record } = await readRun(folder);
  expect(state).toBe('interrupted');

  if (process.platform !== 'linux') return run.finish('cancelled');
  expect(() => reopenRun(folder, record!)).toThrow('is in progress');
  changed(path.join(folder, 'lock.1'), another, '$1 another"');
  const again = reopenRun(folder, record!);
  expect(readdirSync(folder).filter(name => name.startsWith('lock.'))).toEqual(['lock.2']);
  again.finish('cancelled');
});

test.skipIf(process.platform !== 'linux')('a process that lives outweighs its old heartbeat', async () => {
  const folder = path.join(temporaryFolder(), 'run');
  const run = createRun(folder, start);
  const old = new Date(Date.now() - 3_600_000);
  utimesSync(path.join(folder, 'heartbeat'), old, old);
  expect((await readRun(folder)).state).toBe('running');
  run.finish('cancelled');
});

test('a directory that holds a run takes another one only in its place', async () => {
  const folder = path.join(temporaryFolder(), 'run');
  const first = createRun(folder, start);
  expect(() => createRun(folder, start)).toThrow(/is in progress \(process \d+ on/);
  first.event(metric(1));
  writeFileSync(path.join(folder, 'found.cell'), 'first');
  writeFileSync(path.join(folder, 'notes.json'), '{"note":"kept"}');
  first.finish('done', { results: { found: 'found.cell' } });
  expect(() => createRun(folder, start)).toThrow(/holds a run already, which is left as it is: .*--replace/);
  expect((await readEvents(folder)).events).toEqual([metric(1)]);

  const second = createRun(folder, { ...start, seed: 8, replace: true });
  expect(existsSync(path.join(folder, 'found.cell'))).toBe(false);
  second.event(metric(2));
  second.finish('done');
  expect((await readEvents(folder)).events).toEqual([metric(2)]);
  expect(await readRun(folder)).toMatchObject({ record: { seed: 8 }, notes: { note: 'kept' } });
});

test('the file cancel aborts the run; deleting waits for its end', async () => {
  const folder = path.join(temporaryFolder(), 'run');
  const run = createRun(folder, start);
  expect(run.cancelled.aborted).toBe(false);
  await expect(deleteRun(folder)).rejects.toThrow('cancel it first');
  await cancelRun(folder);
  expect(await readRun(folder)).toMatchObject({ state: 'cancelled', stopping: true });
  await until(
    () => run.cancelled.aborted,
    aborted => aborted,
  );

  await expect(deleteRun(folder)).rejects.toThrow('is being cancelled');
  run.finish('cancelled');
  expect((await readRun(folder)).state).toBe('cancelled');
  expect(existsSync(path.join(folder, 'cancel'))).toBe(false);
  await deleteRun(folder);
  expect(existsSync(folder)).toBe(false);
});

test('a computation that never yields still hears the cancel file', () => {
  const folder = path.join(temporaryFolder(), 'run');
  const run = createRun(folder, start);
  writeFileSync(path.join(folder, 'cancel'), '');
  const end = Date.now() + 2000;
  while (!run.cancelled.aborted && Date.now() < end) run.event(metric(1));
  expect(run.cancelled.aborted).toBe(true);
  run.finish('cancelled');
});

test('a directory deleted under a run is told once, in a sentence, and the computation goes on', () => {
  const folder = path.join(temporaryFolder(), 'run');
  const told: string[] = [];
  const run = createRun(folder, start, sentence => told.push(sentence));
  rmSync(folder, { recursive: true });
  run.update({ figure: 'top 1.0 %' });
  run.event(metric(1));
  run.update({ figure: 'top 0.5 %' });
  expect(() => run.finish('done')).toThrow('ENOENT');
  run.finish('failed');
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(`${folder} can't be written (it is gone)`);
});

test('a run can not begin where nothing can be written', () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'file'), '');
  expect(() => createRun(path.join(folder, 'file', 'run'), start)).toThrow();
});

test('run.json is whole at every moment', async () => {
  const folder = path.join(temporaryFolder(), 'run');
  const run = createRun(folder, start);
  const reads = Array.from({ length: 200 }, async (_, i) => {
    run.update({ figure: `top ${i} %` });
    return readRun(folder);
  });
  for (const row of await Promise.all(reads)) expect(row.state).toBe('running');
  run.finish('done');
  renameSync(folder, `${folder}-moved`);
  expect((await readRun(`${folder}-moved`)).state).toBe('done');
});

test('a run on a cluster that can’t be asked says since when, as long as it goes on', async () => {
  const folder = path.join(temporaryFolder(), '20250131-154502-loop-9f3c');
  const run = createRun(folder, { ...start, command: 'loop', arguments: ['loop', '--on', 'slurm'] });
  mkdirSync(path.join(folder, 'jobs'));
  const queue = path.join(folder, 'jobs', 'queue.json');
  writeFileSync(queue, '{"jobs":{"m1":{"node":"n1"}}}');
  expect(await readRun(folder)).not.toHaveProperty('silence');
  const silence = { since: '2026-12-01T14:02:00.000Z', why: 'connect failure' };
  writeFileSync(queue, JSON.stringify({ jobs: {}, silence }));
  expect(await readRun(folder)).toMatchObject({ state: 'running', silence });
  for (const broken of [{ ...silence, since: 'yesterday' }, { since: silence.since }]) {
    writeFileSync(queue, JSON.stringify({ jobs: {}, silence: broken }));
    expect(await readRun(folder)).not.toHaveProperty('silence');
  }
  writeFileSync(queue, JSON.stringify({ jobs: {}, silence }));
  run.finish('done', { figure: 'accuracy 1', results: {} });
  expect(await readRun(folder)).not.toHaveProperty('silence');
});
