import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import { printCell } from './printCell';
import { printSpace } from './printSpace';
import { readDocument } from './readDocument';

/**
 * Cells of a space as those of a space that was changed since: with operations of the same names, at the same places.
 * `undefined`, one a cell: it does not fit any more.
 */
export function refit(
  cells: readonly Cell[],
  from: SearchSpace,
  to: SearchSpace,
): readonly (Cell | undefined)[] {
  const renamed = { ...from, name: to.name };
  const printed = cells.map((cell, i) => printCell(renamed, cell, { name: `cell${i + 1}` }));
  const { cells: read } = readDocument([printSpace(to), ...printed].join('\n'));
  return cells.map((_, i) => read[i]?.cell);
}
