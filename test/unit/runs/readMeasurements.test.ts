import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readMeasurements, trainingTitle } from '../../../src/runs/readMeasurements';
import { temporaryFolder } from './folders';

it('tells how each training of a run stands, from its journal and what its attempts report', async () => {
  const folder = temporaryFolder();
  expect(await readMeasurements(folder, 'accuracy')).toBeUndefined();

  const journal = path.join(folder, 'measurements.jsonl');
  const add = (...entries: readonly object[]) =>
    appendFileSync(journal, entries.map(entry => `${JSON.stringify(entry)}\n`).join(''));
  const asked = (key: string, name: string) => ({
    event: 'asked',
    key,
    name,
    hash: name,
    source: '',
    seed: 3,
  });
  const submitted = (key: string) => ({ event: 'submitted', key, submission: 1, id: '' });
  const report = (key: string, attempt: string, ...epochs: readonly (readonly [number, number])[]) => {
    const attempts = path.join(folder, 'jobs', key, 'attempts');
    mkdirSync(attempts, { recursive: true });
    const lines = epochs.map(([epoch, accuracy]) =>
      JSON.stringify({ event: 'epoch', epoch, of: 4, values: { accuracy, loss: 1 } }),
    );
    writeFileSync(path.join(attempts, `${attempt}.jsonl`), `${lines.join('\n')}\n{"event":"epo`);
  };
  add(...['m1', 'm2', 'm3', 'm4', 'm5'].map((key, i) => asked(key, 'abcde'[i]!)), { event: 'planned' });
  add(submitted('m1'), submitted('m2'), submitted('m3'), submitted('m4'));
  // Stopped after two epochs, and gone on with.
  report('m1', '100.host.1', [1, 50], [2, 60]);
  report('m1', '200.host.2', [3, 70], [4, 75]);
  add({ event: 'measured', key: 'm1', values: { accuracy: 75, loss: 1 }, seconds: 8.5 });
  report('m2', '100.host.3', [1, 40]);
  add({ event: 'failed', key: 'm3', why: 'it ended with code 1' });
  add({ event: 'refused', key: 'm4', why: 'the loss is not a number' });
  appendFileSync(journal, '{"event":"measured","key":"m5","val');

  const seed = 3;
  expect(await readMeasurements(folder, 'accuracy')).toEqual([
    {
      ...{ key: 'm1', name: 'a', seed, state: 'measured', epoch: 4, of: 4, seconds: 8.5 },
      ...{ values: { accuracy: 75, loss: 1 }, curve: [50, 60, 70, 75] },
    },
    { key: 'm2', name: 'b', seed, state: 'running', epoch: 1, of: 4, curve: [40] },
    { key: 'm3', name: 'c', seed, state: 'waiting', why: 'it ended with code 1', curve: [] },
    { key: 'm4', name: 'd', seed, state: 'refused', why: 'the loss is not a number', curve: [] },
    { key: 'm5', name: 'e', seed, state: 'waiting', curve: [] },
  ]);
  expect((await readMeasurements(folder, 'error'))![0]!.curve).toEqual([]);
});

