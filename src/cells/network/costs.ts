import { type OperationDefinition, operationNamed, withDefaults } from './catalogue';
import type { FlatNetwork, Layer, LayerArguments, Shape } from './network';
import type { Counting, Weight } from './operation';

/** What something costs. Parameters are those that are trained; FLOPs are of one image. */
export interface Cost {
  readonly parameters: number;
  readonly flops: number;
}

export function networkCosts(network: FlatNetwork, counting: Counting): Cost {
  let parameters = 0;
  let flops = 0;
  for (const layer of network.layers) {
    const cost = layerCost(network, layer, counting);
    parameters += cost.parameters;
    flops += cost.flops;
  }
  return { parameters, flops };
}

export function layerCost(network: FlatNetwork, layer: Layer, counting: Counting): Cost {
  if (isOpen(layer)) return { parameters: 0, flops: 0 };
  const inputs = layer.inputs.map(input => network.layers[input]!.output);
  return callCost(layer.operation, layer.arguments, inputs, layer.output, counting);
}

/** What one operation costs. */
export function callCost(
  name: string,
  given: LayerArguments,
  inputs: readonly Shape[],
  output: Shape,
  counting: Counting,
): Cost {
  const operation = operationNamed(name);
  const weights = operation.weights?.(given, inputs, output) ?? [];
  return {
    parameters: elementCount(weights.filter(({ trained }) => trained)),
    flops: operation.flops?.(given, inputs, output, counting) ?? 0,
  };
}

/** What an operation of a space costs on a map of which it makes another one like it. */
export function operationCost(definition: OperationDefinition, map: Shape, counting: Counting): Cost {
  const { kind, ...values } = definition;
  const given = withDefaults(kind, { ...values, channels: map.channels });
  return callCost(kind, given, [map], map, counting);
}

/** The weights of a layer, by their names in the operation. */
export function weightsOf(network: FlatNetwork, layer: Layer): readonly Weight[] {
  if (isOpen(layer)) return [];
  const inputs = layer.inputs.map(input => network.layers[input]!.output);
  return operationNamed(layer.operation).weights?.(layer.arguments, inputs, layer.output) ?? [];
}

/** Every weight of a network by its name in the `state_dict`, in the order of the layers. */
export function networkWeights(network: FlatNetwork): Weight[] {
  return network.layers.flatMap(layer =>
    weightsOf(network, layer).map(weight => ({ ...weight, name: `${layer.name}.${weight.name}` })),
  );
}

export function elementCount(weights: readonly Weight[]): number {
  let count = 0;
  for (const { shape } of weights) count += shape.reduce((product, size) => product * size, 1);
  return count;
}

function isOpen({ operation }: Layer): boolean {
  return operation === 'input' || operation === 'chosen';
}
