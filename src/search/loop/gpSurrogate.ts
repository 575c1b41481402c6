import { createRandom } from '../../cells/random';
import {
  initialLogHyperparameters,
  negLogMarginalLikelihood,
} from '../../predictor/gp/negLogMarginalLikelihood';
import { takeRows } from '../../predictor/gp/posterior';
import { createAdam } from '../../predictor/math/adam';
import { normalScores } from '../../predictor/math/ranks';
import {
  type CandidatePosterior,
  createCandidatePosterior,
  type GpHyperparameters,
} from './candidatePosterior';
import type { CandidatePrior } from './candidatePrior';
import type { Candidates } from './candidates';

/** A measurement of a candidate: one training, or the mean of several, which has less noise. */
export interface Measurement {
  /** Its class among the candidates. */
  readonly index: number;
  readonly value: number;
  /** 1 where it is left out. */
  readonly trainings?: number | undefined;
}

/** A Gaussian process over the candidates that is told of one measurement after another. */
export interface GpSurrogate {
  /**
   * The posterior given all of these, which begin with those given before. The parameters are learned anew when there
   * are a tenth more of them than at the last learning; `beforeLearning` may then add candidates.
   */
  condition(measured: readonly Measurement[], beforeLearning?: () => void): Promise<CandidatePosterior>;
}

/** Adam's, from fixed start values and never from the last ones: that it stops early keeps it from fitting too well. */
export interface FitSettings {
  readonly learningRate: number;
  readonly steps: number;
}

const defaultFit: FitSettings = { learningRate: 0.1, steps: 12 };
const refitGrowth = 1.1;
/** Of more measurements than this, as many are drawn to learn the parameters from. */
const maxFitted = 300;

/** How much of the prior counts: β ~ N(mean, deviation²) before anything is measured. */
const beta = { mean: 0.5, precision: 1 / 0.3 ** 2 };

/**
 * β that what was measured makes likeliest. Both `[measured]`, made independent of each other by the process.
 */
export function likeliestBeta(prior: ArrayLike<number>, targets: ArrayLike<number>): number {
  let both = beta.mean * beta.precision;
  let own = beta.precision;
  for (let i = 0; i < prior.length; i++) {
    both += prior[i]! * targets[i]!;
    own += prior[i]! * prior[i]!;
  }
  return both / own;
}

/** `prior`: what is expected before anything is measured; the process then learns what is left of it, times β. */
export function createGpSurrogate(
  candidates: Candidates,
  learning: FitSettings = defaultFit,
  prior?: CandidatePrior,
): GpSurrogate {
  let posterior: CandidatePosterior | undefined;
  let known = 0;
  let learnedFrom = 0;
  return {
    async condition(measured, beforeLearning) {
      const targets = normalScores(measured.map(({ value }) => value));
      const indices = measured.map(({ index }) => index);
      const trainings = measured.map(({ trainings = 1 }) => trainings);
      if (!posterior || measured.length >= refitGrowth * learnedFrom) {
        beforeLearning?.();
        const expected = prior?.scores();
        const left = expected
          ? targets.map((target, i) => target - beta.mean * expected[indices[i]!]!)
          : targets;
        const learned = await fitHyperparameters(candidates, indices, left, trainings, learning);
        const noise = withRepetitions(learned.noise, indices, targets, trainings);
        posterior = createCandidatePosterior(candidates.inputs, { ...learned, noise });
        known = 0;
        learnedFrom = measured.length;
      }
      await posterior.observe(indices.slice(known), trainings.slice(known));
      known = measured.length;
      const scores = prior?.scores();
      if (!scores) posterior.setTargets(targets);
      else {
        const share = likeliestBeta(
          posterior.whitened(indices.map(index => scores[index]!)),
          posterior.whitened(targets),
        );
        posterior.setTargets(
          targets,
          scores.map(score => share * score),
        );
      }
      return posterior;
    },
  };
}

async function fitHyperparameters(
  { inputs, width }: Candidates,
  indices: readonly number[],
  targets: Float64Array,
  trainings: readonly number[],
  { learningRate, steps }: FitSettings,
): Promise<GpHyperparameters> {
  const order = Array.from(indices.keys());
  const some = order.length <= maxFitted ? order : createRandom(0).shuffle(order).slice(0, maxFitted);
  const rows = takeRows(
    inputs,
    width,
    some.map(i => indices[i]!),
  );
  const values = Float64Array.from(some, i => targets[i]!);
  const counts = some.map(i => trainings[i]!);
  const logs = initialLogHyperparameters(width);
  const adam = createAdam(logs);
  for (let step = 0; step < steps; step++) {
    const objective = await negLogMarginalLikelihood(rows, values, width, logs, undefined, counts);
    if (!objective) break;
    adam.step(objective.gradient, learningRate);
  }
  const parameters = logs.map(Math.exp);
  return {
    weights: parameters.subarray(0, width),
    amplitude: parameters[width]!,
    linear: parameters[width + 1]!,
    noise: parameters[width + 2]!,
  };
}

/** So many repetitions the noise that is learned counts for. */
const learnedCounts = 3;

/** The variance of the noise of one training, as learned and as candidates that were measured again show it. */
function withRepetitions(
  learned: number,
  indices: readonly number[],
  targets: Float64Array,
  trainings: readonly number[],
): number {
  const sums = new Map<number, { count: number; sum: number }>();
  for (const [i, index] of indices.entries()) {
    const { count, sum } = sums.get(index) ?? { count: 0, sum: 0 };
    const own = trainings[i]!;
    sums.set(index, { count: count + own, sum: sum + own * targets[i]! });
  }
  const repetitions = indices.length - sums.size;
  if (repetitions === 0) return learned;
  let squares = 0;
  for (const [i, index] of indices.entries()) {
    const { count, sum } = sums.get(index)!;
    squares += trainings[i]! * (targets[i]! - sum / count) ** 2;
  }
  return (squares + learnedCounts * learned) / (repetitions + learnedCounts);
}
