import type { Cell } from '../cells/cell';
import { totalCosts } from '../cells/costs';
import { enumerateCells, sampleCells, spaceSize } from '../cells/enumerate';
import { neighbours } from '../cells/mutate';
import { createRandom } from '../cells/random';
import type { SearchSpace } from '../cells/space';

/** Spaces of no more cells are looked through. */
const maxLookedThrough = 20_000;

/** The least that a cell of the space costs. */
export interface LeastCost {
  readonly cost: number;
  /** Whether every cell was looked at; else cells from which no single edit makes a cheaper one. */
  readonly isCertain: boolean;
}

/** The fewest parameters, or FLOPs, that a cell of the space has in its network. */
export function leastCost(space: SearchSpace, of: 'parameters' | 'flops'): LeastCost {
  const costOf = (cell: Cell) => totalCosts(space, cell)[of];
  if (spaceSize(space) <= maxLookedThrough) {
    let least = Number.POSITIVE_INFINITY;
    for (const cell of enumerateCells(space)) least = Math.min(least, costOf(cell));
    return { cost: least, isCertain: true };
  }
  const starts = sampleCells(space, 20, createRandom(1)).map(cell => descend(space, cell, costOf));
  return { cost: Math.min(...starts), isCertain: false };
}

/** Goes from cell to cheaper cell by single edits, to one from which none is cheaper. */
function descend(space: SearchSpace, start: Cell, costOf: (cell: Cell) => number): number {
  let cell = start;
  for (let cost = costOf(cell); ; ) {
    const next = neighbours(space, cell)
      .map(other => ({ other, cost: costOf(other) }))
      .reduce((a, b) => (b.cost < a.cost ? b : a), { other: cell, cost });
    if (next.cost >= cost) return cost;
    ({ other: cell, cost } = next);
  }
}