it('tells why a job waits on the cluster, in its own word, and where it runs', async () => {
  const folder = temporaryFolder();
  const keys = Array.from({ length: 11 }, (_, i) => `m${i + 1}`);
  const asked = keys.map(key => ({ event: 'asked', key, name: key, hash: key, source: '', seed: 0 }));
  const begun = keys
    .filter(key => key !== 'm7')
    .map(key => ({ event: 'submitted', key, submission: 1, id: '7' }));
  const journal = [
    ...[...asked, ...begun],
    { event: 'measured', key: 'm5', values: { accuracy: 1 } },
    { event: 'submitting', key: 'm6', submission: 2 },
    { event: 'submitting', key: 'm7', submission: 1 },
  ];
  const lines = journal.map(entry => `${JSON.stringify(entry)}\n`).join('');
  writeFileSync(path.join(folder, 'measurements.jsonl'), lines);
  mkdirSync(path.join(folder, 'jobs'));
  const say = (text: string) => writeFileSync(path.join(folder, 'jobs', 'queue.json'), text);
  say(
    JSON.stringify({
      jobs: {
        m1: { waits: 'Priority' },
        m2: { node: 'n2' },
        m3: { waits: 'BeginTime', stopped: { node: 'n1' } },
        m4: { waits: 'None', stopped: { node: 'n2', by: 'node failure' } },
        // Measured since.
        m5: { waits: 'Resources' },
        m7: { waits: 'QOSMaxSubmitJobPerUserLimit' },
        m8: { waits: 'BeginTime', stopped: { node: 'n3', by: 'preemption' } },
        m9: { waits: '', stopped: { node: 'n3', by: 'requeue' } },
        m10: { waits: '' },
        m99: { node: 'n1' },
      },
    }),
  );
  const states = async () =>
    (await readMeasurements(folder, 'accuracy'))!.map(({ state, why, node }) => [state, why ?? node]);
  expect(await states()).toEqual([
    ['waiting', 'Priority'],
    ['running', 'n2'],
    ['waiting', 'stopped on node n1 (preempted or requeued), queued again (BeginTime)'],
    ['waiting', 'node n2 failed, queued again'],
    ['measured', undefined],
    ['waiting', undefined],
    ['waiting', 'QOSMaxSubmitJobPerUserLimit'],
    ['waiting', 'preempted on node n3, queued again (BeginTime)'],
    ['waiting', 'stopped on node n3 and requeued'],
    ['waiting', undefined],
    ['running', undefined],
  ]);
  say('{"jobs":{"m1":{"waits":7}}}');
  expect((await states())[0]).toEqual(['running', undefined]);
});

it('reads a journal as its run does: the first outcome stands, and what was refused is asked for afresh', async () => {
  const folder = temporaryFolder();
  const asked = (key: string) => ({ event: 'asked', key, name: key, hash: key, source: '', seed: 0 });
  const journal = [
    ...['m1', 'm2', 'm3'].map(asked),
    { event: 'refused', key: 'm2', why: 'there are no images' },
    { event: 'failed', key: 'm3', why: 'exit code 1' },
    { event: 'afresh' },
    { event: 'measured', key: 'm1', values: { accuracy: 90 } },
    { event: 'failed', key: 'm1', why: 'killed' },
    { event: 'measured', key: 'm1', values: { accuracy: 1 } },
    asked('m1'),
  ];
  writeFileSync(
    path.join(folder, 'measurements.jsonl'),
    journal.map(entry => `${JSON.stringify(entry)}\n`).join(''),
  );
  expect(await readMeasurements(folder, 'accuracy')).toEqual([
    { key: 'm1', name: 'm1', seed: 0, state: 'measured', values: { accuracy: 90 }, curve: [] },
    { key: 'm2', name: 'm2', seed: 0, state: 'waiting', curve: [] },
    { key: 'm3', name: 'm3', seed: 0, state: 'waiting', curve: [] },
  ]);
});

it('calls a training by its cell and seed, and by its key where its journal has no such one', async () => {
  const folder = temporaryFolder();
  expect(await trainingTitle(folder, 'm1')).toBe('m1');
  const asked = { event: 'asked', hash: 'h', source: '' };
  const entries = [
    { ...asked, key: 'm1', name: 'first', seed: 0 },
    { ...asked, key: 'm2', name: 'first', seed: 1000, verify: true },
  ];
  const text = entries.map(entry => `${JSON.stringify(entry)}\n`).join('');
  writeFileSync(path.join(folder, 'measurements.jsonl'), text);
  expect(await trainingTitle(folder, 'm1')).toBe('first, seed 0');
  expect(await trainingTitle(folder, 'm2')).toBe('first, seed 1000, verified');
  expect(await trainingTitle(folder, 'm3')).toBe('m3');
});
