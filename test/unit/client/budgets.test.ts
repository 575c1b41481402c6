import { expect, test } from 'vitest';
import { budgetsOf } from '../../../src/client/strategies';

const cells = (size?: number) => budgetsOf(size).map(each => each.cells);

test('no budget is above the size of the space', () => {
  expect(cells()).toEqual([500, 2000, 10_000, 50_000]);
  expect(cells(423_624)).toEqual([500, 2000, 10_000, 50_000]);
  expect(cells(15_625)).toEqual([500, 2000, 10_000, 15_625]);
  expect(cells(2000)).toEqual([500, 2000]);
  expect(cells(12)).toEqual([12]);
});
