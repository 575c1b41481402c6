import { beforeAll, describe, expect, it } from 'vitest';
import { totalCosts } from '../../../src/cells/costs';
import { drawCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { startEngine } from '../../../src/engines/engine';
import { runLoop } from '../../../src/search/loop';
import { createCandidatePosterior } from '../../../src/search/loop/candidatePosterior';
import { candidatePrior } from '../../../src/search/loop/candidatePrior';
import { createCandidates } from '../../../src/search/loop/candidates';
import { createGpSurrogate, likeliestBeta } from '../../../src/search/loop/gpSurrogate';

const space = builtInSpaces().get('nasbench101')!;
const cells = drawCells(space, 120, createRandom(5));
const parameters = (cell: (typeof cells)[number]) => Math.log(totalCosts(space, cell).parameters);
const mean = cells.reduce((sum, cell) => sum + parameters(cell), 0) / cells.length;
const deviation = Math.sqrt(
  cells.reduce((sum, cell) => sum + (parameters(cell) - mean) ** 2, 0) / cells.length,
);
/** Knows the very values that are measured. */
const oracle = (some: readonly (typeof cells)[number][]) =>
  some.map(cell => (parameters(cell) - mean) / deviation);

beforeAll(async () => void (await startEngine('cpu')));

describe('β of the prior', () => {
  it('is a half before anything is measured', () => {
    expect(likeliestBeta([], [])).toBeCloseTo(0.5, 12);
  });

  it('weighs what was measured against that by its deviation of .3', () => {
    // (1·2 + .5/.09) / (1·1 + 1/.09)
    expect(likeliestBeta([1], [2])).toBeCloseTo((2 + 0.5 / 0.09) / (1 + 1 / 0.09), 12);
  });
});

describe('a surrogate with a prior mean', () => {
  it('has the same posterior as without where the prior is 0', async () => {
    const candidates = createCandidates(space, cells);
    const measured = [0, 5, 9, 20].map(index => ({ index, value: Math.sin(index) }));
    const none = await createGpSurrogate(candidates).condition(measured);
    const zero = candidatePrior(candidates, some => some.map(() => 0));
    const with0 = await createGpSurrogate(candidates, undefined, zero).condition(measured);
    for (const [i, value] of none.mean.entries()) expect(with0.mean[i]).toBeCloseTo(value, 9);
  });

  it('falls back to the prior far from what was measured, and to the measurements at them', async () => {
    const inputs = Float32Array.from([0, 0.01, 1000]);
    const posterior = createCandidatePosterior(inputs, {
      weights: [1],
      amplitude: 1,
      linear: 0,
      noise: 1e-6,
    });
    await posterior.observe([0]);
    posterior.setTargets([2], [0.5, 0.5, -0.7]);
    expect(posterior.mean[0]).toBeCloseTo(2, 2);
    expect(posterior.mean[1]).toBeCloseTo(2, 1);
    expect(posterior.mean[2]).toBeCloseTo(-0.7, 2);
  });

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
      { cells, measure: async some => oracle(some) },
    );
    const best = [...oracle(cells)].sort((a, b) => b - a);
    expect(measured.slice(0, 4).map(({ value }) => value)).toEqual(best.slice(0, 4));
    expect(measured).toHaveLength(6);
  });
});
