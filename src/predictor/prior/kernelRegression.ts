import { cholesky } from '../math/cholesky';

/**
 * What a Gaussian process with the kernel `1 / (1 + d²/(2·width·length²))` expects, as a sum over the rows it has learned
 * from. `rows` `[count, width]`.
 */
export interface KernelRegression {
  readonly rows: Float32Array;
  readonly width: number;
  /** `[count]` */
  readonly coefficients: Float32Array;
}

const length = 3;
const noise = 0.1;

/** A rational quadratic kernel: `length` is in deviations of a feature. */
export function kernelOf(squaredDistance: number, width: number, length: number): number {
  return 1 / (1 + squaredDistance / (2 * width * length * length));
}

/** Learns `targets` `[count]` from the rows. */
export function learnKernelRegression(
  rows: Float32Array,
  width: number,
  targets: ArrayLike<number>,
): KernelRegression {
  const n = targets.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      matrix[i * n + j] = kernelOf(squaredDistance(rows, i * width, rows, j * width, width), width, length);
      matrix[j * n + i] = matrix[i * n + j]!;
    }
  for (let i = 0; i < n; i++) matrix[i * n + i]! += noise;
  const L = cholesky(matrix, n)!;
  const solution = Float64Array.from(targets);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) solution[i]! -= L[i * n + j]! * solution[j]!;
    solution[i]! /= L[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) solution[i]! -= L[j * n + i]! * solution[j]!;
    solution[i]! /= L[i * n + i]!;
  }
  return { rows, width, coefficients: Float32Array.from(solution) };
}

/** Of each row asked for, `[count, width]`. */
export function expectedBy(
  { rows, width, coefficients }: KernelRegression,
  asked: Float32Array,
): Float64Array {
  const count = asked.length / width;
  const expected = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let j = 0; j < coefficients.length; j++)
      sum +=
        coefficients[j]! * kernelOf(squaredDistance(asked, i * width, rows, j * width, width), width, length);
    expected[i] = sum;
  }
  return expected;
}

function squaredDistance(a: Float32Array, atA: number, b: Float32Array, atB: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const difference = a[atA + k]! - b[atB + k]!;
    sum += difference * difference;
  }
  return sum;
}
