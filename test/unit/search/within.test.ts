import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import type { Cell } from '../../../src/cells/cell';
import { drawCells, enumerateCells, spaceSize } from '../../../src/cells/enumerate';
import { isCellOf } from '../../../src/cells/limits';
import { type CostLimit, countedCost, keepsTo } from '../../../src/cells/namedCosts';
import { createRandom } from '../../../src/cells/random';
import { createPace } from '../../../src/search/pace';
import { search, strategies } from '../../../src/search/search';
import { cellsWithin } from '../../../src/search/within';
import { edgeSpace, labSpace, type vertexSpace } from '../cells/spaces';

/** The limit of parameters that one cell in a thousand of these keeps to. */
function tight(space: typeof vertexSpace, cells: readonly Cell[]): CostLimit[] {
  const cost = countedCost(space, 'parameters');
  const sorted = cells.map(cell => cost.of(cell)!).sort((a, b) => a - b);
  return [{ cost, max: sorted[Math.floor(sorted.length / 1000)]! }];
}

describe('cells within limits that few keep to', () => {
  it('are all of them where the space can be gone through', async () => {
    const all = [...enumerateCells(edgeSpace)];
    const limits = tight(edgeSpace, all);
    const within = all.filter(cell => keepsTo(limits, cell)).map(cell => canonicalHash(edgeSpace, cell));
    const found = await cellsWithin(edgeSpace, limits, 1000, createRandom(1), createPace(undefined));
    expect(found.map(cell => canonicalHash(edgeSpace, cell)).sort()).toEqual(within.sort());
  });

  it('are found in a space too large to go through, by every strategy', async () => {
    expect(spaceSize(labSpace)).toBeGreaterThan(5_000_000);
    const limits = tight(labSpace, drawCells(labSpace, 1000, createRandom(3)));
    const found = await cellsWithin(labSpace, limits, 20, createRandom(4), createPace(undefined));
    expect(new Set(found.map(cell => JSON.stringify(cell))).size).toBe(20);
    for (const cell of found) expect(isCellOf(labSpace, cell) && keepsTo(limits, cell)).toBe(true);
    for (const strategy of strategies.filter(each => each !== 'exhaustive')) {
      const asked: Cell[] = [];
      const score = async (cells: readonly Cell[]) => {
        asked.push(...cells);
        return Float32Array.from(cells, cell => JSON.stringify(cell).length % 7);
      };
      const options = { space: labSpace, strategy, budget: 15, top: 5, seed: 1, limits };
      expect((await search(options, score)).scored).toBe(15);
      for (const cell of asked) expect(keepsTo(limits, cell)).toBe(true);
    }
  });
});
