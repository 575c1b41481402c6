import { appendFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/protocol/events';
import { readEvents, readLastEvents } from '../../../src/runs/readEvents';
import { readThinned } from '../../../src/runs/readThinned';
import { temporaryFolder } from './folders';

const metric = (step: number) =>
  `${JSON.stringify({ event: 'metric', seconds: step / 10, step, values: { loss: 1 / (step + 1), tau: 0.5 } })}\n`;
const steps = (events: readonly RunEvent[]) => events.flatMap(e => (e.event === 'metric' ? [e.step] : []));

function write(count: number): string {
  const folder = path.join(temporaryFolder(), 'run');
  mkdirSync(folder);
  const file = path.join(folder, 'events.jsonl');
  writeFileSync(file, '');
  for (let i = 0; i < count; i += 10_000)
    appendFileSync(
      file,
      Array.from({ length: Math.min(10_000, count - i) }, (_, j) => metric(i + j)).join(''),
    );
  return folder;
}

test('of a long run a part is read that covers it all, in order, with its end whole', async () => {
  const count = 300_000;
  const folder = write(count);
  const { events, offset, thinnedFrom } = await readThinned(folder);
  expect(thinnedFrom).toBe(statSync(path.join(folder, 'events.jsonl')).size);
  const read = steps(events);
  expect(read.length).toBeLessThan(count / 4);
  expect(read[0]).toBe(0);
  expect(read.at(-1)).toBe(count - 1);
  const gaps = read.slice(1).map((step, i) => step - (read[i] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(0);
  expect(Math.max(...gaps)).toBeLessThan(count / 50);

  appendFileSync(path.join(folder, 'events.jsonl'), `${metric(count)}${metric(count + 1)}{"torn`);
  const more = await readEvents(folder, offset);
  expect(steps(more.events)).toEqual([count, count + 1]);
});

test('a short run is read whole, and one without events has none', async () => {
  const folder = write(1000);
  const short = await readThinned(folder);
  expect(steps(short.events)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(short.thinnedFrom).toBeUndefined();
  expect(await readThinned(path.join(folder, 'none'))).toEqual({ events: [], offset: 0, restarted: false });
});

test('a long file that holds no lines at all is read as nothing', async () => {
  const folder = path.join(temporaryFolder(), 'run');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'events.jsonl'), Buffer.alloc(6_000_000, 'x'));
  expect(steps((await readThinned(folder)).events)).toEqual([]);
});

/** As versions before wrote them: every event of a search had all cells that it kept. */
function writeLongLines(steps: number, cells: number): string {
  const folder = path.join(temporaryFolder(), 'run');
  mkdirSync(folder);
  const found = (step: number) =>
    Array.from({ length: cells }, (_, i) => ({
      ...{
        cell: `cell found${i + 1} : lab { ${'x'.repeat(300)} }`,
        name: `found${i + 1}`,
        hash: `${step}-${i}`,
      },
      ...{ score: step, top: 1, parameters: 1, flops: 1 },
    }));
  for (let step = 1; step <= steps; step++) {
    const lines = [
      { event: 'progress', seconds: step, phase: 'search', done: step, total: steps },
      { event: 'metric', seconds: step, step, values: { best_top: 1 } },
      { event: 'found', seconds: step, scored: step, found: found(step) },
    ];
    appendFileSync(
      path.join(folder, 'events.jsonl'),
      lines.map(line => `${JSON.stringify(line)}\n`).join(''),
    );
  }
  return folder;
}

test('of a run with lines of megabytes the last state is read, however it ends', async () => {
  const folder = writeLongLines(5, 10_000);
  const file = path.join(folder, 'events.jsonl');
  const last = async () => {
    const { events } = await readThinned(folder);
    const found = events.findLast(({ event }) => event === 'found');
    const tail = await readLastEvents(folder, ({ event }) => event === 'progress');
    return [found?.event === 'found' && found.scored, tail.findLast(({ event }) => event === 'progress')];
  };
  expect(await last()).toMatchObject([5, { done: 5 }]);
  appendFileSync(file, `${metric(6)}${metric(7)}`);
  expect(await last()).toMatchObject([5, { done: 5 }]);
  appendFileSync(file, '{"event":"found","seconds":8,"scored":8,"found":[{"cell":"torn');
  expect(await last()).toMatchObject([5, { done: 5 }]);
});
