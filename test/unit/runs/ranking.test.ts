import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cell } from '../../../src/cells/cell';
import { rankBoth } from '../../../src/predictor/ranking';
import { readRanking, writeRanking } from '../../../src/runs/ranking';
import { temporaryFolder } from './folders';

const cellsOf = (count: number): readonly Cell[] =>
  Array.from({ length: count }, () => ({ edges: [], operations: [] }) as unknown as Cell);

test('a rank is the share of the measured cells that are at least as good', () => {
  const nan = Number.NaN;
  const cells = cellsOf(4);
  expect(rankBoth(cells, [3, 1, 9, 2], [10, 30, nan, 30])).toEqual({
    predicted: [100 / 3, 100, 200 / 3],
    measured: [100, 200 / 3, 200 / 3],
    cells: [cells[0], cells[1], cells[3]],
  });
});

test('equal orders give equal ranks, whatever the values; at most 2,000 are given', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 60 }), values => {
      const { predicted, measured } = rankBoth(
        cellsOf(values.length),
        values,
        values.map(v => v / 3 + 1),
      );
      expect(predicted).toEqual(measured);
    }),
  );
  const many = Float64Array.from({ length: 5000 }, (_, i) => i);
  expect(rankBoth(cellsOf(5000), many, many).predicted).toHaveLength(2000);
});

test('what is written is read; foreign lines are passed over, and no file has no points', async () => {
  const folder = temporaryFolder();
  expect(await readRanking(folder, 'ranking.csv')).toEqual([]);
  const named = { hash: '0af3', spelling: '01,x:input,output' };
  const name = writeRanking(folder, [
    [12.5, 50, named],
    [0.1234, 100, { hash: 'b', spelling: '' }],
  ]);
  expect(await readRanking(folder, name)).toEqual([
    [12.5, 50, named],
    [0.1234, 100, { hash: 'b', spelling: '' }],
  ]);
  writeFileSync(path.join(folder, name), 'head\n1,2\n\nx,y\n-1,5\n3,101\n4');
  expect(await readRanking(folder, `../${path.basename(folder)}/${name}`)).toEqual([[1, 2]]);
});

test('a spelling that would end its string in a file of cells is passed over', async () => {
  const folder = temporaryFolder();
  const escaped = '|a~0|"" } cell evil : lab = ""';
  writeFileSync(path.join(folder, 'ranking.csv'), `head\n1,2,0af3,"|a~0|"\n3,4,0af4,"${escaped}"\n`);
  expect(await readRanking(folder, 'ranking.csv')).toEqual([[1, 2, { hash: '0af3', spelling: '|a~0|' }]]);
});

test('a ranking of a version before, which names no cells, has its points', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'ranking.csv'), 'predicted_top,measured_top\n12.5000,50.0000\r\n3,4\n');
  expect(await readRanking(folder, 'ranking.csv')).toEqual([
    [12.5, 50],
    [3, 4],
  ]);
});
