import type { Cell } from '../cells/cell';
import { enumerateCells, sampleCells, spaceSize } from '../cells/enumerate';
import { neighbours } from '../cells/mutate';
import type { NamedCost } from '../cells/namedCosts';
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

/**
 * The least that a cell of the space costs, or one of `cells` where those are all that count; `undefined` where no cost is
 * known.
 */
export function minCost(
  space: SearchSpace,
  { of }: NamedCost,
  cells?: readonly Cell[],
): LeastCost | undefined {
  const costOf = (cell: Cell) => of(cell) ?? Number.POSITIVE_INFINITY;
  const isCertain = cells !== undefined || spaceSize(space) <= maxLookedThrough;
  let cost = Number.POSITIVE_INFINITY;
  if (isCertain) for (const cell of cells ?? enumerateCells(space)) cost = Math.min(cost, costOf(cell));
  else
    for (const cell of sampleCells(space, starts, createRandom(1)))
      cost = Math.min(cost, descend(space, cell, costOf));
  return Number.isFinite(cost) ? { cost, isCertain } : undefined;
}

/** In larger spaces, random cells from which the way to cheaper ones begins. */
const starts = 20;

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
