import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import type { Cell, GraphCell } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { countedCost, type NamedCost } from '../../../src/cells/namedCosts';
import { createParetoFront } from '../../../src/search/pareto';
import { search, strategies } from '../../../src/search/search';
import { graphCell } from '../../graphs';
import { edgeSpace, vertexSpace } from '../cells/spaces';

interface Entry {
  readonly score: number;
  readonly cost: number;
}

const beats = (a: Entry, b: Entry) =>
  a.score >= b.score && a.cost <= b.cost && (a.score > b.score || a.cost < b.cost);

describe('a Pareto front', () => {
  it('holds just those that no other beats, one of each, the cheapest first', () => {
    const entry = fc.record({ score: fc.integer({ max: 9, min: 0 }), cost: fc.integer({ max: 9, min: 0 }) });
    fc.assert(
      fc.property(fc.array(entry), all => {
        const front = createParetoFront<Entry>(({ cost }) => cost);
        for (const each of all) front.offer(each);
        const wanted = new Map(
          all
            .filter(each => !all.some(other => beats(other, each)))
            .reverse()
            .map(each => [`${each.cost} ${each.score}`, each]),
        );
        expect(front.entries).toEqual([...wanted.values()].sort((a, b) => a.cost - b.cost));
        expect(front.entries.every(each => all.includes(each))).toBe(true);
      }),
    );
  });

  it('passes over what has no cost or no score', () => {
    const front = createParetoFront<Entry>(({ cost }) => (cost < 0 ? undefined : cost));
    for (const [score, cost] of [
      [1, -1],
      [Number.NEGATIVE_INFINITY, 1],
      [1, Number.NaN],
    ] as const)
      front.offer({ score, cost });
    expect(front.entries).toEqual([]);
  });
});

const worth = (cell: Cell) =>
  graphCell(cell).edges.reduce((sum, entry, at) => sum + entry * Math.sin(3 * at + entry), 0);
/** As if measured: of the cell as it is numbered; some were never measured. */
const latencyOf = (cell: Cell) => {
  const latency = graphCell(cell).edges.reduce((sum, entry, at) => sum + entry * (1 + (at % 3)), 0);
  return latency % 7 === 0 ? undefined : latency;
};

const latency: NamedCost = { name: 'latency', ofSpelling: true, of: latencyOf };

describe.each(strategies)('a search by %s', strategy => {
  it.each(['parameters', 'flops', 'latency'] as const)(
    'gives the front of all it scored against %s',
    async name => {
      const space = strategy === 'exhaustive' ? edgeSpace : vertexSpace;
      const scored: { cell: Cell; score: number; cost: number | undefined }[] = [];
      const cost = name === 'latency' ? latency : countedCost(space, name);
      const { pareto } = await search(
        { space, strategy, budget: 400, top: 2, seed: 1, pareto: cost },
        async cells => {
          const scores = Float32Array.from(cells, worth);
          for (const [i, cell] of cells.entries())
            scored.push({
              cell,
              score: scores[i]!,
              cost: name === 'latency' ? latencyOf(cell) : totalCosts(space, cell)[name],
            });
          return scores;
        },
      );
      const known = scored.filter((each): each is typeof each & Entry => each.cost !== undefined);
      const best = known.filter(each => !known.some(other => beats(other, each)));
      expect(new Set(pareto!.map(each => `${each.costs![name]} ${each.score}`))).toEqual(
        new Set(best.map(each => `${each.cost} ${each.score}`)),
      );
      const hashes = new Set(known.map(({ cell }) => canonicalHash(space, cell)));
      expect(pareto!.every(({ cell }) => hashes.has(canonicalHash(space, cell)))).toBe(true);
    },
  );

  it('scores no cell that is too slow or of unknown latency', async () => {
    const asked: GraphCell[] = [];
    const { found } = await search(
      { space: edgeSpace, strategy, budget: 200, top: 5, seed: 1, limits: [{ cost: latency, max: 20 }] },
      async cells => {
        asked.push(...cells.map(graphCell));
        return Float32Array.from(cells, worth);
      },
    );
    expect(asked).toHaveLength(200);
    for (const cell of asked) expect(latencyOf(cell)).toBeLessThanOrEqual(20);
    expect(found.map(({ cell, costs }) => costs!['latency'] === latencyOf(cell))).toEqual(
      new Array(5).fill(true),
    );
  });
});

it('without a front asked for, none is given', async () => {
  const result = await search(
    { space: vertexSpace, strategy: 'random', budget: 20, top: 2, seed: 1 },
    async cells => Float32Array.from(cells, worth),
  );
  expect(result.pareto).toBeUndefined();
});
