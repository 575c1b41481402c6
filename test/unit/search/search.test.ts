import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import type { Cell, GraphCell } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { enumerateCells } from '../../../src/cells/enumerate';
import { isCellOf } from '../../../src/cells/limits';
import { countedCost } from '../../../src/cells/namedCosts';
import type { GraphSpace } from '../../../src/cells/space';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { type SearchOptions, type SearchProgress, search, strategies } from '../../../src/search/search';
import { graphCell } from '../../graphs';
import { edgeSpace, everySpace, labSpace, vertexSpace } from '../cells/spaces';

const nasbench101 = builtInSpaces().get('nasbench101') as GraphSpace;

/** Smooth enough to climb, with many local optima: what each edge and vertex has, and how they go together. */
const worth = (cell: GraphCell) =>
  cell.edges.reduce((sum, entry, at) => sum + entry * Math.sin(3 * at + entry), 0) +
  cell.operations.reduce((sum, operation, at) => sum + Math.cos(operation * 5 + at), 0);

/** Of the graph, not of its numbering; all cells that were asked for are kept in order. */
function scorer(space: GraphSpace) {
  const asked: GraphCell[][] = [];
  const score = async (given: readonly Cell[]) => {
    const cells = given.map(graphCell);
    asked.push(cells);
    return Float32Array.from(
      cells,
      cell => Number.parseInt(canonicalHash(space, cell).slice(0, 4), 16) / 65_536 + worth(cell),
    );
  };
  return { asked, score };
}

const options = (space: GraphSpace, more: Partial<SearchOptions> = {}): SearchOptions => ({
  space,
  strategy: 'evolution',
  budget: 600,
  top: 7,
  seed: 3,
  ...more,
});

const walking = strategies.filter(strategy => strategy !== 'exhaustive');

describe.each(walking.flatMap(strategy => everySpace.map(space => ({ strategy, space, name: space.name }))))(
  '$strategy in $name',
  ({ strategy, space }) => {
    it('scores the budget, no graph twice, and gives the best of them', async () => {
      const { asked, score } = scorer(space);
      const reports: SearchProgress[] = [];
      const result = await search(options(space, { strategy }), score, progress => reports.push(progress));
      const all = asked.flat();
      expect(all).toHaveLength(600);
      expect(all.every(cell => isCellOf(space, cell))).toBe(true);
      expect(new Set(all.map(cell => canonicalHash(space, cell))).size).toBe(600);
      expect(result.scored).toBe(600);
      const values = (await Promise.all(all.map(cell => score([cell])))).map(([value]) => value!);
      expect(result.found.map(found => found.score)).toEqual(values.sort((a, b) => b - a).slice(0, 7));
      for (const { cell, parameters, flops } of result.found)
        expect({ parameters, flops }).toEqual(totalCosts(space, cell));
      expect(reports.at(-1)).toEqual({ scored: 600, total: 600, best: result.found });
      expect(reports.map(({ scored }) => scored)).toEqual(
        [...reports.map(({ scored }) => scored)].sort((a, b) => a - b),
      );
      expect(all.length / reports.length).toBeGreaterThan(15);
    });

    it('finds the same again with the same seed, and something else with another', async () => {
      const run = async (seed: number) => {
        const { asked, score } = scorer(space);
        return { ...(await search(options(space, { strategy, seed, budget: 200 }), score)), asked };
      };
      const first = await run(1);
      expect(await run(1)).toEqual(first);
      expect((await run(2)).asked).not.toEqual(first.asked);
    });

    it('keeps to the limits', async () => {
      const costs = [
        ...(await search(options(space, { strategy, budget: 300, top: 300 }), scorer(space).score)).found,
      ];
      const median = (values: number[]) => values.sort((a, b) => a - b)[values.length / 2]!;
      const maxParameters = median(costs.map(({ parameters }) => parameters));
      const maxFlops = median(costs.map(({ flops }) => flops));
      const limits = [
        { cost: countedCost(space, 'parameters'), max: maxParameters },
        { cost: countedCost(space, 'flops'), max: maxFlops },
      ];
      const { asked, score } = scorer(space);
      await search(options(space, { strategy, budget: 150, limits }), score);
      expect(asked.flat().length).toBe(150);
      for (const cell of asked.flat()) {
        expect(totalCosts(space, cell).parameters).toBeLessThanOrEqual(maxParameters);
        expect(totalCosts(space, cell).flops).toBeLessThanOrEqual(maxFlops);
      }
    });
  },
);

