import type { Cell } from './cell';
import { kindOf } from './kinds/kind';
import type { SearchSpace } from './space';

/** The `module_hash` under which NAS-Bench-101 publishes a cell; `undefined` for a cell that it can't have. */
export function moduleHash(space: SearchSpace, cell: Cell): string | undefined {
  return kindOf(space).moduleHash?.(space, cell);
}

/** Whether cells of the space can have a `module_hash`. */
export function hasModuleHashes(space: SearchSpace): boolean {
  return kindOf(space).hasModuleHashes?.(space) ?? false;
}
