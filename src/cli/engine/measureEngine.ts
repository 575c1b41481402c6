import { sampleCells } from '../../cells/enumerate';
import { createRandom } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';
import { builtInSpaces } from '../../document/builtInSpaces';
import { findRecipe } from '../../predictor/recipes';
import { findModel } from '../input/findModel';

/**
 * Measures the engine that runs: ms for 1 and for 100 cells and cells a second with the shipped predictor of
 * NAS-Bench-101, features and all; and ms for a short training of the published network, on an engine that is not too
 * slow for it.
 */
export async function measureEngine(): Promise<Record<string, number>> {
  const space = builtInSpaces().get('nasbench101')!;
  const predictor = await findModel(space, undefined).catch(() => undefined);
  if (!predictor) return {};
  const cells = sampleCells(space, 1024, createRandom(1));
  const median = async (count: number, patience: number) => {
    const some = cells.slice(0, count);
    const times: number[] = [];
    const start = performance.now();
    await predictor.score(some);
    do {
      const before = performance.now();
      await predictor.score(some);
      times.push(performance.now() - before);
    } while (performance.now() - start < patience && times.length < 50);
    return times.sort((a, b) => a - b)[times.length >> 1]!;
  };
  const rounded = (value: number) => Number(value.toPrecision(3));
  const one = await median(1, 300);
  // A slow engine is not asked for more than it can do in a moment.
  if (one > 100) {
    const ten = await median(10, 0);
    return { cells_per_second: rounded(10_000 / ten), latency_1_ms: rounded(one) };
  }
  const hundred = await median(100, 700);
  const training = hundred > 500 ? undefined : await shortTraining(space, 4000);
  return {
    cells_per_second: rounded(hundred > 500 ? 100_000 / hundred : 1_024_000 / (await median(1024, 1000))),
    latency_1_ms: rounded(one),
    latency_100_ms: rounded(hundred),
    ...(training === undefined ? {} : { train_ms: rounded(training) }),
  };
}

/** ms for three rounds over 64 cells, after one to warm up; undefined if that one took longer than the limit. */
async function shortTraining(space: SearchSpace, limit: number): Promise<number | undefined> {
  const recipe = findRecipe('renas')!;
  const cells = sampleCells(space, 64, createRandom(2));
  const labels = cells.map((_, i) => Math.sin(i));
  const train = async (epochs: number) => {
    const start = performance.now();
    const monitored = { cells: [], labels: [] };
    await recipe.train({ space, cells, labels, random: createRandom(3), epochs, monitored }, () => {});
    return performance.now() - start;
  };
  return (await train(1)) > limit ? undefined : train(3);
}
