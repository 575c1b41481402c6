import { cholesky } from '../../predictor/math/cholesky';
import type { CandidatePosterior } from './candidatePosterior';
import type { Measurement } from './gpSurrogate';

/**
 * Two fidelities: what short trainings of many cells and full trainings of a few say of full trainings (autoregressive
 * cokriging, Kennedy and O'Hagan, 2000). The full value of a cell is
 *
 *   location + scale · (s + γ · size + δ + noise),
 *
 * s what its short trainings say, size its log parameters (both standardised over the cells), γ what a longer training
 * gains for each deviation of the size, δ a Gaussian process over the features. Location, scale and what follows from γ and
 * δ are learned from the full trainings.
 */

/** γ ~ N(mean, deviation²): .14 on Accel-NASBench, .55 and .60 on the data sets of NAS-Bench-201 (docs/search.md). */
const gain = { mean: 0.3, deviation: 0.3 };
/** Deviation of δ, and of the noise of one full training. */
const residual = 0.5;
const noise = 0.3;
/** The scale: from its first guess up and down by a factor of e², each step likelier the nearer it is. */
const guessedShare = 0.5;
const scales = Array.from({ length: 21 }, (_, i) => Math.exp((i - 10) / 5));
/** Deviations above its mean that a cell is hoped to be when the next one is chosen. */
const reach = 1;

/** A cell that was trained briefly. */
export interface BrieflyMeasured extends Measurement {
  readonly parameters: number;
}

/** What was measured in full of one of them. */
export interface FullyMeasured {
  /** Its place among those trained briefly. */
  readonly at: number;
  /** The mean of its full trainings, and how many there are. */
  readonly value: number;
  readonly trainings: number;
}

/** What is expected of a full training; of less than two full trainings the unit is not known. */
export interface FullBelief {
  readonly value: number;
  readonly deviation: number;
}

export interface FullFidelity {
  /** Of each cell trained briefly, in their order. */
  believe(full: readonly FullyMeasured[]): readonly FullBelief[];
  /** The `count` that are worth training in full next, the most promising first; those `left out` are not. */
  next(full: readonly FullyMeasured[], leftOut: ReadonlySet<number>, count: number): number[];
}

/** `posterior`: what the short trainings say of all candidates; undefined where they are too few to learn from. */
export async function createFullFidelity(
  brief: readonly BrieflyMeasured[],
  posterior: CandidatePosterior | undefined,
): Promise<FullFidelity> {
  const n = brief.length;
  const values = brief.map(({ value }) => value);
  const indices = brief.map(({ index }) => index);
  const measured = standardised(values);
  // Their noise is not small: the process and what was measured count the same.
  const said = posterior
    ? standardised(
        standardised(indices.map(index => posterior.mean[index]!)).map((mean, i) => mean + measured[i]!),
      )
    : measured;
  const size = standardised(brief.map(({ parameters }) => Math.log(Math.max(1, parameters))));
  const expected = said.map((each, i) => each + gain.mean * size[i]!);
  const alike = posterior ? await posterior.likeness(indices) : identity(n);
  const covariance = (i: number, j: number) =>
    residual ** 2 * alike[i * n + j]! + gain.deviation ** 2 * size[i]! * size[j]!;
  const spread = deviationOf(values) || 1;

  const believe = (full: readonly FullyMeasured[]): readonly FullBelief[] => {
    const k = full.length;
    const C = new Float64Array(k * k);
    for (const [a, { at, trainings }] of full.entries()) {
      for (const [b, other] of full.entries()) C[a * k + b] = covariance(at, other.at);
      C[a * k + a]! += noise ** 2 / trainings;
    }
    const L = cholesky(C, k);
    if (k === 0 || !L) return expected.map((value, i) => ({ value, deviation: Math.sqrt(covariance(i, i)) }));
    const ones = whitened(L, new Float64Array(k).fill(1));
    /** What is left of the full values at a scale, independent of each other, and their likelihood there. */
    const fit = (share: number) => {
      const scale = guessedShare * spread * share;
      const targets = whitened(
        L,
        full.map(({ at, value }) => value / scale - expected[at]!),
      );
      const location = dot(ones, targets) / dot(ones, ones);
      const left = targets.map((target, a) => target - location * ones[a]!);
      const likelihood = -dot(left, left) / 2 - (k - 1) * Math.log(scale) - Math.log(share) ** 2 / 2;
      return { scale, location, left, likelihood };
    };
    const fits = scales.map(fit);
    const { scale, location, left } = fits.reduce((a, b) => (b.likelihood > a.likelihood ? b : a));
    return expected.map((each, i) => {
      const shared = whitened(
        L,
        full.map(({ at }) => covariance(i, at)),
      );
      return {
        value: scale * (location + each + dot(shared, left)),
        deviation: scale * Math.sqrt(Math.max(0, covariance(i, i) - dot(shared, shared))),
      };
    });
  };
  return {
    believe,
    next(full, leftOut, count) {
      const worths = believe(full).map(({ value, deviation }) => value + reach * deviation);
      const open = [...worths.keys()].filter(at => !leftOut.has(at));
      return open.sort((a, b) => worths[b]! - worths[a]! || a - b).slice(0, count);
    },
  };
}

/** Of mean 0 and deviation 1; all 0 where they are equal. */
function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = deviationOf(values);
  return values.map(value => (deviation > 0 ? (value - mean) / deviation : 0));
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}

/** `L⁻¹ values`, `L` `[k, k]` lower. */
function whitened(L: Float64Array, values: ArrayLike<number>): Float64Array {
  const k = values.length;
  const out = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    let left = values[i]!;
    for (let j = 0; j < i; j++) left -= L[i * k + j]! * out[j]!;
    out[i] = left / L[i * k + i]!;
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
