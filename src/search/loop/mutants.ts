import type { Cell } from '../../cells/cell';
import { mutate } from '../../cells/mutate';
import { type CostLimit, keepsTo } from '../../cells/namedCosts';
import type { Random } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';

const each = 60;
const maxSteps = 3;

/** Cells one to three edits away from these, of those that keep to the limits. */
export function mutantsOf(
  space: SearchSpace,
  cells: readonly Cell[],
  random: Random,
  limits: readonly CostLimit[] = [],
): Cell[] {
  const mutants: Cell[] = [];
  for (const cell of cells)
    for (let i = 0; i < each; i++) {
      let mutant = cell;
      for (let step = 0; step <= i % maxSteps; step++) mutant = mutate(space, mutant, random);
      if (keepsTo(limits, mutant)) mutants.push(mutant);
    }
  return mutants;
}
