import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/cells/random';
import { makeReference, referenceCells, topShare } from '../../../src/predictor/reference';
import { nasbench101, nasbench201 } from './spaces';

const scores = (count: number, seed: number) => {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, () => Math.fround(random.normal()));
};

describe('the share of a space at least as good as a score', () => {
  test('is exact for the best, and nearly exact for all', () => {
    const all = scores(100_000, 1);
    const falling = Float64Array.from(all).sort().reverse();
    const reference = makeReference(all, true);
    expect(reference.scores.length).toBeLessThan(1500);
    for (const place of [1, 2, 5, 10, 42, 150])
      expect(topShare(reference, falling[place - 1]!)).toBe(place / 1000);
    for (const place of [500, 3_000, 20_000, 50_000, 80_000, 99_000, 99_990]) {
      const top = topShare(reference, falling[place - 1]!);
      expect(Math.abs(top - place / 1000)).toBeLessThan(
        0.02 + 0.02 * Math.min(place / 1000, 100 - place / 1000),
      );
    }
  });

  test('never rises with the score, is never 0, and is 100 at the worst', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 300 }),
        fc.array(fc.double({ min: -25, max: 25, noNaN: true }), { minLength: 2, maxLength: 30 }),
        (of, asked) => {
          const reference = makeReference(Float64Array.from(of), true);
          const tops = [...asked].sort((a, b) => a - b).map(score => topShare(reference, score));
          tops.forEach((top, i) => {
            expect(top).toBeGreaterThan(0);
            expect(top).toBeLessThanOrEqual(100);
            if (i > 0) expect(top).toBeLessThanOrEqual(tops[i - 1]!);
          });
          expect(topShare(reference, Math.min(...of))).toBe(100);
          // At a score that occurs, it is the very share.
          for (const score of of.slice(0, 5))
            if (of.length <= 200)
              expect(topShare(reference, score)).toBeCloseTo(
                (100 * of.filter(o => o >= score).length) / of.length,
                9,
              );
        },
      ),
    );
  });

  test('is under 0.01 % above everything that was scored', () => {
    for (const count of [10, 10_000, 400_000]) {
      const reference = makeReference(scores(count, 2), false);
      expect(topShare(reference, 1e6)).toBeLessThan(0.01);
      expect(topShare(reference, 1e6)).toBeGreaterThan(0);
    }
  });

  test('is refused for a score that is no number', () => {
    const reference = makeReference(scores(10, 2), false);
    for (const score of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(() => topShare(reference, score)).toThrow(/score that is no number, so it has no rank/);
  });
});

describe('the cells compared with', () => {
  test('are a sample of a large space, and all of a small one whatever is asked for', () => {
    const large = referenceCells(nasbench101, 500, createRandom(1));
    expect(large).toMatchObject({ count: 500, whole: false });
    expect([...large.cells].length).toBe(500);
    const small = referenceCells(nasbench201, 500, createRandom(1));
    expect(small).toMatchObject({ count: 15_625, whole: true });
    expect([...small.cells].length).toBe(15_625);
    expect(referenceCells(nasbench101, 'all', createRandom(1))).toMatchObject({
      count: 423_624,
      whole: true,
    });
  });
});
