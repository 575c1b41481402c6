import { type OperationDefinition, operationNamed } from '../../cells/network/catalogue';
import type { OperationType, SearchSpace } from '../../cells/space';

/**
 * How cells with operations on edges are read. `drawn`: every edge that is not `zero` is a vertex. `computed`: edges that do
 * nothing are gone, and what they join is joined directly, so that cells that compute the same are the same.
 */
export type GraphForm = 'syntactic' | 'functional';

/**
 * The labels a vertex can have: 0 is the input, 1 … `operations.length` the space's operations in the order declared,
 * the last the output. A `zero` operation on edges is no label: such an edge is none; nor is an `identity` on edges where
 * cells are read as what they compute.
 *
 * What the features count follows from what an operation does, never from its name.
 */
export interface Vocabulary {
  readonly operations: readonly OperationType[];
  /** With input and output. */
  readonly labels: number;
  /** What each label is called in feature names, equal for equal operations of different spaces. */
  readonly keys: readonly string[];
  /** `[labels]`, 1 where an operation has weights. */
  readonly weighted: Uint8Array;
  /** `[labels]`: by how much what has no weights raises the power it passes on. */
  readonly gain: Float64Array;
  /** `[labels]` for each of `counters`, 1 where an operation counts. */
  readonly counted: Readonly<Record<Counter, Uint8Array>>;
}

/**
 * What is counted along a path: weights that see neighbours, weights that see one place, pools, any weights, whatever
 * widens the receptive field, any operation.
 */
export type Counter = 'spatial' | 'pointwise' | 'pool' | 'weighted' | 'reach' | 'any';

export const counters: readonly Counter[] = ['spatial', 'pointwise', 'pool', 'weighted', 'reach', 'any'];

/** The maximum of neighbours is larger than they are: chosen between 1 and 2 on NAS-Bench-101's first half. */
const maxPoolGain = 1.25;

export function vocabularyOf(space: SearchSpace, graphForm: GraphForm): Vocabulary {
  const operations = space.operations.filter(
    ({ definition: { kind } }) =>
      space.operationsOn === 'vertices' ||
      (kind !== 'zero' && !(graphForm === 'functional' && kind === 'identity')),
  );
  const labels = operations.length + 2;
  const table = (holds: (definition: OperationDefinition) => boolean) => {
    const flags = new Uint8Array(labels);
    for (const [index, { definition }] of operations.entries()) if (holds(definition)) flags[index + 1] = 1;
    return flags;
  };
  const weighted = table(hasWeights);
  return {
    operations,
    labels,
    keys: ['input', ...distinct(operations.map(({ definition }) => keyOf(definition))), 'output'],
    weighted,
    gain: Float64Array.from({ length: labels }, (_, label) =>
      operations[label - 1]?.definition.kind === 'maxpool' ? maxPoolGain : 1,
    ),
    counted: {
      spatial: table(isSpatial),
      pointwise: table(definition => hasWeights(definition) && !isSpatial(definition)),
      pool: table(isPool),
      weighted,
      reach: table(definition => isSpatial(definition) || isPool(definition)),
      any: table(() => true),
    },
  };
}

function hasWeights({ kind }: OperationDefinition): boolean {
  return operationNamed(kind).family === 'convolution';
}

function isSpatial(definition: OperationDefinition): boolean {
  return hasWeights(definition) && Number(definition['kernel']) >= 3;
}

function isPool({ kind }: OperationDefinition): boolean {
  return operationNamed(kind).family === 'pooling';
}

function keyOf(definition: OperationDefinition): string {
  if (isPool(definition)) return 'pool';
  return `${definition.kind}${definition['kernel'] ?? ''}`;
}

/** A key that several operations share is numbered from the second on. */
function distinct(keys: readonly string[]): string[] {
  return keys.map((key, index) => {
    const before = keys.slice(0, index).filter(other => other === key).length;
    return before === 0 ? key : `${key}#${before + 1}`;
  });
}
