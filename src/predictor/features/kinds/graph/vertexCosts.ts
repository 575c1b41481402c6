import { projectionCost } from '../../../../cells/kinds/graph/costs';
import type { OperationDefinition } from '../../../../cells/network/catalogue';
import { operationCost } from '../../../../cells/network/costs';
import { elements } from '../../../../cells/network/network';
import { baseCost, countingOf, placesOf } from '../../../../cells/network/places';
import type { GraphSpace } from '../../../../cells/space';
import type { GraphVocabulary } from './vocabulary';

/**
 * What a vertex costs in the whole network as a polynomial of its share of the channels `r`: `square·r² + linear·r`.
 *
 * Close to `cellCosts` (which rounds channels to whole numbers) and some hundred times faster.
 */
export interface VertexCosts {
  /** `[labels · 4]`: square and linear coefficient of the parameters, then of the FLOPs. */
  readonly operation: Float64Array;
  /** The projection of the cell's input into a vertex, likewise; zero where operations stand on edges. */
  readonly projection: Float64Array;
  /** FLOPs of each addition of a vertex's inputs, for `r` = 1. */
  readonly addition: number;
  /** What the network costs without its cells. */
  readonly base: { readonly parameters: number; readonly flops: number };
}

export function vertexCostsOf(space: GraphSpace, vocabulary: GraphVocabulary): VertexCosts {
  return space.operationsOn === 'vertices' ? networkCosts(space, vocabulary) : unitCosts(vocabulary);
}

function networkCosts(space: GraphSpace, { operations, labels }: GraphVocabulary): VertexCosts {
  const counting = countingOf(space);
  const operation = new Float64Array(labels * 4);
  const projection = new Float64Array(4);
  let addition = 0;
  const { places } = placesOf(space);
  for (const place of places) {
    const at = (r: number) => ({ ...place.output, channels: place.output.channels * r });
    for (const [index, { definition }] of operations.entries())
      addPolynomial(operation, (index + 1) * 4, place.count, r => operationCost(definition, at(r), counting));
    addPolynomial(projection, 0, place.count, r => projectionCost(place.input.channels, at(r), counting));
    if (counting === 'flops') addition += place.count * elements(place.output);
  }
  return { operation, projection, addition, base: baseCost(space, counting) };
}

/**
 * Operations on edges all have the same channels, so what counts is their proportion: parameters and FLOPs both in
 * 1×1 convolutions.
 */
function unitCosts({ operations, labels }: GraphVocabulary): VertexCosts {
  const operation = new Float64Array(labels * 4);
  for (const [index, { definition }] of operations.entries()) {
    const unit = unitCost(definition);
    operation[(index + 1) * 4 + 1] = unit;
    operation[(index + 1) * 4 + 3] = unit;
  }
  return { operation, projection: new Float64Array(4), addition: 0, base: { parameters: 1, flops: 1 } };
}

function unitCost({ kind, ...given }: OperationDefinition): number {
  const kernel = Number(given['kernel']);
  switch (kind) {
    case 'conv':
      return kernel ** 2 / Number(given['groups']);
    case 'separable':
      return 1 + kernel ** 2 / 16;
    case 'depthwise':
      return kernel ** 2 / 16;
    case 'maxpool':
    case 'avgpool':
      return 0.2;
    default:
      return 0;
  }
}

/** The polynomial through the costs at `r` = 1 and ½: they have no constant and no higher term. */
function addPolynomial(
  into: Float64Array,
  at: number,
  times: number,
  cost: (r: number) => { parameters: number; flops: number },
): void {
  const whole = cost(1);
  const half = cost(0.5);
  const add = (offset: number, one: number, two: number) => {
    into[at + offset]! += times * (2 * one - 4 * two);
    into[at + offset + 1]! += times * (4 * two - one);
  };
  add(0, whole.parameters, half.parameters);
  add(2, whole.flops, half.flops);
}
