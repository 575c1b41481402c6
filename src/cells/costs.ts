import type { Cell } from './cell';
import { kindOf } from './kinds/kind';
import { buildNetwork } from './network/buildNetwork';
import { type Cost, networkCosts } from './network/costs';
import { flatten } from './network/flatten';
import { countingOf } from './network/places';
import type { SearchSpace } from './space';

/** Trained parameters of the whole network that a cell is built into, and its FLOPs for one image. */
export function totalCosts(space: SearchSpace, cell: Cell): Cost {
  return (
    kindOf(space).costs?.(space, cell) ??
    networkCosts(flatten(buildNetwork({ space, cell, name: 'cell' })), countingOf(space))
  );
}
