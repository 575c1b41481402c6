import type { FittedGp } from '../../gp/gaussianProcess';
import type { Prediction } from '../../gp/posterior';
import { normalScores } from '../../math/ranks';
import type { StageOutput } from '../../stages';
import type { Config } from './config';
import type { GpOutput } from './stages';

/** What processes and networks that learned from the measured cells make of others: good, and too slow for every cell. */
export interface TeacherPredictions {
  /** Of all cells at once: scores are relative to each other. */
  readonly scores: Float64Array;
  /** What the processes alone say, on the average. */
  readonly gp: Prediction;
}

/** Of the cells from `start` to `end` among those that all parts of the teacher were asked about. */
export function combineTeachers(
  { ensembleWeights }: Config,
  said: readonly GpOutput[],
  members: readonly StageOutput<'member'>[],
  start: number,
  end: number,
): TeacherPredictions {
  const part = (values: Float64Array) => values.subarray(start, end);
  const processes = average(
    said.map(({ mean, variance }) => ({ mean: part(mean), variance: part(variance) })),
  );
  const scores = new Float64Array(end - start);
  add(scores, processes.mean, ensembleWeights.processes);
  if (members.length > 0) {
    const together = new Float64Array(scores.length);
    for (const member of members) add(together, part(member.scores), 1);
    add(scores, together, ensembleWeights.members);
  }
  return { scores, gp: processes };
}

/** Variance of the processes' noise, on the average. */
export function meanNoise(processes: readonly FittedGp[]): number {
  return processes.reduce(
    (sum, { logHyperparameters }) => sum + Math.exp(logHyperparameters.at(-1)!) / processes.length,
    0,
  );
}

/**
 * What the processes say of training cells that they neither knew nor learned from, and those cells' normal scores: for
 * each the mean over those processes whose weights were not learned from it. Where there is no such cell, over all.
 */
export function leaveOneOutPredictions(
  processes: readonly FittedGp[],
  said: readonly GpOutput[],
  labels: ArrayLike<number>,
): { readonly predicted: Prediction; readonly targets: Float64Array } {
  const targets = normalScores(labels);
  const n = targets.length;
  const count = new Float64Array(n);
  const mean = new Float64Array(n);
  const variance = new Float64Array(n);
  const collect = (evenFitted: boolean) => {
    for (const [index, { rows: known, heldOut }] of processes.entries()) {
      const { looMean, looVariance } = said[index]!;
      for (const [k, row] of known.entries()) {
        if (!heldOut[k] && !evenFitted) continue;
        count[row]! += 1;
        mean[row]! += looMean[k]!;
        variance[row]! += looVariance[k]!;
      }
    }
  };
  collect(false);
  if (count.every(times => times === 0)) collect(true);
  const rows = Array.from(count.keys()).filter(row => count[row]! > 0);
  const averaged = (sums: Float64Array) => Float64Array.from(rows, row => sums[row]! / count[row]!);
  return {
    predicted: { mean: averaged(mean), variance: averaged(variance) },
    targets: Float64Array.from(rows, row => targets[row]!),
  };
}

function average(predictions: readonly Prediction[]): Prediction {
  const share = 1 / predictions.length;
  const sum = (of: (prediction: Prediction) => Float64Array) =>
    of(predictions[0]!).map((_, i) => predictions.reduce((total, one) => total + share * of(one)[i]!, 0));
  return { mean: sum(({ mean }) => mean), variance: sum(({ variance }) => variance) };
}

/** Adds `share` times the standardised values. */
function add(to: Float64Array, values: Float64Array, share: number): void {
  const n = values.length;
  let mean = 0;
  for (const value of values) mean += value / n;
  let variance = 0;
  for (const value of values) variance += (value - mean) ** 2 / n;
  const scale = share / (Math.sqrt(variance) || 1);
  for (let i = 0; i < n; i++) to[i]! += scale * (values[i]! - mean);
}
