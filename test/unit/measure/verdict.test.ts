import { expect, it } from 'vitest';
import { orderOf, studentQuantile, verdictOf, verified } from '../../../src/measure/verdict';

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

it('orders by all trainings what the fresh ones cannot tell from their best, and the others behind', () => {
  // Deviation 1, two trainings each: a difference of 2.13 can be told with 4 degrees of freedom.
  const cell = (own: number, mean: number) => {
    const fresh = [mean - Math.SQRT1_2, mean + Math.SQRT1_2];
    return { fresh, all: [own, ...fresh] };
  };
  const cells = [cell(91, 92), cell(93, 91.5), cell(99, 89), cell(70, 90.5)];
  const verdict = verdictOf(cells.map(({ fresh }) => verified(fresh)));
  expect(verdict.deviation).toBeCloseTo(1, 10);
  expect(verdict.alike).toEqual([true, true, false, true]);
  // (93 + 2 · 91.5) / 3 = 92 is more than (91 + 2 · 92) / 3 = 91.7; an own training of 99 brings the third no further.
  expect(orderOf(cells, verdict)).toEqual([1, 0, 3, 2]);
  expect(orderOf([cell(0, 90), cell(0, 95)], { deviation: 0.1, alike: [false, true] })).toEqual([1, 0]);
});
