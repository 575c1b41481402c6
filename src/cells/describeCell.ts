import type { Cell } from './cell';
import { kindOf } from './kinds/kind';
import type { SearchSpace } from './space';

/** The cell as the Cell language has it, one binding a line: for screen readers and plain text. */
export function describeCell(space: SearchSpace, cell: Cell, names?: readonly string[]): readonly string[] {
  const kind = kindOf(space);
  return (
    kind.describe?.(space, cell, names) ??
    kind.sites(space, cell).flatMap(({ chosen, options }) => options[chosen]?.name ?? [])
  );
}
