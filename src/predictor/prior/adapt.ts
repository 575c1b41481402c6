import { type PackedRows, packRows, squaredDistances } from '../math/distances';
import { normalScores } from '../math/ranks';
import { beta, type GridPoint, gridOf, leaveOneOut, whitenColumns } from './grid';
import { kernelOf } from './kernelRegression';

/** What is believed of a network: its place as a normal deviate, and the deviation of a measured one about it. */
export interface Belief {
  readonly mean: number;
  readonly deviation: number;
}

export interface MeasuredRows {
  /** `[measured, width]`: features of what was measured, in deviations of the space. */
  readonly rows: Float32Array;
  readonly width: number;
  /** `[measured]`; more is better. */
  readonly values: ArrayLike<number>;
  /** `[measured]`: of how many trainings each is the mean, which has less noise; 1 where it is left out. */
  readonly trainings?: ArrayLike<number> | undefined;
  /** `[measured]`: what the prior says of each, of mean 0 and deviation 1 over the space; without it there is none. */
  readonly priors?: ArrayLike<number> | undefined;
}

/** What is believed of some networks together, `[count]` each: places as normal deviates, without noise. */
export interface JointBelief {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** Variance of the noise of one training. */
  readonly noise: number;
}

/** What is believed once some networks of a space are measured. */
export interface Adaptation {
  /** Of each row asked for, `[count, width]`, with what the prior says of it. */
  believe(rows: Float32Array, priors?: ArrayLike<number>): JointBelief;
  /** Of each measured network, by the others. */
  readonly leftOut: readonly Belief[];
}

/** Variance of a place that the prior does not explain, noise included. */
const unexplained = 1 - beta.mean ** 2;
/** How much of that is noise. */
const usualNoise = 0.15;
/** Up to so many measured, the prior counts by `blended / (blended + n)`. */
const fewMeasured = 5;
const blended = 3;
/** From so many measured on, how far off the process is of each left out says how wide its intervals have to be; */
const fewestJudged = 10;
/** before any is left out, this share of what it says, as if of so many. */
const usualReach = { share: 0.9, count: 5 };

/**
 * A Gaussian process on the space's own features whose mean is β times the prior, with β integrated out, averaged over a
 * grid of its parameters by their marginal likelihood. Targets are places as normal deviates.
 */
export function adapt({ rows, width, values, trainings, priors }: MeasuredRows): Adaptation {
  const n = values.length;
  const targets = normalScores(values);
  const known = packRows(rows, width);
  const points =
    n === 0
      ? []
      : gridOf({
          squares: squaredDistances(known, known),
          width,
          residuals: targets.map((target, i) => target - beta.mean * (priors?.[i] ?? 0)),
          trainings,
          priors,
        });
  const first = n > fewMeasured ? 0 : blended / (blended + n);
  const reach = n < fewestJudged ? 1 : reachOf(leftOutOf(points, targets), targets);
  return {
    believe: (asked, said) => average(points, packRows(asked, width), { known, priors, said, first, reach }),
    get leftOut() {
      return leftOutOf(points, targets);
    },
  };
}

interface Asked {
  readonly known: PackedRows;
  /** What the prior says of what was measured, and of what is asked. */
  readonly priors: ArrayLike<number> | undefined;
  readonly said: ArrayLike<number> | undefined;
  /** The share of what the prior says alone. */
  readonly first: number;
  /** By what deviations are multiplied. */
  readonly reach: number;
}

/** How far off the cells left out are, in deviations as they are said: 1 where those are right. */
function reachOf(leftOut: readonly Belief[], targets: Float64Array): number {
  const { share, count } = usualReach;
  const squares = leftOut.reduce(
    (sum, { mean, deviation }, i) => sum + ((targets[i]! - mean) / deviation) ** 2,
    count * share ** 2,
  );
  return Math.sqrt(squares / (count + leftOut.length));
}

/** What one point of the grid believes. */
interface PointBelief {
  readonly weight: number;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

function average(points: readonly GridPoint[], asked: PackedRows, about: Asked): JointBelief {
  const { known, said, first, reach } = about;
  const { count, width } = asked;
  const between = known.count > 0 ? squaredDistances(known, asked) : new Float64Array(0);
  const beliefs = points.map(point => pointBelief(point, between, width, count, about));
  const learned = new Float64Array(count);
  const second = new Float64Array(count);
  for (const { weight, mean, variance } of beliefs)
    for (let i = 0; i < count; i++) {
      learned[i]! += weight * mean[i]!;
      second[i]! += weight * (variance[i]! + mean[i]! ** 2);
    }
  const rest = 1 - first;
  const widened = reach ** 2;
  const ofPrior = (i: number) => said?.[i] ?? 0;
  const priorVariance = (i: number) => unexplained - usualNoise + beta.variance * ofPrior(i) ** 2;
  return {
    mean: learned.map((mean, i) => first * beta.mean * ofPrior(i) + rest * mean),
    variance: second.map(
      (square, i) => first * priorVariance(i) + rest * widened * Math.max(1e-9, square - learned[i]! ** 2),
    ),
    noise:
      first * usualNoise +
      rest * widened * points.reduce((sum, { weight, noise }) => sum + weight * noise, 0),
  };
}

/** `between` `[measured, count]`: squared distances. */
function pointBelief(
  { amplitude, length, factor, whitened, weight }: GridPoint,
  between: Float64Array,
  width: number,
  count: number,
  { known, priors, said }: Asked,
): PointBelief {
  const n = known.count;
  const V = new Float64Array(n * count);
  for (let j = 0, at = 0; j < n; j++) {
    const followed = beta.variance * (priors?.[j] ?? 0);
    for (let i = 0; i < count; i++, at++)
      V[at] = amplitude * kernelOf(between[at]!, width, length) + followed * (said?.[i] ?? 0);
  }
  whitenColumns(factor, V, n);
  const mean = Float64Array.from({ length: count }, (_, i) => beta.mean * (said?.[i] ?? 0));
  const variance = Float64Array.from(
    { length: count },
    (_, i) => amplitude + beta.variance * (said?.[i] ?? 0) ** 2,
  );
  for (let j = 0, at = 0; j < n; j++)
    for (let i = 0; i < count; i++, at++) {
      mean[i]! += V[at]! * whitened[j]!;
      variance[i]! -= V[at]! ** 2;
    }
  for (let i = 0; i < count; i++) variance[i] = Math.max(0, variance[i]!);
  return { weight, mean, variance };
}

function leftOutOf(points: readonly GridPoint[], targets: Float64Array): Belief[] {
  const mean = new Float64Array(targets.length);
  const second = new Float64Array(targets.length);
  for (const point of points) {
    const said = leaveOneOut(point, targets);
    for (let i = 0; i < mean.length; i++) {
      mean[i]! += point.weight * said.mean[i]!;
      second[i]! += point.weight * (said.variance[i]! + said.mean[i]! ** 2);
    }
  }
  return Array.from(mean, (each, i) => ({
    mean: each,
    deviation: Math.sqrt(Math.max(1e-6, second[i]! - each * each)),
  }));
}

/** Each by itself, with the noise of one training. */
export function beliefsOf({ mean, variance, noise }: JointBelief): Belief[] {
  return Array.from(mean, (each, i) => ({ mean: each, deviation: Math.sqrt(variance[i]! + noise) }));
}

/** How many deviations from the mean an interval of four cases in five reaches. */
export const deviationsOfInterval = 1.2816;
