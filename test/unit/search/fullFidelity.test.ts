import { expect, it } from 'vitest';
import { createRandom } from '../../../src/cells/random';
import { kendallTau } from '../../../src/predictor/metrics';
import { createFullFidelity } from '../../../src/search/loop/fullFidelity';

const brief = (value: number, parameters: number, index: number) => ({ index, value, parameters });

it('expects more of the larger of two cells that short trainings do not tell apart', async () => {
  const cells = [brief(60, 1e6, 0), brief(60, 4e6, 1), brief(40, 2e6, 2)];
  const inFull = await createFullFidelity(cells, undefined);
  expect(inFull.next([], new Set(), 3)).toEqual([1, 0, 2]);
  expect(inFull.next([], new Set([1]), 1)).toEqual([0]);
  const beliefs = inFull.believe([]);
  expect(beliefs[1]!.value).toBeGreaterThan(beliefs[0]!.value);
});

it('learns from full trainings which way the size goes, and their unit', async () => {
  const random = createRandom(4);
  const cells = Array.from({ length: 40 }, (_, i) =>
    brief(50 + 10 * random.next(), 1e6 * 10 ** random.next(), i),
  );
  const sizeOf = ({ parameters }: { parameters: number }) => Math.log10(parameters / 1e6);
  // The small ones gain here, and a full training reaches 80 to 95.
  const full = cells.map(cell => 80 + 0.5 * (cell.value - 50) + 10 * (1 - sizeOf(cell)));
  const inFull = await createFullFidelity(cells, undefined);
  const tau = (known: number) =>
    kendallTau(
      inFull
        .believe(full.slice(0, known).map((value, at) => ({ at, value, trainings: 1 })))
        .slice(12)
        .map(({ value }) => value),
      full.slice(12),
    );
  expect(tau(12)).toBeGreaterThan(0.8);
  expect(tau(0)).toBeLessThan(0.4);
  const known = full.slice(0, 12).map((value, at) => ({ at, value, trainings: 3 }));
  const beliefs = inFull.believe(known);
  const [expected, deviation] = [beliefs.map(({ value }) => value), beliefs.map(each => each.deviation)];
  for (let at = 12; at < 40; at++) expect(Math.abs(expected[at]! - full[at]!)).toBeLessThan(3);
  expect(Math.max(...deviation.slice(0, 12))).toBeLessThan(Math.min(...deviation.slice(12)));
});

it('has answers where all cells are equal, and where there is one or none', async () => {
  const same = await createFullFidelity([brief(7, 5, 0), brief(7, 5, 1)], undefined);
  expect(same.next([{ at: 0, value: 3, trainings: 1 }], new Set([0]), 2)).toEqual([1]);
  for (const { value, deviation } of same.believe([{ at: 0, value: 3, trainings: 1 }]))
    expect(Number.isFinite(value + deviation)).toBe(true);
  expect((await createFullFidelity([], undefined)).next([], new Set(), 3)).toEqual([]);
});
