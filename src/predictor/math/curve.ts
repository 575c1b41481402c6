/** A curve through knots, straight between them and beyond. `from` rises. */
export interface Curve {
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
}

export function along({ from, to }: Curve, value: number): number {
  const last = from.length - 1;
  if (last < 1) return to[0] ?? 0;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (from[middle]! <= value) low = middle;
    else high = middle;
  }
  const slope = (to[high]! - to[low]!) / (from[high]! - from[low]!);
  return to[low]! + slope * (value - from[low]!);
}
