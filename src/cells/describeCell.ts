import type { Cell } from './cell';
import { kindOf } from './kinds/kind';
import type { SearchSpace } from './space';

/** The cell as the Cell language has it, one binding a line: for screen readers and plain text. */
export function describeCell(space: SearchSpace, cell: Cell, names?: readonly string[]): readonly string[] {
  return kindOf(space).describe(space, cell, names);
}
