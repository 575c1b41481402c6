import type { NetworkSpace, SearchSpace } from '../../space';

/** For what is written for networks alone; everything else asks the kind. */
export function isNetworkSpace(space: SearchSpace): space is NetworkSpace {
  return space.kind === 'network';
}
