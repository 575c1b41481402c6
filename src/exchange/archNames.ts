import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import { exchangeKindOf } from './kinds/exchangeKind';

/** How NAS-Bench-201 names one of its cells. */
export interface ArchNames {
  readonly arch_str: string;
  /** In the benchmark's files. */
  readonly arch_index: number;
}

/** A cell's names in NAS-Bench-201; `undefined` for a space that is not four vertices with its five operations on edges. */
export function archNames(space: SearchSpace, cell: Cell): ArchNames | undefined {
  return exchangeKindOf(space).archNames?.(space, cell);
}

/** The cell with this index in NAS-Bench-201's files; `undefined` if the space has no such indices, or not this one. */
export function cellOfArchIndex(space: SearchSpace, index: number): Cell | undefined {
  return exchangeKindOf(space).cellOfArchIndex?.(space, index);
}
