import type { NetworkSpace, SearchSpace } from '../../space';

/** The space, where it is one of networks. */
export function asNetworkSpace(space: SearchSpace): NetworkSpace | undefined {
  const kind: string | undefined = space.kind;
  return kind === 'network' ? (space as unknown as NetworkSpace) : undefined;
}
