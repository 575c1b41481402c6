import { operationNamed } from '../../cells/network/catalogue';
import { networkWeights } from '../../cells/network/costs';
import type { FlatNetwork, Layer, Shape } from '../../cells/network/network';
import type { OnnxFloats, OnnxIntegers, OnnxNode } from '../../cells/network/operation';
import { bytes, encode, type Fields, float, integer, message, string } from './protobuf';

/** The operator set that exported models name, and the version of the file format. */
export const onnxOpset = 17;
const irVersion = 8;

/**
 * An ONNX model (`onnx.proto3`): 32-bit floats, images as `[batch, channels, height, width]`, batch norms as they work
 * after training. `weights` by the names of `networkWeights`, which are those of the PyTorch export's state dict.
 */
export function writeOnnx(
  network: FlatNetwork,
  weights: ReadonlyMap<string, Float32Array>,
  about: { readonly name: string; readonly version: string; readonly doc: string },
): Uint8Array {
  const { layers, outputs } = network;
  const graph = [
    ...layers.map((layer, index) => nodes(network, layer, index)),
    ...outputs.flatMap(({ name, layer }) => outputNode(network, name, layer)),
    string(2, about.name),
    ...networkWeights(network).map(weight => initializer(weight, weights.get(weight.name)!)),
    ...layers
      .filter(({ operation }) => operation === 'input')
      .map(({ output }, i) =>
        valueInfo(11, i === 0 ? 'input' : `input${i}`, ['batch', ...dimensions(output)]),
      ),
    ...outputs.map(({ name, layer }) => valueInfo(12, name, ['batch', ...dimensions(layers[layer]!.output)])),
  ];
  return encode(
    integer(1, irVersion),
    string(2, 'ReNAS'),
    string(3, about.version),
    string(6, about.doc),
    message(7, ...graph),
    message(8, string(1, ''), integer(2, onnxOpset)),
  );
}

/** What a layer gives is called after it; an output has its own name. */
function valueName({ layers, outputs }: FlatNetwork, index: number): string {
  const layer = layers[index]!;
  if (layer.operation === 'input') return index === 0 ? 'input' : `input${index}`;
  return outputs.find(output => output.layer === index)?.name ?? `${layer.name}.out`;
}

/** An output that is an input of the network, or also another output, needs a node of its own. */
function outputNode(network: FlatNetwork, name: string, layer: number): Fields[] {
  const from = valueName(network, layer);
  return from === name ? [] : [node('Sum', name, [from], name, [])];
}

/** The nodes of one layer. */
function nodes(network: FlatNetwork, layer: Layer, index: number): Fields {
  if (layer.operation === 'input') return [];
  const inputs = layer.inputs.map(input => network.layers[input]!.output);
  const made = operationNamed(layer.operation).onnx(layer.arguments, inputs, layer.output);
  const result = valueName(network, index);
  const given = layer.inputs.map(input => valueName(network, input));
  const results: string[] = [];
  let values = given;
  return made.flatMap((each, i) => {
    const name = each.part ? `${layer.name}.${each.part}` : layer.name;
    const own = (part: string) => `${layer.name}.${part}`;
    const constants = Object.entries(each.constants ?? {});
    const output = i === made.length - 1 ? result : `${name}.value`;
    const from = each.reads?.map(index => (index < 0 ? given[-1 - index]! : results[index]!)) ?? values;
    const reads = [
      ...from,
      ...(each.weights ?? []).map(own),
      ...constants.map(([part, value]) => (value === null ? '' : own(part))),
    ];
    values = [output];
    results.push(output);
    return [
      ...constants.flatMap(([part, value]) => constant(own(part), value)),
      ...node(each.type, name, reads, output, attributes(each)),
    ];
  });
}

function attributes({ integers = {}, floats = {}, words = {} }: OnnxNode): Fields[] {
  return [
    ...Object.entries(words).map(([name, value]) => text(name, value)),
    ...Object.entries(integers).map(([name, value]) =>
      typeof value === 'number' ? whole(name, value) : list(name, value),
    ),
    ...Object.entries(floats).map(([name, value]) => real(name, value)),
  ];
}

function dimensions({ channels, extent }: Shape): number[] {
  return [channels, ...extent];
}

// The messages of onnx.proto3, by their field numbers.

function node(
  type: string,
  name: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Fields[],
): Fields {
  return message(
    1,
    ...inputs.map(input => string(1, input)),
    string(2, output),
    string(3, name),
    string(4, type),
    ...attributes,
  );
}

function whole(name: string, value: number): Fields {
  return message(5, string(1, name), integer(3, value), integer(20, 2));
}

function real(name: string, value: number): Fields {
  return message(5, string(1, name), float(2, value), integer(20, 1));
}

function list(name: string, values: readonly number[]): Fields {
  return message(5, string(1, name), ...values.map(value => integer(8, value)), integer(20, 7));
}

function text(name: string, value: string): Fields {
  return message(5, string(1, name), string(4, value), integer(20, 3));
}

/** A node that gives 64-bit integers, one of them as a vector too, or 32-bit floats; none for an input left out. */
function constant(name: string, value: number | OnnxFloats | OnnxIntegers | null): Fields {
  if (value === null) return [];
  const integers = typeof value === 'number' ? [value] : 'integers' in value ? value.integers : [];
  const tensor =
    typeof value === 'object' && 'floats' in value
      ? message(
          5,
          ...(value.scalar ? [] : [integer(1, value.floats.length)]),
          integer(2, 1),
          ...value.floats.map(each => float(4, each)),
        )
      : message(5, integer(1, integers.length), integer(2, 7), ...integers.map(each => integer(7, each)));
  return node('Constant', name, [], name, [message(5, string(1, 'value'), tensor, integer(20, 4))]);
}

function initializer(
  { name, shape }: { readonly name: string; readonly shape: readonly number[] },
  values: Float32Array,
): Fields {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message(5, ...shape.map(size => integer(1, size)), integer(2, 1), string(8, name), bytes(9, raw));
}

function valueInfo(field: number, name: string, shape: readonly (number | string)[]): Fields {
  const sizes = shape.map(size => message(1, typeof size === 'number' ? integer(1, size) : string(2, size)));
  return message(field, string(1, name), message(2, message(1, integer(1, 1), message(2, ...sizes))));
}
