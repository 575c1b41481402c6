import type { FeatureKind } from '../featureKind';
import { createNetworkReader } from './networkReader';
import { createTensorReader } from './tensor';

/** What there is to read of the network of a cell, for kinds that say no more. */
export const networkFeatures: FeatureKind = {
  graphReader: createNetworkReader,
  tensorReader: createTensorReader,
  traits: () => ({ fixedGraph: false, wholeNetwork: true }),
};
