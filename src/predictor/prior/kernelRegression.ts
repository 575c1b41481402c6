import { cholesky } from '../math/cholesky';
import { packRows, squaredDistances, squaresOf } from '../math/distances';

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
  const packed = packRows(rows, width);
  const matrix = squaredDistances(packed, packed).map(square => kernelOf(square, width, length));
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1 + noise;
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

/**
 * What it expects of rows of which `columns` alone are ever other than 0, `[count, columns.length]`: those of a space's
 * features that vary in it.
 */
export function expectationOf(
  { rows, width, coefficients }: KernelRegression,
  columns: readonly number[],
): (asked: Float32Array) => Float64Array {
  const kept = new Float32Array(coefficients.length * columns.length);
  for (let j = 0, at = 0; j < coefficients.length; j++)
    for (const column of columns) kept[at++] = rows[j * width + column]!;
  const known = packRows(kept, columns.length, squaresOf(rows, width));
  return asked => {
    const squares = squaredDistances(packRows(asked, columns.length), known);
    const expected = new Float64Array(asked.length / columns.length);
    for (let i = 0, at = 0; i < expected.length; i++) {
      let sum = 0;
      for (let j = 0; j < coefficients.length; j++, at++)
        sum += coefficients[j]! * kernelOf(squares[at]!, width, length);
      expected[i] = sum;
    }
    return expected;
  };
}
