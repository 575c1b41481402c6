/** Means and deviations of the columns of a matrix. */
export interface Spread {
  readonly mean: Float64Array;
  /** 0 for a column that does not vary. */
  readonly deviation: Float64Array;
}

/** Of a row-major `[rows, width]` matrix. */
export function spreadOf(matrix: Float32Array, width: number): Spread {
  const rows = matrix.length / width;
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (let i = 0, at = 0; i < rows; i++) for (let k = 0; k < width; k++, at++) mean[k]! += matrix[at]! / rows;
  for (let i = 0, at = 0; i < rows; i++)
    for (let k = 0; k < width; k++, at++) deviation[k]! += (matrix[at]! - mean[k]!) ** 2 / rows;
  for (let k = 0; k < width; k++) {
    const root = Math.sqrt(deviation[k]!);
    deviation[k] = root > 1e-6 * Math.max(1, Math.abs(mean[k]!)) ? root : 0;
  }
  return { mean, deviation };
}

/**
 * Some columns, centred and divided by a mixture of the space's own deviations and the teachers':
 * `own^power · common^(1 − power)`; what does not vary is 0. Clipped to ±`limit`.
 */
export function scaledRows(
  matrix: Float32Array,
  width: number,
  { mean, deviation }: Spread,
  columns: readonly number[],
  power: number,
  common: ArrayLike<number>,
  limit = Number.POSITIVE_INFINITY,
): Float32Array {
  const rows = matrix.length / width;
  const out = new Float32Array(rows * columns.length);
  const factors = columns.map(k => {
    const scale = deviation[k]! ** power * common[k]! ** (1 - power);
    return deviation[k]! > 0 && scale > 0 ? 1 / scale : 0;
  });
  for (let i = 0, at = 0; i < rows; i++)
    for (let c = 0; c < columns.length; c++, at++) {
      const value = (matrix[i * width + columns[c]!]! - mean[columns[c]!]!) * factors[c]!;
      out[at] = Math.max(-limit, Math.min(limit, value));
    }
  return out;
}

/** To mean 0 and deviation 1; zeros where nothing varies. */
export function standardised(values: ArrayLike<number>): Float64Array {
  const { mean, deviation } = momentsOf(values);
  return Float64Array.from(values, value => (deviation > 0 ? (value - mean) / deviation : 0));
}

export function momentsOf(values: ArrayLike<number>): { readonly mean: number; readonly deviation: number } {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i]! / values.length;
  let square = 0;
  for (let i = 0; i < values.length; i++) square += (values[i]! - mean) ** 2 / values.length;
  const deviation = Math.sqrt(square);
  return { mean, deviation: deviation > 1e-9 * Math.max(1, Math.abs(mean)) ? deviation : 0 };
}
