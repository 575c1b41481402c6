import type { GraphCell } from '../../../../cells/cell';
import type { GraphSpace } from '../../../../cells/space';
import type { FeatureKind } from '../featureKind';
import { createGraphReader } from './graphReader';
import { createTensorReader } from './tensor';
import { vocabularyOf } from './vocabulary';

export const graphFeatures: FeatureKind<GraphSpace, GraphCell> = {
  graphReader: createGraphReader,
  tensorReader: createTensorReader,
  traits: space => ({
    fixedGraph: space.operationsOn === 'edges',
    wholeNetwork: false,
    untrained: {
      definitions: [
        undefined,
        ...vocabularyOf(space, 'functional').operations.map(({ definition }) => definition),
      ],
      concatenates: space.operationsOn === 'vertices',
    },
  }),
};
