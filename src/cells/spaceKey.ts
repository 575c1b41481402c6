import { kindOf } from './kinds/kind';
import { deepEntries, sortedEntries } from './kinds/sortedEntries';
import type { SearchSpace } from './space';

/**
 * Equal for two spaces exactly when a cell of one is the same network in the other: what a predictor learned and every
 * stored score hold for both. The space's name, its documentation and published spellings do not count.
 */
export function spaceKey(space: SearchSpace): string {
  const own = kindOf(space).key?.(space);
  if (own !== undefined) return own;
  const { name: _, doc: _doc, operations, ...rest } = space;
  return JSON.stringify([operations.map(({ definition }) => sortedEntries(definition)), deepEntries(rest)]);
}
