import type { Random } from '../../cells/random';
import { isPoint, noContext, type TaskContext } from '../checkpoint';
import { createAdam } from '../math/adam';
import { initialLogHyperparameters, negLogMarginalLikelihood } from './negLogMarginalLikelihood';
import { type ConditionedGp, conditionExactGp, takeRows } from './posterior';
import { conditionSparseGp } from './sparseGp';

export interface GpSettings {
  /** Adam's learning rate and steps from fixed start values: early stopping is the regularisation. */
  readonly learningRate: number;
  readonly steps: number;
  /** Standard deviation of the initial log lengthscales: processes that start apart are worth more as an ensemble. */
  readonly initStd: number;
  /** Logarithm of the noise variance that fitting starts at and is drawn to: much of it keeps the weights from overfitting. */
  readonly logNoisePrior: number;
  /** Noise variance for predictions, times the square root of the number of rows; without it, the fitted one. */
  readonly conditioningNoise?: number;
  /** Share of the rows, drawn at random, that the hyperparameters are fitted to. */
  readonly fitShare: number;
  /** Maximum number of rows of a step: where there are more, each step takes the next ones. */
  readonly batch: number;
  /** Above this number of rows the posterior is a sparse approximation with so many inducing points. */
  readonly maxInducingPoints: number;
}

/** Hyperparameters fitted to some rows, and the rows that predictions are conditioned on. */
export interface FittedGp {
  /** Packed as in `negLogMarginalLikelihood`. */
  readonly logHyperparameters: Float64Array;
  /** Rows it is conditioned on, of those it was given. */
  readonly rows: Int32Array;
  /** 1 for each of `rows` that may be used to calibrate it: with few rows, those the hyperparameters were not fitted to. */
  readonly heldOut: Uint8Array;
  /** Rows of the sparse approximation: all of them where they are few. */
  readonly inducingPoints: Int32Array;
}

/** `inputs` `[n, width]`, standardised; `targets` are normal scores, so mean 0 and deviation 1. */
export async function fitGp(
  inputs: Float32Array,
  targets: Float64Array,
  settings: GpSettings,
  random: Random,
  context: TaskContext = noContext,
): Promise<FittedGp> {
  const width = inputs.length / targets.length;
  const order = random.shuffle(Array.from(targets.keys()));
  const fitted = order.slice(0, Math.ceil(settings.fitShare * order.length));
  const logHyperparameters = initialLogHyperparameters(width, settings.logNoisePrior);
  for (let k = 0; k < width; k++)
    logHyperparameters[k]! += settings.initStd * (random.normal() - settings.initStd);
  const adam = createAdam(logHyperparameters);
  let step = 0;
  const { logs: savedLogs, first, second, counters } = context.resumeFrom ?? {};
  if (savedLogs?.length === logHyperparameters.length && first && second && counters) {
    step = counters[0]!;
    logHyperparameters.set(savedLogs);
    adam.resume(first, second, step);
  }
  while (step < settings.steps) {
    const rows = rowsOfStep(fitted, settings.batch, step);
    const chosen = Float64Array.from(rows, row => targets[row]!);
    const objective = await negLogMarginalLikelihood(
      takeRows(inputs, width, rows),
      chosen,
      width,
      logHyperparameters,
      settings.logNoisePrior,
    );
    if (!objective) break;
    adam.step(objective.gradient, settings.learningRate * stepDecay(step, settings, fitted.length));
    step++;
    if (isPoint(step, settings.steps)) context.metric?.(step, { loss: objective.value });
    await context.step(step, () => ({
      logs: logHyperparameters.slice(),
      first: adam.first.slice(),
      second: adam.second.slice(),
      counters: Int32Array.of(step),
    }));
  }
  if (settings.conditioningNoise)
    logHyperparameters[width + 2] = Math.log(settings.conditioningNoise / Math.sqrt(order.length));
  return {
    logHyperparameters,
    rows: Int32Array.from(order),
    heldOut: heldOutRows(order.length, fitted.length, settings.maxInducingPoints),
    inducingPoints: Int32Array.from(order.slice(0, settings.maxInducingPoints)),
  };
}

/** All rows, or where there are more than a step takes, the next of them, from the first again after the last. */
function rowsOfStep(fitted: readonly number[], batch: number, step: number): readonly number[] {
  if (fitted.length <= batch) return fitted;
  return Array.from({ length: batch }, (_, i) => fitted[(step * batch + i) % fitted.length]!);
}

/** Steps that see different rows become smaller towards the end, or the last rows would count most. */
function stepDecay(step: number, { steps, batch }: GpSettings, fitted: number): number {
  return fitted <= batch ? 1 : Math.min(1, (steps - step) / (0.4 * steps));
}

/** Maximum number of held-out rows where cells are many. */
const maxHeldOut = 3000;

/** `FittedGp.heldOut`. Inducing points are excluded: the posterior is surer of them than of a new cell. */
function heldOutRows(rows: number, fitted: number, maxInducingPoints: number): Uint8Array {
  if (rows <= maxInducingPoints) return new Uint8Array(rows).fill(1, fitted);
  const start = fitted < rows ? Math.max(fitted, maxInducingPoints) : maxInducingPoints;
  return new Uint8Array(rows).fill(1, start, start + maxHeldOut);
}

/** Returns the posterior of a fitted process given its rows. `leaveOneOut` is NaN for rows that are not held out. */
export async function conditionGp(
  { logHyperparameters, rows, heldOut, inducingPoints }: FittedGp,
  inputs: Float32Array,
  targets: Float64Array,
): Promise<ConditionedGp> {
  const known = takeRows(inputs, logHyperparameters.length - 3, rows);
  const theirs = Float64Array.from(rows, row => targets[row]!);
  if (inducingPoints.length >= rows.length) return conditionExactGp(known, theirs, logHyperparameters);
  const judged = Array.from(rows.keys()).filter(k => heldOut[k]);
  const { leaveOneOut, ...posterior } = await conditionSparseGp(
    known,
    theirs,
    logHyperparameters,
    inducingPoints.length,
    judged,
  );
  const scatter = (values: Float64Array) => {
    const all = new Float64Array(rows.length).fill(Number.NaN);
    for (const [i, k] of judged.entries()) all[k] = values[i]!;
    return all;
  };
  return {
    ...posterior,
    leaveOneOut: { mean: scatter(leaveOneOut.mean), variance: scatter(leaveOneOut.variance) },
  };
}
