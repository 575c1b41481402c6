import type { CandidatePosterior } from './candidatePosterior';
import type { Candidates } from './candidates';
import type { Measurement } from './gpSurrogate';

/** Best first; of equal ones the first measured. */
export function bestOf<M extends { readonly value: number }>(measured: readonly M[], count: number): M[] {
  return [...measured].sort((a, b) => b.value - a.value).slice(0, count);
}

/** Per cent of the candidates that are expected to be at least as good, each counted with its members. */
export function topOf(candidates: Candidates, { mean }: CandidatePosterior, index: number): number {
  let better = 0;
  let all = 0;
  for (let other = 0; other < mean.length; other++) {
    const size = candidates.members(other).length;
    all += size;
    if (mean[other]! >= mean[index]!) better += size;
  }
  return (100 * better) / all;
}

/**
 * By the sum of expectation and measurement, each in its own deviations over what is measured, the highest first; as they
 * are where nothing is learned.
 */
export function byExpectation<M extends Measurement>(
  measured: readonly M[],
  posterior: CandidatePosterior | undefined,
): M[] {
  if (!posterior) return bestOf(measured, measured.length);
  const means = measured.map(({ index }) => posterior.mean[index]!);
  const meanScale = 1 / (deviation(means) || 1);
  const valueScale = 1 / (deviation(measured.map(({ value }) => value)) || 1);
  const worths = measured.map((each, i) => ({
    each,
    value: means[i]! * meanScale + each.value * valueScale,
  }));
  return bestOf(worths, worths.length).map(({ each }) => each);
}

/** One for each cell, with the mean of its measurements, in the order first measured. `keyOf`: the same for equal cells. */
export function meansOf<M extends Measurement>(measured: readonly M[], keyOf: (each: M) => string): M[] {
  const groups = new Map<string, M[]>();
  for (const each of measured) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return [...groups.values()].map(some => {
    const trainings = some.reduce((sum, { trainings = 1 }) => sum + trainings, 0);
    const sum = some.reduce((sum, { value, trainings = 1 }) => sum + trainings * value, 0);
    return { ...some[0]!, value: sum / trainings, trainings };
  });
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
