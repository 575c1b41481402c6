import { cholesky, inverseFactor } from '../math/cholesky';
import { product } from '../math/product';
import { covariances, jitter, scaleColumns, squaredNorms } from './kernel';

/** A Gaussian process conditioned on some rows, ready to predict others. */
export interface Posterior {
  readonly width: number;
  readonly weights: Float64Array;
  readonly amplitude: number;
  readonly linear: number;
  /** Variance of the noise. */
  readonly noise: number;
  /** The rows it is conditioned on, `[n, width]`, scaled by the weights. */
  readonly known: Float32Array;
  /** The mean for a row is the sum of its covariances with the known, times these. */
  readonly alpha: Float64Array;
  /** `[n, n]`: what its covariances `k` explain of a row's variance is `|k · whitenedInverse|²`. */
  readonly whitenedInverse: Float32Array;
}

export interface Prediction {
  readonly mean: Float64Array;
  /** Of the value without noise. */
  readonly variance: Float64Array;
}

/** With leave-one-out predictions of its own rows (Rasmussen and Williams, section 5.4.2). */
export interface ConditionedGp extends Posterior {
  readonly leaveOneOut: Prediction;
}

/** The parameters of a process whose logarithms these are. */
export function unpackHyperparameters(logs: Float64Array) {
  const width = logs.length - 3;
  const [amplitude, linear, noise] = [...logs.slice(width)].map(Math.exp) as [number, number, number];
  return { width, weights: logs.slice(0, width).map(Math.exp), amplitude, linear, noise };
}

/** The process with these parameters that knows these rows. `inputs` `[n, width]`. */
export async function conditionExactGp(
  inputs: Float32Array,
  targets: Float64Array,
  logs: Float64Array,
): Promise<ConditionedGp> {
  const parameters = unpackHyperparameters(logs);
  const { width, weights, amplitude, linear, noise } = parameters;
  const n = targets.length;
  const known = scaleColumns(inputs, weights);
  const K = Float64Array.from(await covariances(known, known, width, amplitude, linear));
  const factor = inverseFactor(choleskyWith(K, n, noise + jitter), n);
  const alpha = timesTransposed(factor, factor, targets);
  const leaveOneOut = { mean: new Float64Array(n), variance: new Float64Array(n) };
  for (let i = 0; i < n; i++) {
    // Rasmussen and Williams, eq. 5.12.
    let precision = 0;
    for (let k = i * n; k < (i + 1) * n; k++) precision += factor[k]! * factor[k]!;
    leaveOneOut.mean[i] = targets[i]! - alpha[i]! / precision;
    leaveOneOut.variance[i] = Math.max(minVariance, 1 / precision - noise);
  }
  return { ...parameters, known, alpha, whitenedInverse: Float32Array.from(factor), leaveOneOut };
}

export const minVariance = 1e-6;

/** The lower factor of the matrix with so much added to its diagonal, and more where that is not enough. */
export function choleskyWith(matrix: Float64Array, n: number, added: number): Float64Array {
  for (let more = 0; ; more = Math.max(10 * more, 1e-3)) {
    const raised = matrix.slice();
    for (let i = 0; i < n; i++) raised[i * n + i]! += added + more;
    const L = cholesky(raised, n);
    if (L) return L;
  }
}

/** `a · bᵀ · x` of square matrices. */
export function timesTransposed(a: Float64Array, b: Float64Array, x: ArrayLike<number>): Float64Array {
  const n = x.length;
  const inner = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < n; j++, at++) inner[j]! += b[at]! * x[i]!;
  return times(a, inner);
}

/** `a · x` of a square matrix. */
export function times(a: Float64Array, x: ArrayLike<number>): Float64Array {
  const n = x.length;
  const out = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < n; j++, at++) out[i]! += a[at]! * x[j]!;
  return out;
}

/** Rows predicted at a time: keeps the covariances within some tens of megabytes. */
export const rowsAtOnce = 2048;

/** `inputs` `[rows, width]`, scaled as in training. */
export async function predictGp(process: Posterior, inputs: Float32Array): Promise<Prediction> {
  const { width, weights, known, alpha, whitenedInverse, amplitude, linear } = process;
  const rows = inputs.length / width;
  const n = alpha.length;
  const mean = new Float64Array(rows);
  const variance = new Float64Array(rows);
  for (let start = 0; start < rows; start += rowsAtOnce) {
    const end = Math.min(rows, start + rowsAtOnce);
    const part = scaleColumns(inputs.subarray(start * width, end * width), weights);
    const k = await covariances(part, known, width, amplitude, linear);
    const explained = await product(k, whitenedInverse, { rows: end - start, inner: n, columns: n });
    const lengths = squaredNorms(part, width);
    for (let i = 0; i < end - start; i++) {
      let sum = 0;
      let known = 0;
      for (let j = 0, at = i * n; j < n; j++, at++) {
        sum += k[at]! * alpha[j]!;
        known += explained[at]! * explained[at]!;
      }
      mean[start + i] = sum;
      variance[start + i] = Math.max(minVariance, amplitude + linear * lengths[i]! - known);
    }
  }
  return { mean, variance };
}

export function takeRows(matrix: Float32Array, width: number, rows: ArrayLike<number>): Float32Array {
  const out = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++)
    out.set(matrix.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  return out;
}
