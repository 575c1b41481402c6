import { beforeAll, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import type { GraphCell } from '../../../src/cells/cell';
import { drawCells, enumerateCells } from '../../../src/cells/enumerate';
import { countedCost } from '../../../src/cells/namedCosts';
import { createRandom } from '../../../src/cells/random';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { startEngine } from '../../../src/engines/engine';
import {
  type CellTraining,
  type MeasuringLoopOptions,
  type MeasuringStep,
  runMeasuringLoop,
} from '../../../src/search/measuringLoop';
import { graphCell } from '../../graphs';
import { vertexSpace } from '../cells/spaces';

beforeAll(async () => {
  await startEngine('wasm');
});

const nasbench101 = builtInSpaces().get('nasbench101')!;
const space = { ...vertexSpace, name: 'small', vertices: 5 };
const worth = (cell: GraphCell) =>
  3 * cell.operations.filter(each => each === 0).length - cell.operations.length;
const options: MeasuringLoopOptions = { space, budget: 16, seed: 1, slots: 4, repeat: 3 };

async function run(more: Partial<MeasuringLoopOptions> = {}, stopAfter = Number.POSITIVE_INFINITY) {
  const random = createRandom(5);
  const asked: CellTraining[] = [];
  const steps: MeasuringStep[] = [];
  let flying = 0;
  let most = 0;
  const stop = new AbortController();
  const result = await runMeasuringLoop(
    { ...options, ...more },
    {
      async measure(training) {
        asked.push(training);
        most = Math.max(most, ++flying);
        await new Promise(resolve => setTimeout(resolve, random.integer(5)));
        flying--;
        if (stop.signal.aborted) throw stop.signal.reason;
        return graphCell(training.cell).operations.includes(2)
          ? Number.NaN
          : worth(graphCell(training.cell)) + 0.1 * training.repetition;
      },
    },
    step => {
      steps.push(step);
      if (steps.length >= stopAfter) stop.abort();
    },
    stop.signal,
  );
  return { asked, steps, result, most, hashes: asked.map(({ cell }) => canonicalHash(space, cell)) };
}

it('keeps so many in training, measures each cell once, and finds the best', async () => {
  const { asked, steps, result, most, hashes } = await run();
  expect(most).toBe(4);
  expect(steps.at(-1)!.measured).toBe(16);
  expect(new Set(hashes).size).toBe(16);
  const again = asked.filter(({ repetition }) => repetition > 0);
  expect(again).toHaveLength(3);
  const first = steps
    .filter(({ ended }) => ended.repetition === 0 && !Number.isNaN(ended.value))
    .slice(0, 10);
  const early = first.map(({ ended }) => canonicalHash(space, ended.cell));
  for (const { cell } of again) expect(early).toContain(canonicalHash(space, cell));
  const usable = [...enumerateCells(space)].filter(cell => !cell.operations.includes(2));
  expect(Math.floor(result.expected[0]!.value)).toBe(Math.max(...usable.map(worth)));
  expect(result.measured.every(({ value }) => !Number.isNaN(value))).toBe(true);
});

it('tells what it expected of a cell when it chose it, on the scale of the values', async () => {
  const { steps } = await run({ budget: 30, slots: 1 });
  const first = steps.filter(({ ended }) => ended.repetition === 0 && !Number.isNaN(ended.value));
  const told = first.flatMap(({ ended: { value, expected } }) =>
    expected ? [{ ...expected, measured: value }] : [],
  );
  expect(first.slice(0, 3).every(({ ended }) => ended.expected === undefined)).toBe(true);
  expect(told.length).toBeGreaterThan(15);
  for (const { value, low, high } of told) expect(low <= value && value <= high).toBe(true);
  // The value depends on the operations alone, which the process sees: it comes to know it.
  const errors = told.slice(-10).map(({ value, measured }) => Math.abs(value - measured));
  expect(Math.max(...errors)).toBeLessThan(3);
  const within = told.filter(({ low, high, measured }) => low <= measured && measured <= high).length;
  expect(within / told.length).toBeGreaterThan(0.6);
});

it('interrupted, goes on with what was measured and what was in training', async () => {
  const cut = await run({}, 9);
  const ended = cut.steps.map(({ ended }) => ended);
  const unfinished = cut.asked.filter(
    ({ cell, repetition }) => !ended.some(each => each.cell === cell && each.repetition === repetition),
  );
  expect(unfinished.length).toBeGreaterThan(0);
  const rest = await run({ before: ended, unfinished });
  expect(rest.asked.slice(0, unfinished.length)).toEqual(unfinished);
  expect(cut.asked.length + rest.asked.length - unfinished.length).toBe(16 + 3);
  expect(new Set([...cut.hashes, ...rest.hashes]).size).toBe(16);
});

it('counts known cells as measured, beside the budget', async () => {
  const known = (await run({ budget: 10 })).result.measured.map(each => ({
    ...each,
    repetition: 0,
    known: true,
  }));
  const { hashes, steps } = await run({ before: known, budget: 4, repeat: 0 });
  const before = new Set(known.map(({ cell }) => canonicalHash(space, cell)));
  expect(hashes.filter(hash => before.has(hash))).toEqual([]);
  expect(steps.at(-1)!.measured).toBe(4);
});

it('ends with the error of its source', async () => {
  const source = { measure: () => Promise.reject(new Error('no torch')) };
  await expect(runMeasuringLoop(options, source)).rejects.toThrow('no torch');
});

it('hears a signal while it lists a space, and gives what was measured before', async () => {
  const limits = [{ cost: countedCost(nasbench101, 'parameters'), max: 1_000_000 }];
  const before = drawCells(nasbench101, 3, createRandom(2)).map((cell, i) => ({
    ...{ cell, repetition: 0, value: i },
  }));
  const stop = new AbortController();
  let ticks = 0;
  const timer = setInterval(() => {
    if (++ticks === 3) stop.abort();
  }, 10);
  const measure = () => Promise.reject(new Error('nothing is to be trained'));
  const { measured } = await runMeasuringLoop(
    { ...options, space: nasbench101, limits, before },
    { measure },
    () => {},
    stop.signal,
  );
  clearInterval(timer);
  expect(ticks).toBeLessThan(10);
  expect(measured.map(({ value }) => value)).toEqual([0, 1, 2]);
});
