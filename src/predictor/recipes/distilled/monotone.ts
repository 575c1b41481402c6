import type { Curve } from '../../math/curve';
import { inverseNormal, normalBelow } from '../../math/ranks';

const knots = 101;

/** The curve that makes of the numbers a network gives normal deviates of a cell's place: a standard normal sample. */
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
