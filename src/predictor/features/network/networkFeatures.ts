import { costGroup } from './costGroup';
import { depthGroup } from './depthGroup';
import type { NetworkReading } from './reading';
import { shapeGroup } from './shapeGroup';
import { walkPower } from './walk';
import { walkGroup } from './walkGroup';

const groups = [costGroup, depthGroup, shapeGroup, walkGroup] as const;

/** Of each feature, in the order written. They mean the same in every space. */
export const networkFeatureNames: readonly string[] = groups.flatMap(({ names }) => names);

export type NetworkGroupName = 'costs' | 'depth' | 'shape' | 'walk';

/** The places of a group's features. */
export function featuresOf(name: NetworkGroupName): number[] {
  const at = (['costs', 'depth', 'shape', 'walk'] as const).indexOf(name);
  const start = groups.slice(0, at).reduce((sum, { names }) => sum + names.length, 0);
  return groups[at]!.names.map((_, i) => start + i);
}

/** Writes the features of a network from `at` on. */
export function writeNetworkFeatures(network: NetworkReading, out: Float32Array, at: number): void {
  const walk = walkPower(network);
  let to = at;
  for (const group of groups) {
    group.write(network, walk, out, to);
    to += group.names.length;
  }
}

/** `[networks, networkFeatureNames.length]` */
export function networkFeatures(networks: readonly NetworkReading[]): Float32Array {
  const width = networkFeatureNames.length;
  const out = new Float32Array(networks.length * width);
  for (const [i, network] of networks.entries()) writeNetworkFeatures(network, out, i * width);
  return out;
}
