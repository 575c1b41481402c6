import type { SearchSpace } from '../cells/space';
import type { SharedOperations } from './kinds/network/sharedOperations';

/** What a file may use without declaring it: spaces by name, and operations of other files. */
export interface Known extends ReadonlyMap<string, SearchSpace> {
  readonly operations?: SharedOperations;
}

export function known(
  spaces: Iterable<readonly [name: string, space: SearchSpace]>,
  operations: SharedOperations,
): Required<Known> {
  return Object.assign(new Map(spaces), { operations });
}
