import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totalCosts } from '../../../../src/cells/costs';
import { buildNetwork } from '../../../../src/cells/network/buildNetwork';
import {
  catalogue,
  declarable,
  operationByName,
  withDefaults,
  writeDefinition,
} from '../../../../src/cells/network/catalogue';
import { networkCosts, networkWeights } from '../../../../src/cells/network/costs';
import { flatten } from '../../../../src/cells/network/flatten';
import type { Block, Network } from '../../../../src/cells/network/network';
import { share, sizeOf } from '../../../../src/cells/network/size';
import { anyCell } from '../arbitrary';
import { everySpace } from '../spaces';

describe('the catalogue', () => {
  it('lists every file of operations/ that is an operation', () => {
    const folder = path.join(import.meta.dirname, '../../../../src/cells/network/operations');
    const shared = ['activation.ts', 'convolution.ts', 'forms.ts', 'normalised.ts', 'pool.ts'];
    const files = readdirSync(folder).filter(file => !shared.includes(file));
    expect(files.map(file => file.replace('.ts', '')).sort()).toEqual(Object.keys(catalogue).sort());
  });

  it('has distinct names, which are read as what they are written for', () => {
    const names = declarable.flatMap(kind =>
      (catalogue[kind]!.shorthands ?? []).map(({ name, kernel }) => (kernel ? `${name}3x3` : name)),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names.map(name => operationByName(name)?.kind)).not.toContain(undefined);
    expect(writeDefinition(operationByName('dil5x5')!)).toBe('conv(kernel: 5, dilation: 2)');
    for (const wrong of [
      'conv',
      'conv3x5',
      'conv0x0',
      'conv32x32',
      'conv03x03',
      'skip3x3',
      'add',
      'toString',
    ])
      expect(operationByName(wrong), wrong).toBeUndefined();
  });

  it('makes the number of weights that each form of code has names for', () => {
    const shapes = [
      { channels: 8, extent: [4, 4] },
      { channels: 8, extent: [4, 4] },
    ];
    for (const [name, operation] of Object.entries(catalogue)) {
      // Its weights are those of a Python class.
      if (name === 'external') continue;
      const given = withDefaults(name, { channels: 8, kernel: 3, hidden: 2 });
      const weights = operation.weights?.(given, shapes, shapes[0]!) ?? [];
      const read = operation.onnx(given, shapes, shapes[0]!).flatMap(node => node.weights ?? []);
      expect(read.toSorted(), name).toEqual(weights.map(weight => weight.name).toSorted());
    }
  });
});

