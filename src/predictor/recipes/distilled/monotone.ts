import { inverseNormal, normalBelow } from '../../math/ranks';

/**
 * A rising curve through knots, straight between them and beyond: it takes the numbers a network happens to give to
 * normal deviates of a cell's place in its space.
 */
export interface Curve {
  readonly from: Float32Array;
  readonly to: Float32Array;
}

const knots = 101;

/** The curve that makes the values given a standard normal sample. */
export function normalCurve(values: ArrayLike<number>): Curve {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const from: number[] = [];
  const to: number[] = [];
  const end = inverseNormal(1 - 0.5 / n);
  for (let k = 0; k < knots; k++) {
    const deviate = -end + (2 * end * k) / (knots - 1);
    const at = Math.min(n - 1, Math.max(0, Math.round(normalBelow(deviate) * n - 0.5)));
    const value = sorted[at]!;
    if (from.length > 0 && !(Math.fround(value) > Math.fround(from[from.length - 1]!))) continue;
    from.push(value);
    to.push(deviate);
  }
  return { from: Float32Array.from(from), to: Float32Array.from(to) };
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
