/**
 * Kendall's τ-b between two lists of the same things, ties counted right: 1 for the same order, −1 for the reverse.
 * O(n log n) (Knight, 1966). NaN where one list is all ties or shorter than two.
 */
export function kendallTau(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i]! - a[j]! || b[i]! - b[j]!);
  const sortedA = Float64Array.from(order, i => a[i]!);
  const sortedB = Float64Array.from(order, i => b[i]!);

  let tiedInA = 0;
  let tiedInBoth = 0;
  for (let start = 0, both = 0, i = 1; i <= n; i++) {
    const sameA = i < n && sortedA[i] === sortedA[i - 1];
    if (!sameA || sortedB[i] !== sortedB[i - 1]) {
      tiedInBoth += pairs(i - both);
      both = i;
    }
    if (!sameA) {
      tiedInA += pairs(i - start);
      start = i;
    }
  }
  const discordant = sortCountingSwaps(sortedB);
  const tiedInB = countTies(sortedB);
  const all = pairs(n);
  const concordantMinusDiscordant = all - tiedInA - tiedInB + tiedInBoth - 2 * discordant;
  return concordantMinusDiscordant / (Math.sqrt(all - tiedInA) * Math.sqrt(all - tiedInB));
}

/** Spearman's ρ: the correlation of the ranks, equal values sharing their mean rank. */
export function spearmanRho(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const ranksA = ranks(a);
  const ranksB = ranks(b);
  const middle = (a.length + 1) / 2;
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const da = ranksA[i]! - middle;
    const db = ranksB[i]! - middle;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / (Math.sqrt(aa) * Math.sqrt(bb));
}

/** How good the top of a predicted order is. More is better in both the prediction and what was measured. */
export interface TopFigures {
  /** Best measured value among the ten predicted highest. */
  readonly bestOfTen: number;
  /** Mean measured value of the ten predicted highest. */
  readonly meanOfTen: number;
  /** True place of the best of those ten: 1 is the best of all. */
  readonly placeOfBestOfTen: number;
  /** Share of the true top 1 % that is among the predicted top 1 %, as a fraction. */
  readonly shareOfTopPercent: number;
  /** Best measured value of all. */
  readonly bestOfAll: number;
}

/** Of at least one cell. Equal predictions count in the order given. */
export function topFigures(predicted: ArrayLike<number>, measured: ArrayLike<number>): TopFigures {
  const n = predicted.length;
  const byPrediction = Array.from({ length: n }, (_, i) => i).sort((i, j) => predicted[j]! - predicted[i]!);
  const ten = byPrediction.slice(0, 10).map(i => measured[i]!);
  const bestOfTen = Math.max(...ten);
  const descending = Float64Array.from(measured).sort().reverse();
  const count = Math.max(1, Math.round(n / 100));
  const threshold = descending[count - 1]!;
  const hits = byPrediction.slice(0, count).filter(i => measured[i]! >= threshold).length;
  return {
    bestOfTen,
    meanOfTen: ten.reduce((sum, value) => sum + value, 0) / ten.length,
    placeOfBestOfTen: 1 + descending.findIndex(value => value <= bestOfTen),
    shareOfTopPercent: hits / count,
    bestOfAll: descending[0]!,
  };
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2;
}

/** Pairs of equal values in a sorted list. */
function countTies(sorted: Float64Array): number {
  let ties = 0;
  for (let start = 0, i = 1; i <= sorted.length; i++)
    if (i === sorted.length || sorted[i] !== sorted[i - 1]) {
      ties += pairs(i - start);
      start = i;
    }
  return ties;
}

/** Merge sort in place; returns the number of inversions. */
function sortCountingSwaps(values: Float64Array): number {
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(values.length);
  let swaps = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      for (let left = start, right = middle, at = start; at < end; at++)
        if (right >= end || (left < middle && from[left]! <= from[right]!)) to[at] = from[left++]!;
        else {
          swaps += middle - left;
          to[at] = from[right++]!;
        }
    }
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
  return swaps;
}

/** Ranks from 1, rising with the values; equal values share their mean rank. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const result = new Float64Array(n);
  for (let start = 0, i = 1; i <= n; i++)
    if (i === n || values[order[i]!] !== values[order[i - 1]!]) {
      for (let k = start; k < i; k++) result[order[k]!] = (start + i + 1) / 2;
      start = i;
    }
  return result;
}
