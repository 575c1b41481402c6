import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { GraphCell } from '../../../src/cells/cell';
import { sampleCells } from '../../../src/cells/enumerate';
import { cellCosts } from '../../../src/cells/kinds/graph/costs';
import { createRandom } from '../../../src/cells/random';
import { readSpelling, writeSpelling } from '../../../src/cells/spelling';
import { readingOrder } from '../../../src/predictor/features/kinds/graph/vertexOrder';
import { encodeCells, featureShape } from '../../../src/predictor/recipes/renas/features';
import { initialise, parameterCount } from '../../../src/predictor/recipes/renas/network';
import { measureStandards, standardise } from '../../../src/predictor/recipes/renas/standardise';
import { dataFile } from '../../data';
import { graphCell } from '../../graphs';
import { chain, nasbench101, nasbench201, swapVertices } from './spaces';

const at = (vertices: number, channels: number) => (i: number, j: number, channel: number) =>
  (i * vertices + j) * channels + channel;

function read(spelling: string): GraphCell {
  const cell = readSpelling(nasbench101, spelling);
  if (typeof cell === 'string') throw new Error(cell);
  return cell;
}

const data = dataFile('nasbench101.csv.gz');

describe.skipIf(!data)('with the measured cells of NAS-Bench-101', () => {
  test('every one is read in the numbering in which it was published', () => {
    const rows = gunzipSync(readFileSync(data!)).toString().trim().split('\n').slice(1);
    const other = rows.filter(row => {
      const [, bits, labels] = /^[^,]*,([01]+),"([^"]*)"/.exec(row)!;
      const cell = read(`${bits}:${labels}`);
      return writeSpelling(nasbench101, readingOrder(nasbench101, cell)) !== writeSpelling(nasbench101, cell);
    });
    expect(rows.length).toBeGreaterThan(20_000);
    expect(other).toEqual([]);
  });
});

describe('the feature tensor of NAS-Bench-101', () => {
  test('has 19 channels of 7×7, and the network 813,615 parameters', () => {
    const shape = featureShape(nasbench101);
    expect(shape).toEqual({ vertices: 7, channels: 19 });
    expect(parameterCount(initialise(shape, createRandom(1)))).toBe(813_615);
  });

  test('fills edges with the type and the costs of the vertex they enter, the output in the last place', () => {
    // input → conv3x3 → maxpool3x3 → output
    const features = encodeCells(nasbench101, [chain(nasbench101, ['conv3x3', 'maxpool3x3'])]);
    const entry = at(7, 19);
    const types: Record<string, number> = {};
    for (let i = 0; i < 7; i++)
      for (let j = 0; j < 7; j++) if (features[entry(i, j, 0)]) types[`${i}${j}`] = features[entry(i, j, 0)]!;
    // conv1x1 2, conv3x3 3, maxpool3x3 4, output 5
    expect(types).toEqual({ '01': 3, '12': 4, '26': 5 });

    // First cell: 128 → 128 channels on 32×32. The convolution is fed by a 1×1 projection of the cell's input.
    const pixels = 32 * 32;
    const conv = 2 * pixels * 128 * 128 * 9;
    const projection = 2 * pixels * 128 * 128;
    expect(features[entry(0, 1, 1)]).toBe(conv + projection);
    expect(features[entry(0, 1, 2)]).toBe(128 * 128 * 9 + 2 * 128 + 128 * 128 + 2 * 128);
    expect(features[entry(1, 2, 1)]).toBe(9 * 128 * pixels);
    expect(features[entry(1, 2, 2)]).toBe(0);
    // Fourth cell, the first of the second stack: 128 → 256 channels on 16×16.
    expect(features[entry(0, 1, 7)]).toBe(2 * 256 * (256 * 256 * 9 + 128 * 256));
    expect(features[entry(0, 1, 8)]).toBe(256 * 256 * 9 + 2 * 256 + 128 * 256 + 2 * 256);
    // The output costs nothing of its own.
    expect(features[entry(2, 6, 1)]).toBe(0);
  });

  test('is the same for every numbering of a graph', () => {
    const cell = read(
      '0111010000000100000010000100000000100000010000000:input,conv1x1-bn-relu,conv3x3-bn-relu,conv3x3-bn-relu,conv3x3-bn-relu,maxpool3x3,output',
    );
    const numberings = [cell, swapVertices(cell, 1, 2), swapVertices(cell, 2, 3), swapVertices(cell, 1, 5)];
    const [first, ...others] = numberings.map(numbering => [...encodeCells(nasbench101, [numbering])]);
    for (const other of others) expect(other).toEqual(first);
  });

  test('is that of the numbering which the benchmark publishes', () => {
    for (const published of [
      '0100110001000000010010000010000001000000010000000:input,conv3x3-bn-relu,maxpool3x3,conv3x3-bn-relu,conv3x3-bn-relu,conv1x1-bn-relu,output',
      '0100000001000000010000000111000001000000010000000:input,conv1x1-bn-relu,conv1x1-bn-relu,conv3x3-bn-relu,conv1x1-bn-relu,conv3x3-bn-relu,output',
    ]) {
      const cell = read(published);
      expect(readingOrder(nasbench101, cell)).toEqual(cell);
    }
  });

  test('reads each of a sample of cells in one order, whichever way it is numbered', () => {
    const random = createRandom(7);
    for (const cell of sampleCells(nasbench101, 200, random)) {
      const read = readingOrder(nasbench101, cell);
      expect(readingOrder(nasbench101, read)).toEqual(read);
      const n = cell.vertices;
      for (let v = 1; v + 1 < n - 1; v++)
        if (!cell.edges[v * n + v + 1])
          expect(readingOrder(nasbench101, swapVertices(cell, v, v + 1))).toEqual(read);
    }
  });
});

