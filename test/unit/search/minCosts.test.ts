import { describe, expect, it } from 'vitest';
import { totalCosts } from '../../../src/cells/costs';
import { enumerateCells } from '../../../src/cells/enumerate';
import { countedCost } from '../../../src/cells/namedCosts';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { minCost } from '../../../src/search/minCosts';

const spaces = builtInSpaces();

describe('the least that a cell of a space costs', () => {
  it('is that of all cells of NAS-Bench-201', () => {
    expect(
      minCost(spaces.get('nasbench201')!, countedCost(spaces.get('nasbench201')!, 'parameters')),
    ).toEqual({ cost: 73_306, isCertain: true });
  });

  it('is found by single edits where there are too many cells to look at', () => {
    const space = spaces.get('nasbench101')!;
    const small = { ...space, vertices: 4 };
    const least = Math.min(...[...enumerateCells(small)].map(cell => totalCosts(small, cell).parameters));
    expect(minCost(small, countedCost(small, 'parameters'))).toEqual({ cost: least, isCertain: true });
    // The fewest parameters of a cell in the benchmark's own files.
    expect(minCost(space, countedCost(space, 'parameters'))).toEqual({ cost: 227_274, isCertain: false });
  });
});
