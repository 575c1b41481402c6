import type { Cell } from '../../cells/cell';
import { mutate } from '../../cells/mutate';
import type { Random } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';

const each = 60;
const maxSteps = 3;

/** Cells one to three edits away from these. */
export function mutantsOf(space: SearchSpace, cells: readonly Cell[], random: Random): Cell[] {
  const mutants: Cell[] = [];
  for (const cell of cells)
    for (let i = 0; i < each; i++) {
      let mutant = cell;
      for (let step = 0; step <= i % maxSteps; step++) mutant = mutate(space, mutant, random);
      mutants.push(mutant);
    }
  return mutants;
}
