import type { Cell } from './cell';
import { kindOf } from './kinds/kind';
import type { SearchSpace } from './space';

/** Lists of whole numbers that are equal exactly where two cells of a space are equal, part by part. */
export function cellNumbers(space: SearchSpace, cell: Cell): readonly ArrayLike<number>[] {
  const kind = kindOf(space);
  return kind.numbers?.(cell) ?? [new TextEncoder().encode(kind.write(space, cell))];
}
