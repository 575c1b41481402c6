import type { Cell } from '../cells/cell';
import { moduleHash } from '../cells/moduleHash';
import type { SearchSpace } from '../cells/space';
import { type ArchNames, archNames } from './archNames';

/** The names under which the benchmarks publish a cell, as the columns of tables call them; none for any other cell. */
export type PublishedNames = Partial<ArchNames> & { readonly module_hash?: string };

export function publishedNames(space: SearchSpace, cell: Cell): PublishedNames {
  const hash = moduleHash(space, cell);
  return hash === undefined ? { ...archNames(space, cell) } : { module_hash: hash };
}
