import { describe, expect, it } from 'vitest';
import { sampleCells } from '../../../../src/cells/enumerate';
import { buildNetwork } from '../../../../src/cells/network/buildNetwork';
import { catalogue, withDefaults } from '../../../../src/cells/network/catalogue';
import { networkCosts } from '../../../../src/cells/network/costs';
import { flatten } from '../../../../src/cells/network/flatten';
import type { FlatNetwork, Layer } from '../../../../src/cells/network/network';
import { createRandom } from '../../../../src/cells/random';
import { builtInSpaces } from '../../../../src/document/builtInSpaces';
import {
  networkFeatureNames,
  networkFeatures,
} from '../../../../src/predictor/features/network/networkFeatures';
import { isReadable, readNetwork } from '../../../../src/predictor/features/network/reading';
import { walkPower } from '../../../../src/predictor/features/network/walk';

function layer(
  operation: string,
  inputs: readonly number[],
  channels = 4,
  given: Layer['arguments'] = {},
  extent: readonly number[] = [8, 8],
): Layer {
  return { name: operation, operation, arguments: given, inputs, output: { channels, extent } };
}

function conv(inputs: readonly number[], channels: number, kernel: number): Layer {
  const given = { channels, kernel, dilation: 1, groups: 1, stride: 1, norm: 'batch', activation: 'relu' };
  return layer('conv', inputs, channels, { ...given, preactivation: false });
}

/**
 * input → conv3x3 (a) → conv1x1 (b); add(input, a, b) → maxpool3x3 → concat(pool, a) → globalpool → linear, and a
 * convolution that nothing reads.
 */
const layers: readonly Layer[] = [
  layer('input', []),
  conv([0], 4, 3),
  conv([1], 4, 1),
  layer('add', [0, 1, 2]),
  layer('maxpool', [3], 4, { kernel: 3, stride: 1 }),
  layer('concat', [4, 1], 8),
  conv([0], 4, 5),
  layer('globalpool', [5], 8, {}, []),
  layer('linear', [7], 10, withDefaults('linear', { channels: 10 }), []),
];
const network: FlatNetwork = { layers, outputs: [{ name: 'output', layer: 8 }], calls: [] };

function featuresOf(of: FlatNetwork): (name: string) => number {
  const values = networkFeatures([readNetwork(of)]);
  return name => {
    const at = networkFeatureNames.indexOf(name);
    if (at < 0) throw new Error(`There is no feature ${name}.`);
    return values[at]!;
  };
}

describe('the power-weighted walk', () => {
  const reading = readNetwork(network);
  const walk = walkPower(reading);

  it('leaves out what no output reads', () => {
    expect(reading.layers.map(({ kind }) => kind)).toEqual([
      'pass',
      'convk',
      'conv1',
      'add',
      'pool',
      'concat',
      'globalpool',
      'linear',
    ]);
  });

  it('adds powers in sums and weights by channels in concatenations', () => {
    // Three terms of power 1 add up to 3, which the pool passes on; (4·3 + 4·1) / 8 = 2.
    expect([...walk.power]).toEqual([1, 1, 1, 3, 3, 2, 1, 1]);
    expect([...walk.shares[5]!]).toEqual([0.75, 0.25]);
  });

  it('visits each layer as often as its signal arrives', () => {
    // To the sum ¾; of that a third each to the input, a and b; a is read by the concatenation, too, and by b.
    const [input, a, b, sum] = walk.visits;
    expect(sum).toBeCloseTo(0.75, 12);
    expect(b).toBeCloseTo(0.25, 12);
    expect(a).toBeCloseTo(0.25 + 0.25 + 0.25, 12);
    expect(input).toBeCloseTo(1, 12);
  });
});

