/** Rows as `squaredDistances` takes them. */
export interface PackedRows {
  /** `[count, width]` */
  readonly values: Float64Array;
  /** `[count]`: the square of each row's length. */
  readonly squares: Float64Array;
  readonly count: number;
  readonly width: number;
}

/** Packs a row-major matrix; `squares` where it holds some of a longer row's columns, whose whole length counts. */
export function packRows(matrix: Float32Array, width: number, squares?: Float64Array): PackedRows {
  const count = matrix.length / width;
  return { values: Float64Array.from(matrix), squares: squares ?? squaresOf(matrix, width), count, width };
}

/** The square of each row's length. */
export function squaresOf(matrix: Float32Array, width: number): Float64Array {
  const squares = new Float64Array(matrix.length / width);
  for (let i = 0, at = 0; i < squares.length; i++)
    for (let k = 0; k < width; k++, at++) squares[i]! += matrix[at]! * matrix[at]!;
  return squares;
}

/** Rows of `b` of which sums are made at a time: independent of each other, they keep a processor busy. */
const atOnce = 4;

/** `[a.count, b.count]`: the squared distance of each row of `a` to each of `b`, from their products. */
export function squaredDistances(a: PackedRows, b: PackedRows): Float64Array {
  const { width } = a;
  const out = new Float64Array(a.count * b.count);
  for (let i = 0; i < a.count; i += 2) {
    // Of an odd number the last row is taken twice.
    const next = Math.min(i + 1, a.count - 1);
    let j = 0;
    for (; j + atOnce <= b.count; j += atOnce)
      eightProducts(a.values, i, next, b.values, j, width, out, b.count);
    for (; j < b.count; j++)
      for (const row of [i, next]) {
        let sum = 0;
        for (let k = 0, p = row * width, q = j * width; k < width; k++, p++, q++)
          sum += a.values[p]! * b.values[q]!;
        out[row * b.count + j] = sum;
      }
  }
  for (let i = 0, at = 0; i < a.count; i++)
    for (let j = 0; j < b.count; j++, at++)
      out[at] = Math.max(0, a.squares[i]! + b.squares[j]! - 2 * out[at]!);
  return out;
}

/** Inner products of two rows of `a` with four of `b`, the first at `j`. */
function eightProducts(
  a: Float64Array,
  i: number,
  next: number,
  b: Float64Array,
  j: number,
  width: number,
  out: Float64Array,
  columns: number,
): void {
  let [p, q] = [i * width, next * width];
  let r = j * width;
  let s = r + width;
  let t = s + width;
  let u = t + width;
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let a3 = 0;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  let b3 = 0;
  for (const end = p + width; p < end; p++, q++, r++, s++, t++, u++) {
    const x = a[p]!;
    const y = a[q]!;
    const v0 = b[r]!;
    const v1 = b[s]!;
    const v2 = b[t]!;
    const v3 = b[u]!;
    a0 += x * v0;
    a1 += x * v1;
    a2 += x * v2;
    a3 += x * v3;
    b0 += y * v0;
    b1 += y * v1;
    b2 += y * v2;
    b3 += y * v3;
  }
  const first = i * columns + j;
  out[first] = a0;
  out[first + 1] = a1;
  out[first + 2] = a2;
  out[first + 3] = a3;
  const second = next * columns + j;
  out[second] = b0;
  out[second + 1] = b1;
  out[second + 2] = b2;
  out[second + 3] = b3;
}
