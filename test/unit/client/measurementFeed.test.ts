import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { createMeasurementFeed } from '../../../src/client/runs/measurementFeed';
import { row } from '../../webview/samples';
import { temporaryFolder } from '../runs/folders';

afterEach(() => {
  vi.useRealTimers();
});

const live = row({ id: 'a', command: 'measure', arguments: ['measure', 'a.cell'] }, { state: 'running' });
const done = row({ id: 'a', command: 'measure', arguments: ['measure', 'a.cell'] }, { state: 'done' });
const asked = { event: 'asked', key: 'm1', name: 'a', hash: 'a', source: '', seed: 3 };
const submitted = { event: 'submitted', key: 'm1', submission: 1, id: '' };
const measured = { event: 'measured', key: 'm1', values: { accuracy: 75 } };

function feedOf(ask: () => void) {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  const folder = temporaryFolder();
  const add = (...entries: readonly object[]) =>
    appendFileSync(
      path.join(folder, 'measurements.jsonl'),
      entries.map(entry => `${JSON.stringify(entry)}\n`).join(''),
    );
  add(asked, submitted);
  return { folder, add, feed: createMeasurementFeed(() => folder, ask) };
}

it('the end of a run is read, however shortly before its files were read', async () => {
  const ask = vi.fn();
  const { add, feed } = feedOf(ask);
  expect(await feed.next(live)).toMatchObject([{ key: 'm1', state: 'running' }]);
  vi.advanceTimersByTime(100);
  add(measured);
  expect(await feed.next(done)).toMatchObject([{ key: 'm1', state: 'measured', values: { accuracy: 75 } }]);
  expect(await feed.next(done)).toBeUndefined();
  expect(ask).not.toHaveBeenCalled();
});

it('what changes shortly after a look is looked at a second after that, once, without another event', async () => {
  const ask = vi.fn();
  const { add, feed } = feedOf(ask);
  await feed.next(live);
  vi.advanceTimersByTime(300);
  add(measured);
  expect(await feed.next(live)).toBeUndefined();
  expect(await feed.next(live)).toBeUndefined();
  vi.advanceTimersByTime(699);
  expect(ask).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(await feed.next(live)).toMatchObject([{ key: 'm1', state: 'measured' }]);
});

it('a run that goes on is read each second, without an event of its own: a cluster moves its jobs', async () => {
  const ask = vi.fn();
  const { folder, feed } = feedOf(ask);
  expect(await feed.next(live)).toMatchObject([{ state: 'running' }]);
  const jobs = path.join(folder, 'jobs');
  mkdirSync(jobs);
  writeFileSync(path.join(jobs, 'queue.json'), '{"jobs":{"m1":{"node":"n2"}}}');
  vi.advanceTimersByTime(1000);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(await feed.next(live)).toMatchObject([{ state: 'running', node: 'n2' }]);
  vi.advanceTimersByTime(1000);
  expect(ask).toHaveBeenCalledTimes(2);
  expect(await feed.next(live)).toBeUndefined();
  feed.dispose();
  vi.advanceTimersByTime(5000);
  expect(ask).toHaveBeenCalledTimes(2);
});

it('a run that is resumed is read again, and one that measures nothing never', async () => {
  const { add, feed } = feedOf(() => {});
  expect(await feed.next(done)).toHaveLength(1);
  add(measured);
  vi.advanceTimersByTime(1000);
  expect(await feed.next(live)).toMatchObject([{ state: 'measured' }]);
  expect(await feed.next(row({ id: 'b', command: 'search' }))).toBeUndefined();
});
