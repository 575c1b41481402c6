import { product } from '../math/product';

/**
 * The kernel of all Gaussian processes here, `a/(1 + d²/2) + l⟨w·x, w·z⟩` with `d² = Σ wₖ²(xₖ − zₖ)²`: a rational quadratic
 * one and a linear one, both with a weight for each input. Another kernel changes `covariances` (of any rows), and
 * `trainingCovariances` with its gradient.
 */

/** What is added to the diagonal beside the noise, so that rows that are alike can be told apart. */
export const jitter = 1e-4;

/** Covariances of rows with themselves, the noise included, and what their gradient needs. */
export interface TrainingCovariances {
  /** `[n, n]`, the lower triangle. */
  readonly K: Float64Array;
  /** `[n, n]`, the lower triangle: the rational quadratic part before its amplitude. */
  readonly R: Float64Array;
}

/** From the inner products `[n, n]` of the weighed rows. A row that is the mean of several trainings has less noise. */
export function trainingCovariances(
  inner: Float32Array,
  n: number,
  {
    a,
    l,
    noise,
    trainings,
  }: { a: number; l: number; noise: number; trainings?: ArrayLike<number> | undefined },
): TrainingCovariances {
  const K = new Float64Array(n * n);
  const R = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const p = inner[i * n + j]!;
      const square = Math.max(0, inner[i * n + i]! + inner[j * n + j]! - 2 * p);
      const r = 1 / (1 + square / 2);
      R[i * n + j] = r;
      K[i * n + j] = a * r + l * p + (i === j ? noise / (trainings?.[i] ?? 1) + jitter : 0);
    }
  return { K, R };
}

/** Derivatives of a function of `K`. */
export interface KernelGradient {
  readonly byAmplitude: number;
  readonly byLinear: number;
  readonly byNoise: number;
  /** Twice the derivative by the square of each weight. */
  readonly byWeights: Float64Array;
}

/** From the derivative by each entry of `K`, `[n, n]`, its lower triangle; `inputs` `[n, width]` are not weighed. */
export async function kernelGradient(
  byK: Float64Array,
  R: Float64Array,
  inner: Float32Array,
  inputs: Float32Array,
  {
    n,
    width,
    a,
    l,
    trainings,
  }: { n: number; width: number; a: number; l: number; trainings?: ArrayLike<number> | undefined },
): Promise<KernelGradient> {
  const mixed = new Float32Array(n * n);
  const rowSums = new Float64Array(n);
  let byAmplitude = 0;
  let byLinear = 0;
  let byNoise = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const at = i * n + j;
      const g = byK[at]!;
      const h = -0.5 * a * g * R[at]! * R[at]!;
      const times = i === j ? 1 : 2;
      byAmplitude += times * g * R[at]!;
      byLinear += times * g * inner[at]!;
      if (i === j) byNoise += g / (trainings?.[i] ?? 1);
      rowSums[i]! += h;
      if (i !== j) rowSums[j]! += h;
      const m = 2 * l * g - 4 * h;
      mixed[at] = m;
      mixed[j * n + i] = m;
    }
  const mixedInputs = await product(mixed, inputs, { rows: n, inner: n, columns: width });
  const byWeights = new Float64Array(width);
  for (let i = 0; i < n; i++)
    for (let k = 0, at = i * width; k < width; k++, at++)
      byWeights[k]! += inputs[at]! * (mixedInputs[at]! + 4 * rowSums[i]! * inputs[at]!);
  return { byAmplitude, byLinear, byNoise, byWeights };
}

/** Inner products of the rows, each input times its weight, `[n, n]`. */
export async function innerProducts(
  inputs: Float32Array,
  weights: Float32Array,
  n: number,
): Promise<Float32Array> {
  const weighed = scaleColumns(inputs, weights);
  return product(weighed, weighed, { rows: n, inner: weights.length, columns: n, transposeB: true });
}

/** Every column of `[rows, weights.length]` times its weight. */
export function scaleColumns(inputs: Float32Array, weights: ArrayLike<number>): Float32Array {
  const width = weights.length;
  const out = new Float32Array(inputs.length);
  for (let at = 0; at < inputs.length; )
    for (let k = 0; k < width; k++, at++) out[at] = inputs[at]! * weights[k]!;
  return out;
}

/**
 * Covariances of the process without noise, `[rows, n]`, from inputs that are weighed already. `left` are the squares of
 * the rows' lengths, where they are known.
 */
export async function covariances(
  rows: Float32Array,
  known: Float32Array,
  width: number,
  a: number,
  l: number,
  left: Float64Array = squaredNorms(rows, width),
): Promise<Float32Array> {
  const m = rows.length / width;
  const n = known.length / width;
  const inner = await product(rows, known, { rows: m, inner: width, columns: n, transposeB: true });
  const right = squaredNorms(known, width);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const p = inner[i * n + j]!;
      inner[i * n + j] = a / (1 + Math.max(0, left[i]! + right[j]! - 2 * p) / 2) + l * p;
    }
  return inner;
}

/** The square of each row's length. */
export function squaredNorms(rows: Float32Array, width: number): Float64Array {
  const out = new Float64Array(rows.length / width);
  for (let i = 0, at = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < width; k++, at++) sum += rows[at]! * rows[at]!;
    out[i] = sum;
  }
  return out;
}
