import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pointsToDraw } from '../../../webview/charts/pointsToDraw';

type Ys = readonly (number | null)[];

/** The pixels, column and row, that a line through these points covers, drawn with a stroke from each to the next. */
function covered(xs: readonly number[], ys: Ys, indices: readonly number[], stepped: boolean): Set<string> {
  const pixels = new Set<string>();
  const line = (x: number, from: number, to: number) => {
    for (let y = Math.min(from, to); y <= Math.max(from, to); y++) pixels.add(`${x} ${y}`);
  };
  const points = indices.map(i => [Math.floor(xs[i]!), ys[i]!] as const);
  for (const [i, [x, y]] of points.entries()) {
    const before = points[i - 1];
    line(x, y, y);
    if (!before) continue;
    // Between two columns the line depends on its two ends alone.
    if (stepped || before[0] === x) line(x, before[1], y);
    else pixels.add(`from ${before.join()} to ${x},${y}`);
  }
  return pixels;
}

test('the points kept cover the same pixels as all of them, drawn as lines or as steps', () => {
  const curve = fc.array(fc.tuple(fc.double({ min: 0, max: 20, noNaN: true }), fc.option(fc.nat(50))), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(curve, fc.boolean(), (points, stepped) => {
      const xs = points.map(([x]) => x).sort((a, b) => a - b);
      const ys = points.map(([, y]) => y);
      const all = ys.flatMap((y, i) => (y === null ? [] : [i]));
      const kept = pointsToDraw(xs, ys, [0, xs.length - 1], Math.floor);
      expect(covered(xs, ys, kept, stepped)).toEqual(covered(xs, ys, all, stepped));
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
    }),
  );
});

test('of a long curve four points a column are kept, and of a short one all', () => {
  const xs = Array.from({ length: 10_000 }, (_, i) => i / 100);
  const ys = xs.map((_, i) => [0, -1, 1][(i * 7) % 3]!);
  expect(pointsToDraw(xs, ys, [0, 9999], Math.floor).length).toBeLessThanOrEqual(400);
  expect(pointsToDraw([0, 1, 2], [5, 5, 7], [0, 2], Math.floor)).toEqual([0, 1, 2]);
  expect(pointsToDraw([0, 1, 2, 3], [5, null, 7, 8], [1, 2], Math.floor)).toEqual([2]);
});
