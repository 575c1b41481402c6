import type { SearchSpace } from './space';

/**
 * Equal for two spaces exactly when a cell of one is the same network in the other: what a predictor learned and every
 * stored score hold for both. The space's name, its documentation and published spellings do not count.
 */
export function spaceKey(space: SearchSpace): string {
  return JSON.stringify([
    space.operationsOn,
    space.operations.map(operation => sorted(operation.definition)),
    space.vertices,
    space.edges,
    space.output,
    sorted({ ...space.skeleton, image: sorted(space.skeleton.image) }),
  ]);
}

function sorted(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
