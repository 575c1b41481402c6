import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GraphCell } from '../../../../src/cells/cell';
import { sampleCells } from '../../../../src/cells/enumerate';
import { cellCosts } from '../../../../src/cells/kinds/graph/costs';
import { labelledGraphs } from '../../../../src/cells/kinds/graph/enumerate';
import { createRandom } from '../../../../src/cells/random';
import type { GraphSpace } from '../../../../src/cells/space';
import { readSpelling } from '../../../../src/cells/spelling';
import { createFeatures, type GroupName } from '../../../../src/predictor/features/features';
import { edgeSpace, vertexSpace } from '../../cells/spaces';

const every: readonly GroupName[] = [
  'cheap',
  'power',
  'counts',
  'reach',
  'entropy',
  'strength',
  'paths',
  'sums',
  'walks',
  'strings',
  'channelPairs',
  'triples',
  'siblings',
  'pathOperations',
  'edgeOperations',
];

function featuresOf(
  space: GraphSpace,
  cell: GraphCell,
  groups: readonly GroupName[] = every,
): Map<string, number> {
  const features = createFeatures(space, groups);
  const values = features.matrix([cell]);
  return new Map(features.names.map((name, k) => [name, values[k]!]));
}

function spelled(space: GraphSpace, text: string): GraphCell {
  const cell = readSpelling(space, text);
  if (typeof cell === 'string') throw new Error(cell);
  return cell;
}

function expectFeatures(found: Map<string, number>, wanted: Record<string, number>): void {
  for (const [name, value] of Object.entries(wanted)) expect(found.get(name), name).toBeCloseTo(value, 5);
}

describe('features of a cell with operations on vertices', () => {
  // input → conv3x3 → maxpool → output, and input → maxpool.
  const cell = spelled(
    vertexSpace,
    `${['0110', '0010', '0001', '0000'].join('')}:input,conv3x3-bn-relu,maxpool3x3,output`,
  );
  const found = featuresOf(vertexSpace, cell);

  test('sizes, degrees and which operations meet', () => {
    expectFeatures(found, {
      vertices: 4,
      edges: 4,
      'count.conv3': 1,
      'count.conv1': 0,
      'count.pool': 1,
      'channels.conv3': 1,
      'input.outdegree': 2,
      'output.indegree': 1,
      'input>conv3': 1,
      'input>pool': 1,
      'pool>output': 1,
      'conv3>pool': 1,
      'conv3>output': 0,
      'excess.indegree': 1,
      'most.indegree': 2,
      'mean.channels': 1,
    });
  });

  test('costs agree with the exact ones', () => {
    const costs = cellCosts(vertexSpace, cell);
    expect(found.get('parameters')).toBeCloseTo(Math.log(costs.parameters), 4);
    expect(found.get('flops')).toBeCloseTo(Math.log(costs.flops), 4);
  });

  test('the pool passes on the power of both ways in and a quarter more; each way brings half of the signal', () => {
    expectFeatures(found, {
      'signal.pool>output': 1,
      'signal.conv3>pool': 0.5,
      'signal.input>pool': 0.5,
      'signal.input>conv3': 0.5,
      'signal.pool.share': 1,
      'signal.conv3.share': 0.5,
      'signal.spatial=0': 0.5,
      'signal.spatial=1': 0.5,
      'signal.spatial.mean': 0.5,
      'signal.spatial.deviation': 0.5,
      'signal.any=1': 0.5,
      'signal.any=2': 0.5,
      'signal.reach.mean': 1.5,
      logPower: Math.log(2.5),
      strength: 2.5,
      'strength.pool': 2.5,
      'strength.most': Math.log(3),
      'signal.logPower': Math.log(2.5),
      concentration: 1 + 1 + 0.25 + 1,
    });
  });

  test('paths', () => {
    expectFeatures(found, {
      'paths.any.most': 2,
      'paths.any.mean': 1.5,
      'paths.any.least': 1,
      'paths.any.deviation': 0.5,
      'paths.log': Math.log(3),
      'walk.back.spatial=1': 0.5,
      'walk.forth.weighted=0': 0.5,
      'paths.channels.pool': 1,
      'path-conv3-pool': 1,
      'path-pool': 1,
      'path-conv3': 0,
      'triple.input>conv3>pool': 1,
      'triple.conv3>pool>output': 1,
      'siblings.after.conv3+pool': 1,
      'siblings.before.input+conv3': 1,
    });
  });
});

test('cells of one shape, one read after another, have the features they have alone', () => {
  const small = { ...vertexSpace, vertices: 5 };
  const cells = [...labelledGraphs(small)];
  expect(cells.filter((cell, i) => cell.edges === cells[i - 1]?.edges).length).toBeGreaterThan(2000);
  const together = createFeatures(small, every).matrix(cells);
  const alone = createFeatures(small, every);
  const width = alone.names.length;
  for (let i = 0; i < cells.length; i += 7) {
    const values = alone.matrix([{ ...cells[i]!, edges: [...cells[i]!.edges] }]);
    expect(together.slice(i * width, (i + 1) * width)).toEqual(values);
  }
});

