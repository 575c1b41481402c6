import type { Cell } from './cell';
import { kindOf } from './kinds/kind';
import { buildNetwork } from './network/buildNetwork';
import { type Cost, networkCosts } from './network/costs';
import { flatten } from './network/flatten';
import type { Counting } from './network/operation';
import { countingOf } from './network/places';
import type { SearchSpace } from './space';

/**
 * Trained parameters of the whole network that a cell is built into, and its FLOPs for one image, counted as the space says
 * unless told otherwise.
 */
export function totalCosts(space: SearchSpace, cell: Cell, counting: Counting = countingOf(space)): Cost {
  return (
    kindOf(space).costs?.(space, cell, counting) ??
    networkCosts(flatten(buildNetwork({ space, cell, name: 'cell' })), counting)
  );
}