describe('a network', () => {
  it('costs what the fast path counts, layer by layer, in every space', () => {
    for (const space of everySpace)
      fc.assert(
        fc.property(anyCell(space), cell => {
          const network = flatten(buildNetwork({ space, cell, name: 'drawn' }));
          expect(networkCosts(network, space.skeleton.counting)).toEqual(totalCosts(space, cell));
        }),
        { numRuns: 30 },
      );
  });

  const block = (nodes: Block['nodes'], channels: number): Block => ({
    name: 'Part',
    parameters: [{ name: 'width' }],
    inputs: ['x'],
    sizes: [],
    nodes,
    outputs: [{ name: 'output', from: nodes.at(-1)?.name ?? '', channels }],
  });
  const conv = (name: string, inputs: readonly string[], channels: number): Block['nodes'][0] => ({
    kind: 'call',
    name,
    inputs,
    call: { callee: 'conv', arguments: { channels, kernel: 1 } },
  });
  const main = (nodes: Block['nodes'], channels: number): Network => ({
    main: { ...block(nodes, channels), parameters: [] },
    blocks: [block([conv('c', ['x'], 6)], 6)],
    inputs: [{ channels: 3, extent: [5, 4] }],
  });

  it('repeats a block with weights of its own each time, and passes sizes on', () => {
    const inner: Block = {
      ...block([], 0),
      nodes: [
        {
          kind: 'call',
          name: 'c',
          inputs: ['x'],
          call: { callee: 'conv', arguments: { channels: { parameter: 'width' }, kernel: 1 } },
        },
      ],
      outputs: [{ name: 'output', from: 'c', channels: { parameter: 'width' } }],
    };
    const chain: Block = {
      ...block(
        [
          {
            kind: 'repeat',
            name: 'r',
            inputs: ['x'],
            times: 2,
            call: { callee: 'Part', arguments: { width: 7 } },
          },
        ],
        7,
      ),
      name: 'Chain',
      parameters: [],
      sequence: true,
    };
    const network = flatten({
      main: { ...chain, name: 'Main', sequence: true },
      blocks: [inner],
      inputs: [{ channels: 3, extent: [5, 4] }],
    });
    const weights = networkWeights(network).filter(({ init }) => init === 'he');
    expect(weights.map(({ name, shape }) => [name, shape])).toEqual([
      ['0.c.conv.weight', [7, 3, 1, 1]],
      ['1.c.conv.weight', [7, 7, 1, 1]],
    ]);
  });

  it('makes the layers of equal calls alike, each call with its own names and inputs', () => {
    const call = (
      name: string,
      input: string,
      callee: string,
      given: Record<string, number>,
    ): Block['nodes'][0] => ({
      kind: 'call',
      name,
      inputs: [input],
      call: { callee, arguments: given },
    });
    const pair: Block = {
      ...block([conv('a', ['x'], 3), conv('b', ['a'], 3)], 3),
      name: 'Pair',
      // Two parameters: calls that give one each are told apart.
      parameters: [
        { name: 'width', default: 1 },
        { name: 'height', default: 1 },
      ],
    };
    const outer: Block = {
      ...block([call('p', 'x', 'Pair', {}), call('q', 'p', 'Pair', {})], 3),
      name: 'Outer',
      parameters: [],
    };
    const network = flatten({
      main: {
        ...block(
          [
            call('m', 'x', 'Outer', {}),
            call('n', 'm', 'Outer', {}),
            call('o', 'n', 'Pair', { width: 2 }),
            call('r', 'o', 'Pair', { height: 2 }),
          ],
          3,
        ),
        parameters: [],
      },
      blocks: [pair, outer],
      inputs: [{ channels: 3, extent: [5, 4] }],
    });
    const names = ['m.p', 'm.q', 'n.p', 'n.q', 'o', 'r'];
    expect(network.layers.map(({ name, inputs }) => [name, inputs])).toEqual([
      ['x', []],
      ...names.flatMap((name, i) => [
        [`${name}.a`, [2 * i]],
        [`${name}.b`, [2 * i + 1]],
      ]),
    ]);
    expect(
      network.calls.map(({ block, inputs, output, first, end }) => [block, inputs, output, first, end]),
    ).toEqual([
      ['Outer', [0], 4, 1, 5],
      ['Pair', [0], 2, 1, 3],
      ['Pair', [2], 4, 3, 5],
      ['Outer', [4], 8, 5, 9],
      ['Pair', [4], 6, 5, 7],
      ['Pair', [6], 8, 7, 9],
      ['Pair', [8], 10, 9, 11],
      ['Pair', [10], 12, 11, 13],
    ]);
    expect(network.calls.map(call => call.arguments)).toEqual([
      {},
      {},
      {},
      {},
      {},
      {},
      { width: 2 },
      { height: 2 },
    ]);
  });

  it('names the layer where shapes do not fit', () => {
    const add = {
      kind: 'call',
      name: 'sum',
      inputs: ['a', 'b'],
      call: { callee: 'add', arguments: {} },
    } as const;
    expect(() => flatten(main([conv('a', ['x'], 4), conv('b', ['x'], 5), add], 4))).toThrow(
      /^The layer sum can't be built: What is added has different shapes, \d+x\d+x4 and \d+x\d+x5; residual/,
    );
    expect(() => flatten(main([conv('a', ['x'], 4)], 5))).toThrow(
      'output of Part has 4 channels and should have 5.',
    );
  });
});

it('shares of a size differ by one at most, and add up to it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 40 }), (size, parts) => {
      const shares = Array.from({ length: parts }, (_, i) =>
        sizeOf(share({ parameter: 'c' }, i, parts), new Map([['c', size]])),
      );
      expect(shares.reduce((a, b) => a + b)).toBe(size);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    }),
  );
});
