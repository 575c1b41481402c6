/**
 * A column of numbers that grows by the row. It keeps 4 bytes a value for as long as that loses nothing, and widens to 8
 * with the first value that needs it. Values that were never set are NaN.
 */
export interface GrowingColumn {
  set(row: number, value: number): void;
  get(row: number): number;
  /** The first `rows` values. */
  take(rows: number): Float32Array | Float64Array;
}

export function growingColumn(): GrowingColumn {
  let values: Float32Array | Float64Array = new Float32Array(256).fill(Number.NaN);
  const regrow = (grown: Float32Array | Float64Array) => {
    grown.set(values);
    values = grown.fill(Number.NaN, values.length);
  };
  return {
    set(row, value) {
      if (row >= values.length) {
        const length = Math.max(2 * values.length, row + 1);
        regrow(values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length));
      }
      if (values instanceof Float32Array && Math.fround(value) !== value && !Number.isNaN(value))
        regrow(new Float64Array(values.length));
      values[row] = value;
    },
    get: row => values[row] ?? Number.NaN,
    take(rows) {
      if (rows > values.length)
        regrow(values instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows));
      return values.subarray(0, rows);
    },
  };
}
