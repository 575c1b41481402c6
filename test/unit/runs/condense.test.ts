import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/protocol/events';
import { condense } from '../../../src/runs/condense';

const progress = (phase: string, done: number): RunEvent => ({
  event: 'progress',
  seconds: done,
  phase,
  done,
  total: 9,
});
const metric = (step: number): RunEvent => ({ event: 'metric', seconds: step, step, values: { loss: 1 } });
const found = (scored: number): RunEvent => ({ event: 'found', seconds: scored, scored, found: [] });

test('keeps all that a reader of the whole needs, in order', () => {
  const events = [
    progress('train', 1),
    metric(1),
    progress('train', 2),
    found(10),
    metric(2),
    progress('train', 3),
    progress('test', 1),
    found(20),
  ];
  expect(condense(events)).toEqual([
    progress('train', 1),
    metric(1),
    metric(2),
    progress('train', 3),
    progress('test', 1),
    found(20),
  ]);
  expect(condense([])).toEqual([]);
});
