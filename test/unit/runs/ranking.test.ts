import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankBoth } from '../../../src/predictor/ranking';
import { readRanking, writeRanking } from '../../../src/runs/ranking';
import { temporaryFolder } from './folders';

test('a rank is the share of the measured cells that are at least as good', () => {
  const nan = Number.NaN;
  expect(rankBoth([3, 1, 2, 9], [10, 30, 30, nan])).toEqual({
    predicted: [100 / 3, 100, 200 / 3],
    measured: [100, 200 / 3, 200 / 3],
  });
});

test('equal orders give equal ranks, whatever the values; at most 2,000 are given', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 60 }), values => {
      const { predicted, measured } = rankBoth(
        values,
        values.map(v => v / 3 + 1),
      );
      expect(predicted).toEqual(measured);
    }),
  );
  const many = Float64Array.from({ length: 5000 }, (_, i) => i);
  expect(rankBoth(many, many).predicted).toHaveLength(2000);
});

test('what is written is read; foreign lines are passed over, and no file has no points', async () => {
  const folder = temporaryFolder();
  expect(await readRanking(folder, 'ranking.csv')).toEqual([]);
  const name = writeRanking(folder, [12.5, 0.1234], [50, 100]);
  expect(await readRanking(folder, name)).toEqual([
    [12.5, 50],
    [0.1234, 100],
  ]);
  writeFileSync(path.join(folder, name), 'head\n1,2\n\nx,y\n-1,5\n3,101\n4');
  expect(await readRanking(folder, `../${path.basename(folder)}/${name}`)).toEqual([[1, 2]]);
});
