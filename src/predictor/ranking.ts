import type { Cell } from '../cells/cell';

/** Where cells stand by two orders of them. Per cent of all the cells that are at least as good: small is good. */
export interface Ranking {
  readonly predicted: readonly number[];
  readonly measured: readonly number[];
  /** Which cells these are. */
  readonly cells: readonly Cell[];
}

/** So many cells are enough to draw. */
const maxRanked = 2000;

/**
 * The places of cells by their scores and by what they measured, of all those that are measured, of which the first
 * 2,000 are given: they must stand in a random order.
 */
export function rankBoth(
  cells: readonly Cell[],
  scores: ArrayLike<number>,
  measured: ArrayLike<number>,
): Ranking {
  const rows = Array.from({ length: scores.length }, (_, i) => i).filter(i => Number.isFinite(measured[i]));
  const shown = rows.slice(0, maxRanked);
  const places = (values: ArrayLike<number>) => {
    const sorted = Float64Array.from(rows, i => values[i]!).sort();
    return shown.map(i => (100 * (sorted.length - firstAtLeast(sorted, values[i]!))) / sorted.length);
  };
  return {
    predicted: places(scores),
    measured: places(measured),
    cells: shown.map(i => cells[i]!),
  };
}

function firstAtLeast(rising: Float64Array, value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
