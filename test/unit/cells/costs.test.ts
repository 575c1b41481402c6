import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { GraphCell } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { cellCosts, vertexChannels } from '../../../src/cells/kinds/graph/costs';
import { operationCost } from '../../../src/cells/network/costs';
import { readSpelling } from '../../../src/cells/spelling';
import { dataFile } from '../../data';
import { edgeSpace, everySpace, labSpace, sparseEdgeSpace, vertexSpace } from './spaces';

const read = (space: typeof vertexSpace, text: string): GraphCell => {
  const cell = readSpelling(space, text);
  if (typeof cell === 'string') throw new Error(cell);
  return cell;
};

const deep = read(
  vertexSpace,
  '0100110001000000010010000010000001000000010000000:input,conv3x3-bn-relu,maxpool3x3,conv3x3-bn-relu,conv3x3-bn-relu,conv1x1-bn-relu,output',
);

describe('costs of NAS-Bench-101', () => {
  it('agree with the published parameters and FLOPs', () => {
    expect(totalCosts(vertexSpace, deep)).toEqual({ parameters: 8_555_530, flops: 2_527_684_618 });
    const rows = ['0111010', '0000001', '0000001', '0000100', '0000001', '0000001', '0000000'];
    const labels = 'input,conv1x1,conv3x3,conv3x3,conv3x3,maxpool3x3,output';
    const inception = read(vertexSpace, `${rows.join('')}:${labels}`);
    expect(totalCosts(vertexSpace, inception).parameters).toBe(2_694_282);
  });

  it('share the output channels out as the benchmark does', () => {
    // Three vertices feed 128 channels; the one behind them takes the most of its successors.
    const cell = read(
      vertexSpace,
      '010000001110000001000001000001000000:input,conv1x1,conv3x3,conv3x3,conv3x3,output',
    );
    expect(vertexChannels(vertexSpace, cell, 128)).toEqual([128, 43, 43, 43, 42, 128]);
    expect(vertexChannels(vertexSpace, cell, 256, 128)).toEqual([128, 86, 86, 85, 85, 256]);
  });

  it.skipIf(!dataFile('nasbench101.csv.gz'))('give the parameters of every measured cell', () => {
    const rows = table('nasbench101.csv.gz');
    expect(rows).toHaveLength(20_001);
    const wrong = rows.filter(
      row =>
        totalCosts(vertexSpace, read(vertexSpace, `${row['raw_adjacency']}:${row['raw_operations']}`))
          .parameters !== Number(row['trainable_parameters']),
    );
    expect(wrong).toEqual([]);
  });
});

describe('costs of NAS-Bench-201', () => {
  it.each([
    [
      '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|',
      129_306,
      15.64737,
    ],
    [
      '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|none~0|nor_conv_3x3~1|avg_pool_3x3~2|',
      802_426,
      113.95137,
    ],
    ['|skip_connect~0|+|skip_connect~0|skip_connect~1|+|none~0|nor_conv_1x1~1|none~2|', 101_306, 11.71521],
  ])('%s', (text, parameters, megaflops) => {
    const costs = totalCosts(edgeSpace, read(edgeSpace, text));
    expect(costs.parameters).toBe(parameters);
    expect(costs.flops / 1e6).toBeCloseTo(megaflops, 5);
  });

  it.skipIf(!dataFile('nasbench201.csv.gz'))('give the parameters of every cell', () => {
    const rows = table('nasbench201.csv.gz');
    expect(rows).toHaveLength(15_625);
    const wrong = rows.filter(
      row =>
        totalCosts(edgeSpace, read(edgeSpace, row['arch_str'] ?? '')).parameters !==
        Number(row['trainable_parameters']),
    );
    expect(wrong).toEqual([]);
  });
});

