import { cholesky, inverseOf } from '../math/cholesky';
import { product } from '../math/product';

/**
 * A Gaussian process with the kernel `a/(1 + d²/2) + l⟨w·x, w·z⟩`, `d² = Σ wₖ²(xₖ − zₖ)²`, and noise `s + 10⁻⁴`. Its
 * parameters are kept as logarithms: `width` weights, then a, l and s.
 */
export const initialLogAmplitude = 0;
export const initialLogLinear = -3;
export const initialLogNoise = -1.5;
const jitter = 1e-4;

export function initialLogHyperparameters(width: number, noise = initialLogNoise): Float64Array {
  const logHyperparameters = new Float64Array(width + 3).fill(-0.5 * Math.log(2 * width));
  logHyperparameters[width] = initialLogAmplitude;
  logHyperparameters[width + 1] = initialLogLinear;
  logHyperparameters[width + 2] = noise;
  return logHyperparameters;
}

export interface Objective {
  readonly value: number;
  readonly gradient: Float64Array;
}

/**
 * `[½ yᵀK⁻¹y + ½ log|K| + Σ w + .05 (log a)² + .05 (log s − expected)²] / n` and its gradient by the logarithms; undefined
 * where K is not positive definite. `inputs` `[n, width]`. The two products of `n² · width` run on the backend.
 */
export async function negLogMarginalLikelihood(
  inputs: Float32Array,
  targets: Float64Array,
  width: number,
  logHyperparameters: Float64Array,
  expectedNoise = initialLogNoise,
): Promise<Objective | undefined> {
  const n = targets.length;
  const [a, l, noise] = [width, width + 1, width + 2].map(k => Math.exp(logHyperparameters[k]!)) as [
    number,
    number,
    number,
  ];
  const weights = Float32Array.from({ length: width }, (_, k) => Math.exp(logHyperparameters[k]!));
  const inner = await innerProducts(inputs, weights, n);

  const K = new Float64Array(n * n);
  const R = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const p = inner[i * n + j]!;
      const square = Math.max(0, inner[i * n + i]! + inner[j * n + j]! - 2 * p);
      const r = 1 / (1 + square / 2);
      R[i * n + j] = r;
      K[i * n + j] = a * r + l * p + (i === j ? noise + jitter : 0);
    }
  const L = cholesky(K, n);
  if (!L) return undefined;
  const inverse = inverseOf(L, n);
  const alpha = new Float64Array(n);
  let value = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += inverse[i * n + j]! * targets[j]!;
    alpha[i] = sum;
    value += 0.5 * targets[i]! * sum + Math.log(L[i * n + i]!);
  }

  const gradient = new Float64Array(width + 3);
  const mixed = new Float32Array(n * n);
  const rowSums = new Float64Array(n);
  let byAmplitude = 0;
  let byLinear = 0;
  let byNoise = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const at = i * n + j;
      const g = 0.5 * (inverse[at]! - alpha[i]! * alpha[j]!);
      const h = -0.5 * a * g * R[at]! * R[at]!;
      const times = i === j ? 1 : 2;
      byAmplitude += times * g * R[at]!;
      byLinear += times * g * inner[at]!;
      if (i === j) byNoise += g;
      rowSums[i]! += h;
      if (i !== j) rowSums[j]! += h;
      const m = 2 * l * g - 4 * h;
      mixed[at] = m;
      mixed[j * n + i] = m;
    }
  const mixedInputs = await product(mixed, inputs, { rows: n, inner: n, columns: width });
  for (let i = 0; i < n; i++)
    for (let k = 0, at = i * width; k < width; k++, at++)
      gradient[k]! += inputs[at]! * (mixedInputs[at]! + 4 * rowSums[i]! * inputs[at]!);
  for (let k = 0; k < width; k++) {
    gradient[k] = (gradient[k]! * weights[k]! ** 2 + weights[k]!) / n;
    value += weights[k]!;
  }
  const noiseOff = logHyperparameters[width + 2]! - expectedNoise;
  gradient[width] = (a * byAmplitude + 0.1 * logHyperparameters[width]!) / n;
  gradient[width + 1] = (l * byLinear) / n;
  gradient[width + 2] = (noise * byNoise + 0.1 * noiseOff) / n;
  value += 0.05 * logHyperparameters[width]! ** 2 + 0.05 * noiseOff ** 2;
  return { value: value / n, gradient };
}

async function innerProducts(inputs: Float32Array, weights: Float32Array, n: number): Promise<Float32Array> {
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
