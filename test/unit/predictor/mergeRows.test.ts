import { expect, test } from 'vitest';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { mergeRows } from '../../../src/predictor/mergeRows';
import { tiny } from './spaces';

const [a, b, c] = sampleCells(tiny, 3, createRandom(5));

test('rows of one cell become one, with the mean of all their trainings', async () => {
  const { cells, labels, trainings } = await mergeRows(tiny, [a!, b!, a!, c!], [1, 5, 4, Number.NaN], {
    trainings: [2, 3, 1, 9],
  });
  expect(cells).toEqual([a, b]);
  expect([...labels]).toEqual([2, 5]);
  expect([...trainings]).toEqual([3, 3]);
});

test('a row counts for one training where nothing is said', async () => {
  const { labels, trainings } = await mergeRows(tiny, [a!, a!, b!], [1, 4, 5]);
  expect([...labels]).toEqual([2.5, 5]);
  expect([...trainings]).toEqual([2, 1]);
});