describe('features of a network', () => {
  const feature = featuresOf(network);

  it('count costs by kind', () => {
    const filter = 4 * 4 * 9 * 64;
    const point = 4 * 4 * 64;
    const linear = 8 * 10;
    expect(feature('log:macs')).toBeCloseTo(Math.log(filter + point + linear), 5);
    expect(feature('log:parameters')).toBeCloseTo(Math.log(144 + 8 + 16 + 8 + 90), 5);
    expect(feature('macs:convk')).toBeCloseTo(filter / (filter + point + linear), 5);
    expect(feature('number:weighted')).toBeCloseTo(Math.log(3), 5);
    expect(feature('part:pool')).toBeCloseTo(1 / 3, 5);
  });

  it('tell which operation follows which along the walk', () => {
    // Before the pool, the walk met the input, a or b last, a third each, and it comes to the pool with ¾.
    expect(feature('P:input>pool')).toBeCloseTo(Math.log1p(0.25), 5);
    expect(feature('P:convk>pool')).toBeCloseTo(Math.log1p(0.25), 5);
    expect(feature('P:conv1>pool')).toBeCloseTo(Math.log1p(0.25), 5);
    expect(feature('P:convk>conv1')).toBeCloseTo(Math.log1p(0.25), 5);
    expect(feature('P:input>convk')).toBeCloseTo(Math.log1p(0.75), 5);
    expect(feature('visits:convk')).toBeCloseTo(Math.log1p(0.75), 5);
    // Layers with weights on the way: 0 or 1 or 2, each ¼, through the sum; 1 by the short way.
    expect(feature('mean:weighted')).toBeCloseTo(Math.log1p(1), 5);
  });

  it('tell depth, ways and the field of view', () => {
    expect(feature('depth:longest')).toBeCloseTo(Math.log(3), 5);
    expect(feature('depth:shortest')).toBeCloseTo(Math.log1p(1), 5);
    // Three ways into the sum and one more into the concatenation.
    expect(feature('ways')).toBeCloseTo(Math.log1p(Math.log(4)), 5);
    // 1 + 2 of the 3×3 convolution + 2 of the pool.
    expect(feature('field')).toBeCloseTo(Math.log(5), 5);
  });

  it('are finite for a network that gives a constant', () => {
    const constant: FlatNetwork = {
      layers: [layer('input', []), layer('zero', [0]), layer('globalpool', [1], 4, {}, [])],
      outputs: [{ name: 'output', layer: 2 }],
      calls: [],
    };
    expect(networkFeatures([readNetwork(constant)]).every(Number.isFinite)).toBe(true);
  });

  it('name operations of which nothing is known', () => {
    const odd: FlatNetwork = {
      layers: [layer('input', []), layer('magic', [0])],
      outputs: [{ name: 'output', layer: 1 }],
      calls: [],
    };
    expect(readNetwork(odd).unknown).toEqual(['magic']);
  });
});

it.each(['nasbench101', 'nasbench201'])('layers of %s cost what the network costs', name => {
  const space = builtInSpaces().get(name)!;
  for (const cell of sampleCells(space, 20, createRandom(3))) {
    const flat = flatten(buildNetwork({ space, cell, name: 'cell' }));
    const { layers } = readNetwork(flat);
    const live = layers.reduce((sum, { parameters }) => sum + parameters, 0);
    const { parameters } = networkCosts(flat, 'multiply-adds');
    expect(live).toBeLessThanOrEqual(parameters);
    // Batch norms that stand by themselves belong to no plain layer's kind, but count.
    if (name === 'nasbench101') expect(live).toBe(parameters);
  }
});

it('a cell has the same features however its vertices are numbered', () => {
  const space = builtInSpaces().get('nasbench101')!;
  // input → conv3x3 → output and input → conv1x1 → output, in both orders.
  const edges = [0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0];
  const cells = [
    { vertices: 4, edges, operations: [0, 1] },
    { vertices: 4, edges, operations: [1, 0] },
  ];
  const [a, b] = cells.map(cell =>
    networkFeatures([readNetwork(flatten(buildNetwork({ space, cell, name: 'cell' })))]),
  );
  for (const [k, value] of a!.entries()) expect(b![k], networkFeatureNames[k]!).toBeCloseTo(value, 4);
});

it('reads every operation of the catalogue but Python classes', () => {
  expect(Object.keys(catalogue).filter(name => !isReadable(name))).toEqual(['external']);
});
