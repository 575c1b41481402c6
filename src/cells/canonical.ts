import { md5 } from 'js-md5';
import type { Cell, CellIn } from './cell';
import { kindOf } from './kinds/kind';
import type { SearchSpace } from './space';

/** The one cell that stands for all that are the same but for the order in which they are written. */
export function canonicalCell<S extends SearchSpace>(space: S, cell: CellIn<S>): CellIn<S> {
  return kindOf(space).canonical?.(space, cell) ?? cell;
}

/**
 * 32 hexadecimal digits, equal exactly when two cells have the same canonical form (graphs: up to the order of their
 * vertices). Operations count by name, so neither the space's name nor the order in which it declares them matters.
 */
export function canonicalHash(space: SearchSpace, cell: Cell): string {
  return md5(kindOf(space).hashText(space, canonicalCell(space, cell)));
}

/** Whether the space counts cells apart that have one hash, as NAS-Bench-201 counts every labelling of its edges. */
export function hasTwins(space: SearchSpace): boolean {
  return kindOf(space).twins?.(space) ?? false;
}

/** What differs between any two cells that the space counts apart. */
export function cellIdentity(space: SearchSpace, cell: Cell): string {
  return hasTwins(space) ? JSON.stringify(cell) : canonicalHash(space, cell);
}
