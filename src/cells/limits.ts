import type { Cell } from './cell';
import { kindOf } from './kinds/kind';
import type { SearchSpace } from './space';

/** Whether a cell is one of the space's. */
export function isCellOf(space: SearchSpace, cell: Cell): boolean {
  return kindOf(space).contains(space, cell);
}
