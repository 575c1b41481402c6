import type { SummaryColumn } from './binaryTable';

/** The summary of each row over the columns given: NaN where none has a value. */
export function summarize(
  how: SummaryColumn['how'],
  columns: readonly ArrayLike<number>[],
  rows: number,
): Float64Array {
  const result = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let count = 0;
    let sum = 0;
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (const column of columns) {
      const value = column[row]!;
      if (Number.isNaN(value)) continue;
      count++;
      sum += value;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (count === 0) result[row] = Number.NaN;
    else result[row] = how === 'mean' ? sum / count : how === 'best' ? most : most - least;
  }
  return result;
}