describe('features of a cell with operations on edges', () => {
  // Two ways: 0 → 3 by a skip, 0 → 1 → 3 by two convolutions. The edge into vertex 2 leads nowhere.
  const cell = spelled(
    edgeSpace,
    '|nor_conv_3x3~0|+|avg_pool_3x3~0|none~1|+|skip_connect~0|nor_conv_1x1~1|none~2|',
  );

  test('every edge on a path is a vertex, the others are not there', () => {
    expectFeatures(featuresOf(edgeSpace, cell), {
      vertices: 5,
      edges: 5,
      'count.conv3': 1,
      'count.conv1': 1,
      'count.identity': 1,
      'count.pool': 0,
      'conv3>conv1': 1,
      'output.indegree': 2,
      'signal.conv1>output': 0.5,
      'signal.identity>output': 0.5,
      'path-conv3-conv1': 1,
      path: 1,
      'edge.0-1.conv3': 1,
      'edge.0-2.pool': 0,
      'edge.0-3.identity': 1,
      'way.0-1-3-conv3-conv1': 1,
      parameters: Math.log(1 + 9 + 1),
    });
  });

  test('a cell through which nothing passes has finite features', () => {
    const dead = spelled(edgeSpace, '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|');
    for (const [name, value] of featuresOf(edgeSpace, dead)) expect(value, name).toSatisfy(Number.isFinite);
  });
});

describe('features of what a cell with operations on edges computes', () => {
  const invariant = every.filter(name => !name.endsWith('Operations'));
  const computed = createFeatures(edgeSpace, invariant, 'functional');
  const valuesOf = (text: string) => [...computed.matrix([spelled(edgeSpace, text)])];

  test('an edge that does nothing joins what it leads from and to', () => {
    const direct = valuesOf('|none~0|+|nor_conv_3x3~0|none~1|+|none~0|none~1|nor_conv_1x1~2|');
    const detour = valuesOf(
      '|skip_connect~0|+|none~0|nor_conv_3x3~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|',
    );
    const other = valuesOf('|skip_connect~0|+|nor_conv_3x3~0|none~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|');
    const unlike = valuesOf('|none~0|+|nor_conv_3x3~0|none~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|');
    expect(detour).toEqual(other);
    expect(other).toEqual(unlike);
    expect(unlike).not.toEqual(direct);
  });

  test('what comes in twice counts twice', () => {
    // conv3x3 of the input goes to vertex 1 and from there to the output twice, by a skip alone and by two.
    const cell = spelled(
      edgeSpace,
      '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|skip_connect~1|skip_connect~2|',
    );
    const values = computed.matrix([cell]);
    expectFeatures(new Map(computed.names.map((name, k) => [name, values[k]!])), {
      vertices: 4,
      edges: 5,
      'conv3>output': 2,
      'pool>output': 1,
      'output.indegree': 3,
      'signal.conv3>output': 2 / 3,
      'strength.conv3': 2,
      'paths.log': Math.log(4),
      'path-conv3': Math.sqrt(2),
    });
    expect(computed.names.filter(name => name.includes('identity'))).toEqual([]);
  });
});

describe('every feature', () => {
  test('is the same for every order of the vertices', () => {
    const space = vertexSpace;
    const cells = sampleCells(space, 200, createRandom(3));
    const features = createFeatures(space, every);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: cells.length - 1 }),
        fc.infiniteStream(fc.nat()),
        (index, choices) => {
          const cell = cells[index]!;
          const values = features.matrix([cell]);
          const other = features.matrix([reordered(cell, () => choices.next().value as number)]);
          const moved = features.names.filter((_, k) => Math.abs(other[k]! - values[k]!) > 1e-4);
          expect(moved).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("has a name of its own, and a value for each cell of a space of one's own", () => {
    const space: GraphSpace = {
      ...edgeSpace,
      vertices: 5,
      operations: [
        { name: 'nothing', aliases: [], definition: { kind: 'zero' } },
        { name: 'wide', aliases: [], definition: { kind: 'separable', kernel: 5, dilation: 1 } },
        { name: 'wide2', aliases: [], definition: { kind: 'separable', kernel: 5, dilation: 2 } },
        { name: 'each', aliases: [], definition: { kind: 'depthwise', kernel: 3 } },
        { name: 'max', aliases: [], definition: { kind: 'maxpool', kernel: 3 } },
        { name: 'mean', aliases: [], definition: { kind: 'avgpool', kernel: 3 } },
      ],
    };
    const features = createFeatures(space, every);
    expect(new Set(features.names).size).toBe(features.names.length);
    const values = features.matrix(sampleCells(space, 50, createRandom(1)));
    expect(values.every(Number.isFinite)).toBe(true);
  });
});

/** The same cell with its inner vertices in another topological order. */
function reordered({ vertices: n, edges, operations }: GraphCell, choose: () => number): GraphCell {
  const order = [0];
  const left = new Set(Array.from({ length: n - 2 }, (_, v) => v + 1));
  while (left.size > 0) {
    const ready = [...left].filter(v => [...left].every(u => !edges[u * n + v]));
    const next = ready[choose() % ready.length]!;
    left.delete(next);
    order.push(next);
  }
  order.push(n - 1);
  return {
    vertices: n,
    edges: order.flatMap(u => order.map(v => edges[u * n + v]!)),
    operations: order.slice(1, -1).map(v => operations[v - 1]!),
  };
}
