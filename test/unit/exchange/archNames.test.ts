import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/cells/cell';
import { readSpelling } from '../../../src/cells/spelling';
import { archNames, cellOfArchIndex } from '../../../src/exchange/archNames';
import { dataFile } from '../../data';
import { edgeSpace, sparseEdgeSpace, vertexSpace } from '../cells/spaces';

describe('the names in NAS-Bench-201’s files', () => {
  it.each([
    [0, '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|'],
    [9, '|avg_pool_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_3x3~2|'],
    [11, '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|none~0|nor_conv_3x3~1|avg_pool_3x3~2|'],
    [284, '|skip_connect~0|+|skip_connect~0|skip_connect~1|+|none~0|nor_conv_1x1~1|none~2|'],
  ])('are %i of %s', (index, text) => {
    expect(archNames(edgeSpace, readSpelling(edgeSpace, text) as Cell)).toEqual({
      arch_str: text,
      arch_index: index,
    });
    const turned = { ...edgeSpace, operations: edgeSpace.operations.toReversed() };
    expect(archNames(turned, readSpelling(turned, text) as Cell)?.arch_index).toBe(index);
    expect(cellOfArchIndex(edgeSpace, index)).toEqual(readSpelling(edgeSpace, text));
    expect(cellOfArchIndex(turned, index)).toEqual(readSpelling(turned, text));
  });

  it.skipIf(!dataFile('nasbench201.csv.gz'))('are right for every cell', () => {
    const rows: Record<string, string>[] = parse(gunzipSync(readFileSync(dataFile('nasbench201.csv.gz')!)), {
      columns: true,
    });
    expect(rows).toHaveLength(15_625);
    const wrong = rows.filter(row => {
      const names = archNames(edgeSpace, readSpelling(edgeSpace, row['arch_str']!) as Cell);
      return names?.arch_str !== row['arch_str'] || names?.arch_index !== Number(row['arch_index']);
    });
    expect(wrong).toEqual([]);
  });

  it('give each cell back', () => {
    for (let index = 0; index < 15_625; index++) {
      const cell = cellOfArchIndex(edgeSpace, index)!;
      if (archNames(edgeSpace, cell)?.arch_index !== index) expect(index).toBe(-1);
    }
    for (const index of [-1, 15_625, 0.5, Number.NaN])
      expect(cellOfArchIndex(edgeSpace, index)).toBeUndefined();
  });

  it('are none in other spaces', () => {
    expect(cellOfArchIndex(vertexSpace, 0)).toBeUndefined();
    const bare = { vertices: 2, edges: [0, 1, 0, 0], operations: [] };
    expect(archNames(vertexSpace, bare)).toBeUndefined();
    expect(
      archNames(sparseEdgeSpace, { ...bare, vertices: 5, edges: new Array(25).fill(0) }),
    ).toBeUndefined();
  });
});
