import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import { printCell } from './printCell';
import { printSpace } from './printSpace';
import { readDocument } from './readDocument';

/**
 * The cell of a space as one of a space that was changed since: with operations of the same names, at the same places.
 * `undefined`: it does not fit any more.
 */
export function refit(cell: Cell, from: SearchSpace, to: SearchSpace): Cell | undefined {
  const renamed = { ...from, name: to.name };
  const text = `${printSpace(to)}\n${printCell(renamed, cell, { name: 'cell1' })}`;
  return readDocument(text).cells[0]?.cell;
}
