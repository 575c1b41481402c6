import { expect, it } from 'vitest';
import { studentQuantile, verdictOf, verified } from '../../../src/measure/verdict';

it("has the quantiles of Student's distribution", () => {
  // Two-sided 90 % and 95 %, of printed tables.
  const printed = [
    [0.9, 1, 6.314],
    [0.9, 2, 2.92],
    [0.9, 3, 2.353],
    [0.9, 6, 1.943],
    [0.9, 10, 1.812],
    [0.9, 120, 1.658],
    [0.95, 5, 2.571],
    [0.95, 30, 2.042],
  ] as const;
  for (const [probability, freedom, t] of printed)
    expect(studentQuantile(probability, freedom)).toBeCloseTo(t, 3);
});

it('tells cells from the best by the pooled deviation', () => {
  // Deviation 1 with 6 degrees of freedom: a difference of 1.943 · √(2 / 3) = 1.59 can be told.
  const around = (mean: number) => verified([mean - 1, mean, mean + 1]);
  const { deviation, alike } = verdictOf([around(90), around(91), around(89.4)]);
  expect(deviation).toBeCloseTo(1, 10);
  expect(alike).toEqual([true, true, false]);
  expect(verdictOf([verified([90]), verified([91])])).toEqual({ deviation: undefined, alike: [true, true] });
});
