/**
 * Dense positive definite matrices, row-major `[n, n]` in float64. All inner loops are dot products of two rows that lie
 * next to each other in memory, two rows by two at a time.
 */

/** The lower factor of `matrix = L·Lᵀ`, in its lower triangle; undefined if it is not positive definite. */
export function cholesky(matrix: Float64Array, n: number): Float64Array | undefined {
  const L = new Float64Array(n * n);
  const sums = new Float64Array(4);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let j = 0;
    for (; j + 3 < i; j += 4) {
      // Four columns share the loads of row i; they then correct each other.
      fourProducts(L, row, L, j * n, n, 0, j, sums);
      const a = j * n;
      const b = a + n;
      const c = b + n;
      const d = c + n;
      const la = (matrix[row + j]! - sums[0]!) / L[a + j]!;
      const lb = (matrix[row + j + 1]! - sums[1]! - la * L[b + j]!) / L[b + j + 1]!;
      const lc = (matrix[row + j + 2]! - sums[2]! - la * L[c + j]! - lb * L[c + j + 1]!) / L[c + j + 2]!;
      L[row + j] = la;
      L[row + j + 1] = lb;
      L[row + j + 2] = lc;
      L[row + j + 3] =
        (matrix[row + j + 3]! - sums[3]! - la * L[d + j]! - lb * L[d + j + 1]! - lc * L[d + j + 2]!) /
        L[d + j + 3]!;
    }
    for (; j < i; j++) L[row + j] = (matrix[row + j]! - dot(L, row, j * n, j)) / L[j * n + j]!;
    const left = matrix[row + i]! - dot(L, row, row, i);
    if (!(left > 0)) return undefined;
    L[row + i] = Math.sqrt(left);
  }
  return L;
}

/** `L⁻ᵀ`: row j is column j of `L⁻¹`. */
export function inverseFactor(L: Float64Array, n: number): Float64Array {
  const columns = new Float64Array(n * n);
  const sums = new Float64Array(4);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const scale = 1 / L[row + i]!;
    columns[row + i] = scale;
    let j = 0;
    for (; j + 3 < i; j += 4) {
      fourProducts(L, row, columns, j * n, n, j, i, sums);
      for (let k = 0; k < 4; k++) columns[(j + k) * n + i] = -sums[k]! * scale;
    }
    for (; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += L[row + k]! * columns[j * n + k]!;
      columns[j * n + i] = -sum * scale;
    }
  }
  return columns;
}

/** The whole inverse of `L·Lᵀ`. */
export function inverseOf(L: Float64Array, n: number): Float64Array {
  const columns = inverseFactor(L, n);
  const inverse = new Float64Array(n * n);
  const sums = new Float64Array(4);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let j = 0;
    for (; j + 3 <= i; j += 4) {
      fourProducts(columns, row, columns, j * n, n, i, n, sums);
      for (let k = 0; k < 4; k++) inverse[row + j + k] = sums[k]!;
    }
    for (; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += columns[row + k]! * columns[j * n + k]!;
      inverse[row + j] = sum;
    }
    for (j = 0; j < i; j++) inverse[j * n + i] = inverse[row + j]!;
  }
  return inverse;
}

/**
 * Inner products of the row of `left` at `row` with four rows of `right`, the first at `first`, over columns from `start` up
 * to `end`; four at once, so that each entry of the row is read once.
 */
function fourProducts(
  left: Float64Array,
  row: number,
  right: Float64Array,
  first: number,
  n: number,
  start: number,
  end: number,
  sums: Float64Array,
): void {
  const b = first + n;
  const c = b + n;
  const d = c + n;
  let sa = 0;
  let sb = 0;
  let sc = 0;
  let sd = 0;
  for (let k = start; k < end; k++) {
    const x = left[row + k]!;
    sa += x * right[first + k]!;
    sb += x * right[b + k]!;
    sc += x * right[c + k]!;
    sd += x * right[d + k]!;
  }
  sums[0] = sa;
  sums[1] = sb;
  sums[2] = sc;
  sums[3] = sd;
}

function dot(values: Float64Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += values[a + k]! * values[b + k]!;
  return sum;
}