describe('costs of any space', () => {
  it('count the catalogue on an 8-channel 4×4 map', () => {
    const map = { channels: 8, extent: [4, 4] };
    const cost = (definition: Parameters<typeof operationCost>[0]) => operationCost(definition, map, 'flops');
    expect(cost({ kind: 'conv', kernel: 3, dilation: 2, groups: 1 })).toEqual({
      parameters: 592,
      flops: 18_432,
    });
    expect(cost({ kind: 'conv', kernel: 3, dilation: 1, groups: 4 })).toEqual({
      parameters: 160,
      flops: 4608,
    });
    // 6 groups can't divide 8 channels; 2 can.
    expect(cost({ kind: 'conv', kernel: 3, dilation: 1, groups: 6 })).toEqual({
      parameters: 304,
      flops: 9216,
    });
    expect(cost({ kind: 'separable', kernel: 3, dilation: 1 })).toEqual({ parameters: 152, flops: 4352 });
    expect(cost({ kind: 'depthwise', kernel: 5 })).toEqual({ parameters: 216, flops: 6400 });
    expect(cost({ kind: 'maxpool', kernel: 3 })).toEqual({ parameters: 0, flops: 1152 });
    expect(cost({ kind: 'identity' })).toEqual({ parameters: 0, flops: 0 });
    expect(operationCost({ kind: 'avgpool', kernel: 3 }, map, 'multiply-adds')).toEqual({
      parameters: 0,
      flops: 0,
    });
  });

  it('put an inner vertex’s projection, additions and operation at its site', () => {
    const { sites } = cellCosts(vertexSpace, deep);
    expect(sites).toHaveLength(7);
    for (const terminal of [sites[0], sites[6]]) {
      expect(terminal?.parameters).toEqual(new Float64Array(9));
      expect(terminal?.flops).toEqual(new Float64Array(9));
    }
    // Two vertices feed the output, so each has half of its channels; the first vertex has what the second has.
    const first = sites[1]!;
    expect(first.parameters[0]).toBe(128 * 64 + 128 + 9 * 64 * 64 + 128);
    expect(first.parameters[3]).toBe(128 * 128 + 256 + 9 * 128 * 128 + 256);
    expect(first.parameters[4]).toBe(256 * 128 + 256 + 9 * 128 * 128 + 256);
    expect(first.flops[0]).toBe(2 * 1024 * (128 * 64 + 9 * 64 * 64));
    // The fifth, a conv1x1, adds vertices 3 and 4 and the projected input.
    expect(sites[5]!.flops[0]).toBe(2 * 1024 * (128 * 64 + 64 * 64) + 2 * 64 * 1024);
  });

  it('put an edge’s operation and its addition at its entry', () => {
    const cell = read(sparseEdgeSpace, '|skip~0|+|conv3x3~0|conv1x1~1|+||+|skip~2|');
    const { sites } = cellCosts(sparseEdgeSpace, cell);
    expect(sites).toHaveLength(25);
    expect(sites[2]!.flops[0]).toBe(2 * 9 * 16 * 16 * 1024);
    expect(sites[1 * 5 + 2]!.flops[0]).toBe(2 * 16 * 16 * 1024 + 16 * 1024);
    expect(sites[1]!.flops[0]).toBe(0);
  });

  it('add up: the network is its sites, its outputs and its skeleton', () => {
    const bare = totalCosts(labSpace, { vertices: 2, edges: [0, 1, 0, 0], operations: [] });
    const one = { vertices: 3, edges: [0, 1, 0, 0, 0, 1, 0, 0, 0], operations: [0] };
    const { parameters, flops, sites } = cellCosts(labSpace, one);
    const skip = totalCosts(labSpace, { ...one, operations: [5] });
    // An identity behind the projection is the projection.
    expect(skip).toEqual(bare);
    const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
    const skipSites = cellCosts(labSpace, { ...one, operations: [5] }).sites;
    expect(parameters - skip.parameters).toBe(sum(sites[1]!.parameters) - sum(skipSites[1]!.parameters));
    expect(flops - skip.flops).toBe(sum(sites[1]!.flops) - sum(skipSites[1]!.flops));
  });

  it('halve odd resolutions upwards and are whole numbers', () => {
    for (const space of everySpace) {
      const cell =
        space.operationsOn === 'vertices'
          ? { vertices: 3, edges: [0, 1, 1, 0, 0, 1, 0, 0, 0], operations: [0] }
          : { vertices: space.vertices, edges: new Array(space.vertices ** 2).fill(0), operations: [] };
      const { parameters, flops } = totalCosts(
        { ...space, skeleton: { ...space.skeleton, image: { height: 31, width: 17, channels: 1 } } },
        cell,
      );
      expect(Number.isInteger(parameters) && Number.isInteger(flops)).toBe(true);
    }
  });
});

function table(name: string): Record<string, string>[] {
  return parse(gunzipSync(readFileSync(dataFile(name)!)), { columns: true });
}