describe('the feature tensor of NAS-Bench-201', () => {
  test('has 31 channels of 4×4 with the type and the costs of each edge', () => {
    expect(featureShape(nasbench201)).toEqual({ vertices: 4, channels: 31 });
    const cell = readSpelling(
      nasbench201,
      '|nor_conv_3x3~0|+|nor_conv_1x1~0|avg_pool_3x3~1|+|none~0|skip_connect~1|nor_conv_3x3~2|',
    );
    if (typeof cell === 'string') throw new Error(cell);
    const features = encodeCells(nasbench201, [cell]);
    const entry = at(4, 31);
    const types = [0, 1, 2].map(i => [1, 2, 3].filter(j => j > i).map(j => features[entry(i, j, 0)]));
    // none 0, skip 1, conv1x1 2, conv3x3 3, avgpool3x3 4
    expect(types).toEqual([[3, 2, 0], [4, 1], [3]]);
    expect(features[entry(0, 1, 1)]).toBe(32 * 32 * 16 * 16 * 9);
    expect(features[entry(0, 1, 2)]).toBe(16 * 16 * 9 + 2 * 16);
    expect(features[entry(0, 1, 29)]).toBe(8 * 8 * 64 * 64 * 9);
    expect(features[entry(1, 3, 1)]).toBe(0);
    const sum = cellCosts(nasbench201, graphCell(cell)).sites.reduce(
      (sum, site) => sum + site.flops.reduce((a, b) => a + b),
      0,
    );
    let inFeatures = 0;
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++)
        for (let k = 0; k < 15; k++) inFeatures += features[entry(i, j, 1 + 2 * k)]!;
    expect(inFeatures).toBe(sum);
  });
});

test('standardised entries have mean 0 and deviation 1, and entries that never varied are 0', () => {
  const rows = Float32Array.from([1, 5, 2e9, 2, 5, 1e9, 6, 5, 6e9]);
  const standards = measureStandards(rows, 3);
  const [a, b, c] = [0, 1, 2].map(entry => {
    const values = [...standardise(Float32Array.from(rows), standards)].filter((_, i) => i % 3 === entry);
    const mean = values.reduce((x, y) => x + y) / 3;
    return { mean, variance: values.reduce((x, y) => x + (y - mean) ** 2, 0) / 3, values };
  });
  for (const column of [a!, c!]) {
    expect(column.mean).toBeCloseTo(0, 5);
    expect(column.variance).toBeCloseTo(1, 5);
  }
  expect(b!.values).toEqual([0, 0, 0]);
  expect(standardise(Float32Array.of(1, 77, 2e9), standards)[1]).toBe(0);
});
