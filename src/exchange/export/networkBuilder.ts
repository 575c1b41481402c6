import type { FeatureMap } from '../../cells/operationCosts';
import type { Layer, LayerOperation } from './network';

/** Collects layers; a value is its place in the list that `Layer.inputs` speaks of. */
export interface NetworkBuilder {
  readonly layers: readonly Layer[];
  map(value: number): FeatureMap;
  add(name: string, operation: LayerOperation, inputs: readonly number[], channels?: number): number;
  /** The sum of some values; the one value itself. */
  sum(name: string, values: readonly number[]): number;
  concat(name: string, values: readonly number[]): number;
  /** A 'same' convolution without bias from the channels of `value`. */
  conv(name: string, value: number, convolution: Convolution): number;
}

export interface Convolution {
  readonly channels: number;
  readonly kernel: number;
  readonly stride?: 1 | 2;
  readonly dilation?: number;
  readonly groups?: number;
}

export function createNetworkBuilder(input: FeatureMap): NetworkBuilder {
  const layers: Layer[] = [];
  const map = (value: number) => (value === 0 ? input : layers[value - 1]!.output);
  const add: NetworkBuilder['add'] = (name, operation, inputs, channels) => {
    const { channels: same, height, width } = map(inputs[0]!);
    const output =
      operation.kind === 'mean' || operation.kind === 'dense'
        ? { height: 1, width: 1 }
        : 'stride' in operation && operation.stride === 2
          ? { height: Math.ceil(height / 2), width: Math.ceil(width / 2) }
          : { height, width };
    layers.push({ name, operation, inputs, output: { channels: channels ?? same, ...output } });
    return layers.length;
  };
  return {
    layers,
    map,
    add,
    sum: (name, values) => (values.length === 1 ? values[0]! : add(name, { kind: 'add' }, values)),
    concat(name, values) {
      if (values.length === 1) return values[0]!;
      const channels = values.reduce((sum, value) => sum + map(value).channels, 0);
      return add(name, { kind: 'concat' }, values, channels);
    },
    conv: (name, value, { channels, kernel, stride = 1, dilation = 1, groups = 1 }) =>
      add(
        name,
        { kind: 'conv', kernel, stride, dilation, groups, from: map(value).channels },
        [value],
        channels,
      ),
  };
}
