import type { GraphSpace } from '../../space';
import { sortedEntries } from '../sortedEntries';

/** Equal for two spaces of graphs exactly when a cell of one is the same network in the other. */
export function graphSpaceKey(space: GraphSpace): string {
  return JSON.stringify([
    space.operationsOn,
    space.operations.map(operation => sortedEntries(operation.definition)),
    space.vertices,
    space.edges,
    space.output,
    sortedEntries({ ...space.skeleton, image: sortedEntries(space.skeleton.image) }),
  ]);
}
