import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kendallTau, spearmanRho, topFigures } from '../../../src/predictor/metrics';

/** The definition, pair by pair. */
function bruteTau(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  let untiedA = 0;
  let untiedB = 0;
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < i; j++) {
      const da = order(a[i]!, a[j]!);
      const db = order(b[i]!, b[j]!);
      sum += da * db;
      untiedA += da * da;
      untiedB += db * db;
    }
  return sum / Math.sqrt(untiedA * untiedB);
}

/** 1, 0 or −1; the difference of two infinite values would be none of these. */
function order(x: number, y: number): number {
  return Number(x > y) - Number(x < y);
}

/** Few distinct values, so that ties are many. */
const lists = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })),
    ),
    {
      minLength: 2,
      maxLength: 60,
    },
  )
  .map(pairs => [pairs.map(([a]) => a), pairs.map(([, b]) => b)] as const);

describe("Kendall's τ-b", () => {
  test('equals its definition, ties and all', () => {
    fc.assert(
      fc.property(lists, ([a, b]) => {
        const expected = bruteTau(a, b);
        if (Number.isNaN(expected)) expect(kendallTau(a, b)).toBeNaN();
        else expect(kendallTau(a, b)).toBeCloseTo(expected, 12);
      }),
      {
        numRuns: 400,
        examples: [
          [
            [
              [0, 0, 1, 0],
              [Infinity, Infinity, 0, 0],
            ],
          ],
        ],
      },
    );
  });

  test('is 1 for one order, −1 for the reverse, and NaN where there is no order', () => {
    const up = Array.from({ length: 1000 }, (_, i) => i);
    expect(kendallTau(up, up.map(Math.sqrt))).toBe(1);
    expect(kendallTau(up, [...up].reverse())).toBe(-1);
    expect(
      kendallTau(
        up,
        up.map(() => 1),
      ),
    ).toBeNaN();
    expect(kendallTau([1], [1])).toBeNaN();
  });

  test('knows a value from the books', () => {
    // scipy.stats.kendalltau's example
    expect(kendallTau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])).toBeCloseTo(-0.47140452, 8);
  });

  test('takes a moment for the rows of a benchmark', () => {
    const a = Float64Array.from({ length: 20_000 }, (_, i) => Math.sin(i * 12.9898));
    const b = Float64Array.from({ length: 20_000 }, (_, i) => Math.sin(i * 78.233));
    const start = performance.now();
    kendallTau(a, b);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe("Spearman's ρ", () => {
  test('is the correlation of ranks, equal values sharing theirs', () => {
    expect(spearmanRho([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.82078268, 8);
    expect(spearmanRho([1, 2, 3], [10, 100, 1000])).toBeCloseTo(1, 12);
    expect(spearmanRho([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  });
});

describe('the top of a ranking', () => {
  test('is told as the best, the mean and the place of ten, and the share of the best per cent', () => {
    // 200 cells measured 1 … 200; the prediction is right but for the best one, which it puts last.
    const measured = Array.from({ length: 200 }, (_, i) => i + 1);
    const predicted = measured.map(value => (value === 200 ? -1 : value));
    expect(topFigures(predicted, measured)).toEqual({
      bestOfTen: 199,
      meanOfTen: 194.5,
      placeOfBestOfTen: 2,
      shareOfTopPercent: 0.5,
      bestOfAll: 200,
    });
  });

  test('holds for fewer than ten cells', () => {
    expect(topFigures([1, 2], [0.5, 0.25])).toEqual({
      bestOfTen: 0.5,
      meanOfTen: 0.375,
      placeOfBestOfTen: 1,
      shareOfTopPercent: 0,
      bestOfAll: 0.5,
    });
  });
});
