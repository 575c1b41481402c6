/** What makes columns of raw features comparable: `(x − mean) / deviation`, those that do not vary left out. */
export interface Scaling {
  /** Raw columns that are kept. */
  readonly columns: Uint16Array;
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** Of a row-major matrix with `width` columns, over the rows named (all without them). */
export function scalingOf(matrix: Float32Array, width: number, rows?: ArrayLike<number>): Scaling {
  const count = rows ? rows.length : matrix.length / width;
  const mean = new Float64Array(width);
  const square = new Float64Array(width);
  const start = (i: number) => (rows ? rows[i]! : i) * width;
  for (let i = 0; i < count; i++)
    for (let k = 0, at = start(i); k < width; k++) mean[k]! += matrix[at + k]! / count;
  for (let i = 0; i < count; i++)
    for (let k = 0, at = start(i); k < width; k++) square[k]! += (matrix[at + k]! - mean[k]!) ** 2 / count;
  const columns: number[] = [];
  for (let k = 0; k < width; k++)
    if (Math.sqrt(square[k]!) > 1e-6 * Math.max(1, Math.abs(mean[k]!))) columns.push(k);
  return {
    columns: Uint16Array.from(columns),
    mean: Float32Array.from(columns, k => mean[k]!),
    deviation: Float32Array.from(columns, k => Math.sqrt(square[k]!)),
  };
}

/** `[rows, columns kept]`, clipped to ±`limit`. */
export function scale(
  matrix: Float32Array,
  width: number,
  { columns, mean, deviation }: Scaling,
  limit = Number.POSITIVE_INFINITY,
): Float32Array {
  const rows = matrix.length / width;
  const kept = columns.length;
  const out = new Float32Array(rows * kept);
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < kept; k++) {
      const value = (matrix[i * width + columns[k]!]! - mean[k]!) / deviation[k]!;
      out[i * kept + k] = Math.max(-limit, Math.min(limit, value));
    }
  return out;
}

/** For each power p, `sign(x)·|x|ᵖ` of every column, side by side. */
export function signedPowers(matrix: Float32Array, width: number, powers: readonly number[]): Float32Array {
  const rows = matrix.length / width;
  const out = new Float32Array(matrix.length * powers.length);
  for (let i = 0; i < rows; i++)
    for (const [p, power] of powers.entries()) {
      const to = (i * powers.length + p) * width;
      for (let k = 0; k < width; k++) out[to + k] = signedPower(matrix[i * width + k]!, power);
    }
  return out;
}

function signedPower(x: number, power: number): number {
  if (x === 0 || power === 1) return x;
  const size = Math.abs(x);
  const raised =
    power === 0.5 ? Math.sqrt(size) : power === 0.25 ? Math.sqrt(Math.sqrt(size)) : size ** power;
  return x < 0 ? -raised : raised;
}

/** Two matrices with `left` and `right` columns, side by side. */
export function beside(a: Float32Array, b: Float32Array, left: number, right: number): Float32Array {
  const out = new Float32Array(a.length + b.length);
  for (let row = 0, at = 0; at < out.length; row++, at += left + right) {
    out.set(a.subarray(row * left, (row + 1) * left), at);
    out.set(b.subarray(row * right, (row + 1) * right), at + left);
  }
  return out;
}
