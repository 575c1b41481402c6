import { cholesky } from '../math/cholesky';
import { packRows, squaredDistances } from '../math/distances';
import { normalBelow, normalScores } from '../math/ranks';
import { kernelOf } from './kernelRegression';

/** What is believed of a network: its place as a normal deviate, and the deviation of the true one about it. */
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

/** What is believed once some networks of a space are measured. */
export interface Adaptation {
  /** Of each row asked for, `[count, width]`, with what the prior says of it. */
  believe(rows: Float32Array, priors?: ArrayLike<number>): Belief[];
  /** Of each measured network, by the others. */
  readonly leftOut: readonly Belief[];
}

/** How the measured place follows the prior, before anything is measured: β ~ N(mean, deviation²). */
const beta = { mean: 0.5, variance: 0.3 ** 2 };
/** Variance of a place that the prior does not explain. */
const unexplained = 1 - beta.mean ** 2;
/** Up to so many measured, the prior counts by `blended / (blended + n)`. */
const fewMeasured = 5;
const blended = 3;

const lengths = [0.5, 1, 2, 4];
const noises = [0.05, 0.15, 0.4, 0.8];
const amplitudes = [0.3, 1];

interface Point {
  readonly amplitude: number;
  readonly length: number;
  readonly noise: number;
  /** Cholesky factor of the covariance of what was measured. */
  readonly factor: Float64Array;
  /** Inverse covariance times the residuals. */
  readonly solved: Float64Array;
  readonly weight: number;
}

/**
 * A Gaussian process on the space's own features whose mean is β times the prior, with β integrated out, averaged over a
 * grid of its parameters by their marginal likelihood. Targets are places as normal deviates.
 */
export function adapt({ rows, width, values, trainings, priors }: MeasuredRows): Adaptation {
  const n = values.length;
  if (n === 0) return { believe: (asked, said) => beliefsOf(asked.length / width, said), leftOut: [] };
  const targets = normalScores(values);
  const residuals = targets.map((target, i) => target - beta.mean * (priors?.[i] ?? 0));
  const known = packRows(rows, width);
  const squares = squaredDistances(known, known);
  const points = gridPoints(squares, width, residuals, trainings, priors);
  return {
    believe(asked, said) {
      const count = asked.length / width;
      const between = squaredDistances(packRows(asked, width), known);
      const mean = new Float64Array(count);
      const second = new Float64Array(count);
      const k = new Float64Array(n);
      for (const { amplitude, length, noise, factor, solved, weight } of points)
        for (let i = 0; i < count; i++) {
          const own = said?.[i] ?? 0;
          let expected = beta.mean * own;
          for (let j = 0; j < n; j++) {
            k[j] =
              amplitude * kernelOf(between[i * n + j]!, width, length) +
              beta.variance * own * (priors?.[j] ?? 0);
            expected += k[j]! * solved[j]!;
          }
          const left = amplitude + beta.variance * own * own + noise - explained(factor, k, n);
          mean[i]! += weight * expected;
          second[i]! += weight * (Math.max(noise, left) + expected * expected);
        }
      const share = n <= fewMeasured ? blended / (blended + n) : 0;
      const before = beliefsOf(count, said);
      return Array.from(mean, (each, i) => ({
        mean: share * before[i]!.mean + (1 - share) * each,
        deviation: Math.sqrt(
          share * before[i]!.deviation ** 2 + (1 - share) * Math.max(1e-6, second[i]! - each * each),
        ),
      }));
    },
    get leftOut() {
      return leaveOneOut(points, targets);
    },
  };
}

/** Before anything is measured. */
function beliefsOf(count: number, said?: ArrayLike<number>): Belief[] {
  return Array.from({ length: count }, (_, i) => {
    const prior = said?.[i] ?? 0;
    return {
      mean: beta.mean * prior,
      deviation: Math.sqrt(unexplained + beta.variance * prior * prior),
    };
  });
}

function gridPoints(
  squares: Float64Array,
  width: number,
  residuals: Float64Array,
  trainings: ArrayLike<number> | undefined,
  priors: ArrayLike<number> | undefined,
): Point[] {
  const n = residuals.length;
  const found: (Omit<Point, 'weight'> & { readonly evidence: number })[] = [];
  for (const length of lengths) {
    const kernel = squares.map(square => kernelOf(square, width, length));
    for (const amplitude of amplitudes)
      for (const noise of noises) {
        const covariance = kernel.map((each, at) => {
          const [i, j] = [Math.floor(at / n), at % n];
          const followed = priors ? beta.variance * priors[i]! * priors[j]! : 0;
          return amplitude * each + followed + (i === j ? noise / (trainings?.[i] ?? 1) : 0);
        });
        const factor = cholesky(covariance, n);
        if (!factor) continue;
        const forward = solveLower(factor, residuals, n);
        let evidence = 0;
        for (let i = 0; i < n; i++) evidence -= 0.5 * forward[i]! ** 2 + Math.log(factor[i * n + i]!);
        found.push({ amplitude, length, noise, factor, solved: solveUpper(factor, forward, n), evidence });
      }
  }
  const most = Math.max(...found.map(({ evidence }) => evidence));
  const likely = found.filter(({ evidence }) => evidence > most - 4);
  const total = likely.reduce((sum, { evidence }) => sum + Math.exp(evidence - most), 0);
  return likely.map(({ evidence, ...point }) => ({ ...point, weight: Math.exp(evidence - most) / total }));
}

/** Mean and variance of each measured place as the others say: from the inverse covariance alone. */
function leaveOneOut(points: readonly Point[], targets: Float64Array): Belief[] {
  const n = targets.length;
  const mean = new Float64Array(n);
  const second = new Float64Array(n);
  const unit = new Float64Array(n);
  for (const { factor, solved, weight } of points)
    for (let i = 0; i < n; i++) {
      unit.fill(0);
      unit[i] = 1;
      const forward = solveLower(factor, unit, n);
      let precision = 0;
      for (let k = i; k < n; k++) precision += forward[k]! ** 2;
      const expected = targets[i]! - solved[i]! / precision;
      mean[i]! += weight * expected;
      second[i]! += weight * (1 / precision + expected * expected);
    }
  return Array.from(mean, (each, i) => ({
    mean: each,
    deviation: Math.sqrt(Math.max(1e-6, second[i]! - each * each)),
  }));
}

function explained(factor: Float64Array, k: Float64Array, n: number): number {
  const forward = solveLower(factor, k, n);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += forward[i]! ** 2;
  return sum;
}

function solveLower(L: Float64Array, right: Float64Array, n: number): Float64Array {
  const out = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    let sum = out[i]!;
    for (let j = 0, at = i * n; j < i; j++, at++) sum -= L[at]! * out[j]!;
    out[i] = sum / L[i * n + i]!;
  }
  return out;
}

function solveUpper(L: Float64Array, right: Float64Array, n: number): Float64Array {
  const out = Float64Array.from(right);
  for (let i = n - 1; i >= 0; i--) {
    out[i]! /= L[i * n + i]!;
    for (let j = 0, at = i * n; j < i; j++, at++) out[j]! -= L[at]! * out[i]!;
  }
  return out;
}

/** How many deviations from the mean an interval of four cases in five reaches. */
export const deviationsOfInterval = 1.2816;

/** Per cent of the space that is at least as good as a place: small is good. */
export function topOfPlace(deviate: number): number {
  return 100 * (1 - normalBelow(deviate));
}
