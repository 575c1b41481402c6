import { type OperationDefinition, operationNamed } from '../../../../cells/network/catalogue';
import type { GraphSpace, OperationType } from '../../../../cells/space';
import { createVocabulary, type GraphForm, type Label, maxPoolGain, type Vocabulary } from '../../vocabulary';

/**
 * Labels 1 … `operations.length` are the space's operations in the order declared. A `zero` operation on edges is no label:
 * such an edge is none; nor is an `identity` on edges where cells are read as what they compute.
 */
export interface GraphVocabulary extends Vocabulary {
  readonly operations: readonly OperationType[];
}

export function vocabularyOf(space: GraphSpace, graphForm: GraphForm): GraphVocabulary {
  const operations = space.operations.filter(
    ({ definition: { kind } }) =>
      space.operationsOn === 'vertices' ||
      (kind !== 'zero' && !(graphForm === 'functional' && kind === 'identity')),
  );
  return { ...createVocabulary(operations.map(({ definition }) => labelOf(definition))), operations };
}

function labelOf(definition: OperationDefinition): Label {
  const { kind } = definition;
  const key = `${kind}${definition['kernel'] ?? ''}`;
  switch (operationNamed(kind).family) {
    case 'pooling':
      return { key: 'pool', does: 'pool', ...(kind === 'maxpool' ? { gain: maxPoolGain } : {}) };
    case 'convolution':
      return { key, does: Number(definition['kernel']) >= 3 ? 'spatial' : 'pointwise' };
    default:
      return { key, does: kind === 'identity' ? 'pass' : 'other' };
  }
}
