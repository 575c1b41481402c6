import type { CellIn } from './cell';
import { kindOf } from './kinds/kind';
import type { Random } from './random';
import type { SearchSpace } from './space';

/** Another cell of the space, one edit away; the same cell only where the space has no other. */
export function mutate<S extends SearchSpace>(space: S, cell: CellIn<S>, random: Random): CellIn<S> {
  const kind = kindOf(space);
  if (kind.mutate) return kind.mutate(space, cell, random);
  const others = kind.neighbours(space, cell);
  return others.length > 0 ? others[random.integer(others.length)]! : cell;
}

/** Every cell one edit away, each once and the cell itself not. */
export function neighbours<S extends SearchSpace>(space: S, cell: CellIn<S>): CellIn<S>[] {
  return [...kindOf(space).neighbours(space, cell)];
}
