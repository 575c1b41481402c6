import { cholesky } from '../math/cholesky';
import { kernelOf } from './kernelRegression';

/** How the measured place follows the prior, before anything is measured: β ~ N(mean, variance). */
export const beta = { mean: 0.5, variance: 0.3 ** 2 };

const lengths = [0.5, 1, 2, 4];
const noises = [0.05, 0.15, 0.4, 0.8];
const amplitudes = [0.3, 1];
/** Points whose logarithmic likelihood is so much below the best one's are left out. */
const unlikely = 4;

/** One setting of the process's parameters, with what it knows of the measured rows. */
export interface GridPoint {
  readonly amplitude: number;
  readonly length: number;
  /** Variance of the noise of one training. */
  readonly noise: number;
  /** Its share of the average: its likelihood among all points'. */
  readonly weight: number;
  /** Cholesky factor L of the covariance of what was measured, `[n, n]`. */
  readonly factor: Float64Array;
  /** `L⁻¹` times the residuals. */
  readonly whitened: Float64Array;
}

/** What the points learn from, `[n]` each; `squares` `[n, n]` are squared distances of the rows. */
export interface GridRows {
  readonly squares: Float64Array;
  readonly width: number;
  readonly residuals: Float64Array;
  readonly trainings: ArrayLike<number> | undefined;
  readonly priors: ArrayLike<number> | undefined;
}

/** The points that explain what was measured, weighed by their marginal likelihood. */
export function gridOf({ squares, width, residuals, trainings, priors }: GridRows): GridPoint[] {
  const n = residuals.length;
  const found: (Omit<GridPoint, 'weight'> & { readonly evidence: number })[] = [];
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
        const whitened = solveLower(factor, residuals, n);
        let evidence = 0;
        for (let i = 0; i < n; i++) evidence -= 0.5 * whitened[i]! ** 2 + Math.log(factor[i * n + i]!);
        found.push({ amplitude, length, noise, factor, whitened, evidence });
      }
  }
  const most = Math.max(...found.map(({ evidence }) => evidence));
  const likely = found.filter(({ evidence }) => evidence > most - unlikely);
  const total = likely.reduce((sum, { evidence }) => sum + Math.exp(evidence - most), 0);
  return likely.map(({ evidence, ...point }) => ({ ...point, weight: Math.exp(evidence - most) / total }));
}

/** Mean and variance of each measured place as the others say, `[n]` each: from the inverse covariance alone. */
export function leaveOneOut({ factor, whitened }: GridPoint, targets: Float64Array) {
  const n = targets.length;
  const solved = solveUpper(factor, whitened, n);
  const mean = new Float64Array(n);
  const variance = new Float64Array(n);
  const unit = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    unit.fill(0);
    unit[i] = 1;
    const forward = solveLower(factor, unit, n);
    let precision = 0;
    for (let k = i; k < n; k++) precision += forward[k]! ** 2;
    mean[i] = targets[i]! - solved[i]! / precision;
    variance[i] = 1 / precision;
  }
  return { mean, variance };
}

/**
 * `L⁻¹K` for covariances K `[n, asked]` of what was measured with what is asked, in place: its columns say how much of each
 * row asked is known.
 */
export function whitenColumns(factor: Float64Array, K: Float64Array, n: number): void {
  const asked = K.length / n;
  for (let i = 0; i < n; i++) {
    const start = i * asked;
    for (let j = 0; j < i; j++) {
      const share = factor[i * n + j]!;
      for (let c = 0, at = start, known = j * asked; c < asked; c++, at++, known++)
        K[at]! -= share * K[known]!;
    }
    const scale = 1 / factor[i * n + i]!;
    for (let c = 0, at = start; c < asked; c++, at++) K[at]! *= scale;
  }
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