describe('a search', () => {
  const small = { ...vertexSpace, vertices: 5 };

  it.each(strategies)('by %s ends when every graph is scored', async strategy => {
    const { asked, score } = scorer(small);
    const result = await search(options(small, { strategy, budget: 10_000 }), score);
    expect(result.scored).toBe(2532);
    expect(new Set(asked.flat().map(cell => canonicalHash(small, cell))).size).toBe(2532);
  });

  it('that is exhaustive scores each graph of a space with operations on edges once', async () => {
    const result = await search(
      options(edgeSpace, { strategy: 'exhaustive', budget: 20_000 }),
      scorer(edgeSpace).score,
    );
    expect(result.scored).toBe(14_125);
  });

  it('that is exhaustive gives the best of all graphs, canonical, within the limits, and the front', async () => {
    const ofGraph = (cell: GraphCell) =>
      Number.parseInt(canonicalHash(small, cell).slice(0, 8), 16) / 2 ** 32;
    const all = [...enumerateCells(small)].map(cell => ({
      cell,
      score: Math.fround(ofGraph(cell)),
      ...totalCosts(small, cell),
    }));
    const best = all.sort((a, b) => b.score - a.score);
    const exhaustive = (more: Partial<SearchOptions>) =>
      search(
        options(small, { strategy: 'exhaustive', budget: Number.POSITIVE_INFINITY, ...more }),
        async cells => Float32Array.from(cells.map(graphCell), ofGraph),
      );
    expect((await exhaustive({ start: [best[3]!.cell] })).found).toEqual(best.slice(0, 7));
    const maxParameters = best[9]!.parameters;
    const within = best.filter(({ parameters }) => parameters <= maxParameters);
    const limited = await exhaustive({
      limits: [{ cost: countedCost(small, 'parameters'), max: maxParameters }],
      pareto: countedCost(small, 'flops'),
    });
    expect(limited.found).toMatchObject(within.slice(0, 7));
    expect(limited.scored).toBe(within.length);
    expect(limited.pareto!.map(({ score }) => score).at(-1)).toBe(within[0]!.score);
  });

  it('that is exhaustive takes a random part where the budget is smaller, and refuses a space that is too large', async () => {
    const { asked, score } = scorer(vertexSpace);
    await search(options(vertexSpace, { strategy: 'exhaustive', budget: 1000 }), score);
    expect(asked.flat()).toHaveLength(1000);
    expect(asked.flat().filter(cell => cell.vertices === 7).length).toBeGreaterThan(700);
    await expect(search(options(labSpace, { strategy: 'exhaustive' }), score)).rejects.toThrow(
      /lab has about .* too many/,
    );
  });

  it.each(['evolution', 'local'] as const)('by %s finds better cells than chance', async strategy => {
    const mean = async (strategy: SearchOptions['strategy']) => {
      let sum = 0;
      for (const seed of [1, 2, 3])
        sum += (
          await search(options(vertexSpace, { strategy, seed, budget: 1000 }), scorer(vertexSpace).score)
        ).found[0]!.score;
      return sum / 3;
    };
    expect(await mean(strategy)).toBeGreaterThan((await mean('random')) + 0.5);
  });

  it.each(['evolution', 'local'] as const)('by %s goes on from the cells it is given', async strategy => {
    const { score } = scorer(labSpace);
    const given = (await search(options(labSpace, { strategy: 'local', budget: 3000, seed: 9 }), score))
      .found[0]!;
    const result = await search(
      options(labSpace, { strategy, budget: 200, start: [given.cell, given.cell] }),
      score,
    );
    expect(result.found[0]!.score).toBeGreaterThanOrEqual(given.score);
    expect(result.scored).toBe(200);
  });

  it('gives what it has when it is stopped', async () => {
    const stop = new AbortController();
    const { score } = scorer(edgeSpace);
    const result = await search(
      options(edgeSpace, { budget: 5000 }),
      score,
      ({ scored }) => scored > 200 && stop.abort(),
      stop.signal,
    );
    expect(result.scored).toBeGreaterThan(200);
    expect(result.scored).toBeLessThan(300);
    expect(result.found).toHaveLength(7);
  });

  it('gives what it has when scoring is cut off, and fails when scoring fails', async () => {
    const stop = new AbortController();
    const { score } = scorer(edgeSpace);
    let batches = 0;
    const cutOff = async (cells: readonly Cell[]) => {
      if (++batches === 3) {
        stop.abort();
        throw stop.signal.reason;
      }
      return score(cells);
    };
    const result = await search(options(edgeSpace), cutOff, undefined, stop.signal);
    expect(result.found).toHaveLength(7);
    await expect(search(options(edgeSpace), () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
  });

  it('finds nothing where the limits allow nothing', async () => {
    for (const strategy of strategies.filter(each => each !== 'exhaustive'))
      expect(
        await search(
          options(labSpace, { strategy, limits: [{ cost: countedCost(labSpace, 'parameters'), max: 10 }] }),
          scorer(labSpace).score,
        ),
      ).toEqual({
        found: [],
        scored: 0,
      });
  });

  it('ranks a cell without a score last', async () => {
    const space = { ...vertexSpace, vertices: 4 };
    const size = [...enumerateCells(space)].length;
    const result = await search(options(space, { strategy: 'exhaustive', top: size }), async cells =>
      Float32Array.from(cells, cell => (graphCell(cell).vertices === 4 ? Number.NaN : 1)),
    );
    expect(result.found.map(({ score }) => score)).toEqual([
      ...new Array(7).fill(1),
      ...new Array(84).fill(Number.NEGATIVE_INFINITY),
    ]);
  });
});

describe.each(strategies)('%s', strategy => {
  it('hears a signal where hardly any cell keeps to the limits', async () => {
    const { score } = scorer(nasbench101);
    const limits = [{ cost: countedCost(nasbench101, 'parameters'), max: 10 }];
    const stop = new AbortController();
    let ticks = 0;
    const timer = setInterval(() => {
      if (++ticks === 3) stop.abort();
    }, 10);
    const result = await search(options(nasbench101, { strategy, limits }), score, () => {}, stop.signal);
    clearInterval(timer);
    expect({ ticks, scored: result.scored }).toEqual({ ticks: 3, scored: 0 });
  });
});
