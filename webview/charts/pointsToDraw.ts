/**
 * The points that a curve needs on a screen: of those in one column of pixels the first, the lowest, the highest and the
 * last, which cover the same pixels as all of them. Indices from `from` to `to`, ascending; points without a value are
 * passed over. `columnOf` gives the column of an x value and ascends with it.
 */
export function pointsToDraw(
  xs: readonly number[],
  ys: readonly (number | null | undefined)[],
  [from, to]: readonly [number, number],
  columnOf: (x: number) => number,
): readonly number[] {
  const kept: number[] = [];
  let column = Number.NaN;
  let [first, low, high, last] = [-1, -1, -1, -1];
  const keep = () => {
    if (first < 0) return;
    const [a, b] = low < high ? [low, high] : [high, low];
    kept.push(first);
    if (a !== first) kept.push(a);
    if (b !== a && b !== first) kept.push(b);
    if (last !== b && last !== first) kept.push(last);
  };
  for (let i = from; i <= to; i++) {
    const y = ys[i];
    if (y == null) continue;
    const at = columnOf(xs[i] as number);
    if (at !== column) {
      keep();
      column = at;
      first = low = high = last = i;
      continue;
    }
    last = i;
    if (y < (ys[low] as number)) low = i;
    else if (y > (ys[high] as number)) high = i;
  }
  keep();
  return kept;
}
