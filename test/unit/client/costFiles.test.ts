import { describe, expect, it } from 'vitest';
import { foundFrom } from '../../../src/client/tables/foundFrom';
import { allCostFiles, costFilesOf } from '../../../src/server/scoring/costFiles';

describe('tables of costs of several folders', () => {
  const costs = [
    '/everywhere.csv',
    { folder: '/w', costs: ['/w/ops.csv'] },
    { folder: '/w/lab', costs: ['/w/lab/ops.csv', '/everywhere.csv'] },
    { folder: '/other', costs: [] },
  ];

  it.each([
    ['a file of a folder', 'file:///w/a.cell', ['/everywhere.csv', '/w/ops.csv']],
    ['a file of a folder within it', 'file:///w/lab/a.cell', ['/everywhere.csv', '/w/lab/ops.csv']],
    ['a folder whose name begins alike', 'file:///w/laboratory/a.cell', ['/everywhere.csv', '/w/ops.csv']],
    ['a folder without tables', 'file:///other/a.cell', ['/everywhere.csv']],
    [
      'a file of no folder: those of the first',
      'file:///elsewhere/a.cell',
      ['/everywhere.csv', '/w/ops.csv'],
    ],
    ['a document on no disk: the same', 'untitled:Untitled-1', ['/everywhere.csv', '/w/ops.csv']],
  ])('hold for %s', (_, uri, expected) => {
    expect(costFilesOf(costs, uri)).toEqual(expected);
  });

  it('are all read, each once', () => {
    expect(allCostFiles(costs)).toEqual(['/everywhere.csv', '/w/ops.csv', '/w/lab/ops.csv']);
  });

  it.each([
    ['in the folder itself', '/b', ['/a/ops.csv', '/b/ops.csv'], '/b/ops.csv'],
    ['in another one, if it is not there', '/b', ['/a/ops.csv'], '/a/ops.csv'],
    ['in the folder itself, if it is nowhere', '/b', [], '/b/ops.csv'],
  ])('are found %s', (_, folder, there, expected) => {
    expect(foundFrom(folder, ['/a', '/b', '/c'], 'ops.csv', file => there.includes(file))).toBe(expected);
  });
});
