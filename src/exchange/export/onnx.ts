import type { FeatureMap } from '../../cells/operationCosts';
import { type Layer, type Network, weightShapes } from './network';
import { bytes, encode, type Fields, float, integer, message, string } from './protobuf';

/** The operator set that exported models name, and the version of the file format. */
export const onnxOpset = 17;
const irVersion = 8;

/**
 * An ONNX model (`onnx.proto3`): 32-bit floats, images as `[batch, channels, height, width]`, batch norms as they work
 * after training. `weights` by the names of `weightShapes`, which are those of the PyTorch export's state dict.
 */
export function writeOnnx(
  network: Network,
  weights: ReadonlyMap<string, Float32Array>,
  about: { readonly version: string; readonly doc: string },
): Uint8Array {
  const { layers, input, name } = network;
  const last = layers[layers.length - 1]!;
  const flat = last.operation.kind === 'dense';
  const graph = [
    ...layers.map((layer, i) => nodes(network, layer, i)),
    string(2, name),
    ...weightShapes(network).map(weight => initializer(weight, weights.get(weight.name)!)),
    valueInfo(11, 'input', ['batch', input.channels, input.height, input.width]),
    valueInfo(12, 'output', flat ? ['batch', last.output.channels] : ['batch', ...dimensions(last.output)]),
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

function valueName({ layers }: Network, value: number): string {
  return value === 0 ? 'input' : value === layers.length ? 'output' : `${layers[value - 1]!.name}.out`;
}

/** The node or nodes of one layer. */
function nodes(network: Network, layer: Layer, index: number): Fields {
  const { operation, name, output } = layer;
  const inputs = layer.inputs.map(value => valueName(network, value));
  const from = layer.inputs[0] === 0 ? network.input : network.layers[layer.inputs[0]! - 1]!.output;
  const result = valueName(network, index + 1);
  const single = (type: string, more: readonly string[] = [], ...attributes: readonly Fields[]) =>
    node(type, name, [...inputs, ...more], result, attributes);
  switch (operation.kind) {
    case 'conv': {
      const { kernel, stride, dilation, groups } = operation;
      const pads = stride === 2 ? [1, 1, 1, 1] : same(dilation * (kernel - 1));
      return single(
        'Conv',
        [`${name}.weight`],
        integers('kernel_shape', [kernel, kernel]),
        integers('strides', [stride, stride]),
        integers('dilations', [dilation, dilation]),
        integers('pads', pads),
        whole('group', groups),
      );
    }
    case 'norm': {
      const parts = ['weight', 'bias', 'running_mean', 'running_var'].map(part => `${name}.${part}`);
      return single('BatchNormalization', parts, real('epsilon', 1e-5));
    }
    case 'relu':
      return single('Relu');
    case 'maxpool':
    case 'avgpool': {
      const { kernel, stride } = operation;
      const pads = stride === 2 ? [0, 0, from.height % 2, from.width % 2] : same(kernel - 1);
      return single(
        operation.kind === 'maxpool' ? 'MaxPool' : 'AveragePool',
        [],
        integers('kernel_shape', [kernel, kernel]),
        integers('strides', [stride, stride]),
        integers('pads', pads),
      );
    }
    case 'add':
      return single('Sum');
    case 'concat':
      return single('Concat', [], whole('axis', 1));
    case 'first': {
      const bounds = [0, output.channels, 1].map((value, i) =>
        constant(`${name}.${['start', 'end', 'axis'][i]}`, value),
      );
      const names = ['start', 'end', 'axis'].map(part => `${name}.${part}`);
      return [...bounds.flat(), ...single('Slice', names)];
    }
    case 'zeros':
      return [
        ...node('Shape', `${name}.shape`, inputs, `${name}.shape`, []),
        ...node('ConstantOfShape', name, [`${name}.shape`], result, []),
      ];
    case 'mean':
      return [
        ...node('GlobalAveragePool', name, inputs, `${name}.map`, []),
        ...node('Flatten', `${name}.flatten`, [`${name}.map`], result, [whole('axis', 1)]),
      ];
    case 'dense':
      return single('Gemm', [`${name}.weight`, `${name}.bias`], whole('transB', 1));
  }
}

/** Padding before and after, for height and width, that keeps the size; an odd one goes behind, as in TensorFlow. */
function same(total: number): number[] {
  const before = Math.floor(total / 2);
  return [before, before, total - before, total - before];
}

function dimensions({ channels, height, width }: FeatureMap): number[] {
  return [channels, height, width];
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

function integers(name: string, values: readonly number[]): Fields {
  return message(5, string(1, name), ...values.map(value => integer(8, value)), integer(20, 7));
}

/** A node that gives `[value]` as 64-bit integers. */
function constant(name: string, value: number): Fields {
  const tensor = message(5, integer(1, 1), integer(2, 7), integer(7, value));
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
