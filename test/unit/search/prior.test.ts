import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { totalCosts } from '../../../src/cells/costs';
import { drawCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { loadPrior } from '../../../src/cli/input/transferModel';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { startEngine } from '../../../src/engines/engine';
import { createSpacePredictor, preparePrior } from '../../../src/predictor/prior/spacePredictor';
import { runLoop } from '../../../src/search/loop';
import { createCandidatePosterior } from '../../../src/search/loop/candidatePosterior';
import { candidatePrior, type PriorOf } from '../../../src/search/loop/candidatePrior';
import { createCandidates } from '../../../src/search/loop/candidates';
import { createGpSurrogate, createPriorSurrogate } from '../../../src/search/loop/gpSurrogate';

const space = builtInSpaces().get('nasbench101')!;
const cells = drawCells(space, 120, createRandom(5));
const parameters = (cell: (typeof cells)[number]) => Math.log(totalCosts(space, cell).parameters);
const mean = cells.reduce((sum, cell) => sum + parameters(cell), 0) / cells.length;
const deviation = Math.sqrt(
  cells.reduce((sum, cell) => sum + (parameters(cell) - mean) ** 2, 0) / cells.length,
);
const valuesOf = (some: readonly (typeof cells)[number][]) =>
  some.map(cell => (parameters(cell) - mean) / deviation);
/** Knows the very values that are measured, and tells cells apart by them. */
const oracle: PriorOf = {
  width: 1,
  look: some => ({ rows: Float32Array.from(valuesOf(some)), scores: valuesOf(some) }),
};

beforeAll(async () => void (await startEngine('cpu')));

describe('a surrogate with a prior mean', () => {
  it.each([3, 12])('says of every candidate what hints say of it (%i measured)', async count => {
    const prepared = preparePrior(space, await loadPrior(path.resolve('models')));
    const candidates = createCandidates(space, cells);
    const measured = Array.from({ length: count }, (_, index) => ({
      index,
      value: Math.sin(index),
      trainings: 2,
    }));
    const posterior = await createPriorSurrogate(candidatePrior(candidates, prepared)).condition(measured);
    const representatives = Array.from({ length: candidates.count }, (_, i) => candidates.members(i)[0]!);
    const predictor = createSpacePredictor(prepared, {
      cells: measured.map(({ index }) => representatives[index]!),
      values: measured.map(({ value }) => value),
      trainings: measured.map(() => 2),
    });
    const hints = await predictor.judge!(representatives);
    for (const [i, { score, spread }] of hints.entries()) {
      expect(posterior.mean[i]).toBeCloseTo(score, 6);
      expect(Math.sqrt(posterior.variance[i]! + posterior.noise)).toBeCloseTo(spread, 6);
    }
  });

  it('is half of the prior before much is measured, and the measurements at them', async () => {
    const candidates = createCandidates(space, cells);
    const scores = candidatePrior(candidates, oracle).look().scores;
    const far: PriorOf = {
      width: 1,
      look: some => ({ ...oracle.look(some), rows: oracle.look(some).rows.map(x => 1000 * x) }),
    };
    const surrogate = createPriorSurrogate(candidatePrior(candidates, far));
    const { mean } = await surrogate.condition([{ index: 0, value: 1 }]);
    for (let i = 1; i < 20; i++) expect(Math.sign(mean[i]!)).toBe(Math.sign(scores[i]!));
  });
});

describe('a process over candidates', () => {
  it('takes the mean of three trainings for as much as three of that value', async () => {
    const parameters = { weights: [1], amplitude: 1, linear: 0, noise: 0.5 };
    const inputs = Float32Array.from([0, 0.5, 2, 3]);
    const [once, thrice, single] = [1, 2, 3].map(() => createCandidatePosterior(inputs, parameters));
    await once!.observe([0, 2], [3, 1]);
    once!.setTargets([1.5, -0.4]);
    await thrice!.observe([0, 0, 0, 2]);
    thrice!.setTargets([1.5, 1.5, 1.5, -0.4]);
    await single!.observe([0, 2]);
    single!.setTargets([1.5, -0.4]);
    for (let i = 0; i < 4; i++) {
      expect(once!.mean[i]).toBeCloseTo(thrice!.mean[i]!, 3);
      expect(once!.variance[i]).toBeCloseTo(thrice!.variance[i]!, 3);
    }
    expect(once!.variance[0]).toBeLessThan(0.6 * single!.variance[0]!);
  });

  it('learns from the mean of many trainings more than from one', async () => {
    const candidates = createCandidates(space, cells);
    const of = (trainings?: number) =>
      [0, 5, 9, 20].map(index => ({ index, value: Math.sin(index), trainings }));
    const learned = async (trainings?: number) => createGpSurrogate(candidates).condition(of(trainings));
    const [one, same, many] = [await learned(), await learned(1), await learned(50)];
    expect([...same.mean]).toEqual([...one.mean]);
    expect(many.variance[5]).toBeLessThan(0.5 * one.variance[5]!);
  });

  it('begins a loop with the best by the prior', async () => {
    const { measured } = await runLoop(
      { space, budget: 6, seed: 1, prior: oracle },
      { cells, measure: async some => valuesOf(some) },
    );
    const best = [...valuesOf(cells)].sort((a, b) => b - a);
    expect(measured.slice(0, 4).map(({ value }) => value)).toEqual(best.slice(0, 4));
    expect(measured).toHaveLength(6);
  });
});
