import { catalogue } from '../../../cells/network/catalogue';
import { layerCost } from '../../../cells/network/costs';
import type { FlatNetwork, Layer, Shape } from '../../../cells/network/network';
import { places } from '../../../cells/network/network';

/**
 * What features tell layers apart by: what an operation does, never its name. `conv1` and `convk` are convolutions of 1×1
 * and of larger kernels, `depthwise` those of each channel by itself, `gate` squeeze-and-excitation and its like.
 */
export const layerKinds = [
  'conv1',
  'convk',
  'depthwise',
  'pool',
  'linear',
  'attention',
  'gate',
  'add',
  'concat',
  'globalpool',
  'activation',
  'pass',
] as const;
export type LayerKind = (typeof layerKinds)[number];

/** A layer as features see it: one thing that is done. */
export interface PlainLayer {
  readonly kind: LayerKind;
  /** Indices of earlier layers; none for an input of the network. */
  readonly inputs: readonly number[];
  /** Channels of the first input, and of the output. */
  readonly from: number;
  readonly channels: number;
  /** Places of the output: `height × width`, or the length of a sequence. */
  readonly places: number;
  /** Side of the window that it looks at; 1 where it has none. */
  readonly kernel: number;
  readonly parameters: number;
  readonly macs: number;
  /** Of attention; 0 elsewhere. */
  readonly heads: number;
}

/** A network of plain layers, each of which the output depends on; the last gives the output. */
export interface NetworkReading {
  readonly layers: readonly PlainLayer[];
  /** Whether the places are those of a sequence. */
  readonly sequence: boolean;
  /** Names of operations of which nothing is known but what they cost. */
  readonly unknown: readonly string[];
}

/** Kernels and the like of one operation as plain layers, each of which reads the one before. */
interface Part {
  readonly kind: LayerKind;
  readonly kernel?: number;
  /** Share of the layer's costs. */
  readonly costs?: (costs: { parameters: number; macs: number }, layer: Layer, input: Shape) => Costs;
  readonly heads?: number;
}

interface Costs {
  readonly parameters: number;
  readonly macs: number;
}

type PartsOf = (layer: Layer, input: Shape) => readonly Part[];

const one =
  (kind: LayerKind): PartsOf =>
  () => [{ kind }];

/** Activations that are not ReLU stand for themselves; ReLU follows nearly every layer and says nothing. */
function activated(layer: Layer, parts: readonly Part[]): readonly Part[] {
  const { activation = 'relu' } = layer.arguments;
  return activation === 'relu' || activation === 'none'
    ? parts
    : [...parts, { kind: 'activation', costs: nothing }];
}

const nothing = () => ({ parameters: 0, macs: 0 });

/** A filter's side, from a number or from words such as `7x1`. */
function sideOf(value: unknown, dilation: unknown = 1): number {
  if (typeof value === 'number') return 1 + (value - 1) * Number(dilation);
  const sides = String(value ?? 1)
    .split('x')
    .map(Number);
  const side = Math.sqrt(sides.length > 1 ? sides[0]! * sides[1]! : sides[0]! ** 2);
  return 1 + (side - 1) * Number(dilation);
}

const convolution: PartsOf = (layer, input) => {
  const kernel = sideOf(layer.arguments['kernel'], layer.arguments['dilation']);
  const groups = Number(layer.arguments['groups'] ?? 1);
  const kind = groups > 1 && groups >= input.channels ? 'depthwise' : kernel === 1 ? 'conv1' : 'convk';
  return activated(layer, [{ kind, kernel }]);
};

const operations: Readonly<Record<string, PartsOf>> = {
  conv: convolution,
  depthwise: layer =>
    activated(layer, [
      { kind: 'depthwise', kernel: sideOf(layer.arguments['kernel'], layer.arguments['dilation']) },
    ]),
  shortcut: layer =>
    activated({ ...layer, arguments: { activation: 'none', ...layer.arguments } }, [{ kind: 'conv1' }]),
  separable: (layer, input) => {
    const filter = Number(layer.arguments['kernel']) ** 2 * input.channels;
    const depth = { parameters: filter, macs: filter * places(layer.output) };
    return activated(layer, [
      {
        kind: 'depthwise',
        kernel: sideOf(layer.arguments['kernel'], layer.arguments['dilation']),
        costs: () => depth,
      },
      {
        kind: 'conv1',
        costs: all => ({ parameters: all.parameters - depth.parameters, macs: all.macs - depth.macs }),
      },
    ]);
  },
  maxpool: layer => [{ kind: 'pool', kernel: sideOf(layer.arguments['kernel']) }],
  avgpool: layer => [{ kind: 'pool', kernel: sideOf(layer.arguments['kernel']) }],
  linear: layer =>
    activated({ ...layer, arguments: { activation: 'none', ...layer.arguments } }, [{ kind: 'linear' }]),
  attention: layer => [{ kind: 'attention', heads: Number(layer.arguments['heads'] ?? 1) }],
  se: one('gate'),
  gate: one('gate'),
  add: one('add'),
  residual: one('add'),
  concat: one('concat'),
  globalpool: one('globalpool'),
  silu: one('activation'),
  gelu: one('activation'),
  hardswish: one('activation'),
  sigmoid: one('activation'),
  hardsigmoid: one('activation'),
  tanh: one('activation'),
  relu: one('pass'),
  relu6: one('pass'),
  batchnorm: one('pass'),
  layernorm: one('pass'),
  rmsnorm: one('pass'),
  scale: one('pass'),
  identity: one('pass'),
  truncate: one('pass'),
  upsample: one('pass'),
  split: one('pass'),
  shuffle: one('pass'),
  patches: layer => [{ kind: 'convk', kernel: sideOf(layer.arguments['size']) }],
  embedding: one('pass'),
  positions: one('pass'),
  classtoken: one('pass'),
  firsttoken: one('pass'),
  dropout: one('pass'),
};

/** Operations whose value does not depend on their inputs. */
const constant = new Set(['zero']);

export function isReadable(operation: string): boolean {
  return operation === 'input' || constant.has(operation) || Object.hasOwn(operations, operation);
}

/** The plain layers of a network, without those that its outputs do not depend on. */
export function readNetwork(network: FlatNetwork): NetworkReading {
  const live = liveLayers(network);
  const layers: PlainLayer[] = [];
  const place = new Map<number, number>();
  const unknown = new Set<string>();
  const costsOf = costReader(network);
  for (const [index, layer] of network.layers.entries()) {
    if (!live[index]) continue;
    const inputs = layer.inputs.map(input => place.get(input)).filter(at => at !== undefined);
    if (layer.operation === 'input') {
      place.set(index, layers.length);
      layers.push(inputLayer(layer.output));
      continue;
    }
    // A sum of nothing, and what only reads such a sum, gives nothing.
    if (inputs.length === 0) continue;
    if (!isReadable(layer.operation)) unknown.add(layer.operation);
    const from = network.layers[layer.inputs[0]!]!.output;
    // What is left of a sum of which one term is not constant.
    if (layer.operation === 'add' && inputs.length === 1) {
      place.set(index, inputs[0]!);
      continue;
    }
    const parts = (operations[layer.operation] ?? one('pass'))(layer, from);
    const costs = costsOf(layer);
    let read: readonly number[] = inputs;
    let channels = from.channels;
    for (const part of parts) {
      const own = part.costs?.(costs, layer, from) ?? costs;
      layers.push({
        kind: part.kind,
        inputs: read,
        from: channels,
        channels: layer.output.channels,
        places: places(layer.output),
        kernel: part.kernel ?? 1,
        heads: part.heads ?? 0,
        ...own,
      });
      read = [layers.length - 1];
      channels = layer.output.channels;
    }
    place.set(index, layers.length - 1);
  }
  // Where the output is constant, the input stands for the whole network.
  if (layers.length === 0) layers.push(inputLayer(network.layers[0]!.output));
  const sequence = network.layers.some(
    ({ operation, output }) => operation === 'input' && output.extent.length === 1,
  );
  return { layers, sequence, unknown: [...unknown] };
}

function inputLayer(output: Shape): PlainLayer {
  return {
    kind: 'pass',
    inputs: [],
    from: output.channels,
    channels: output.channels,
    places: places(output),
    kernel: 1,
    parameters: 0,
    macs: 0,
    heads: 0,
  };
}

/** Costs of a network's layers. Those of a call that was made before share their arguments, and cost the same. */
function costReader(network: FlatNetwork): (layer: Layer) => Costs {
  const known = new Map<Layer['arguments'], { readonly output: Shape; readonly costs: Costs }>();
  return layer => {
    if (!Object.hasOwn(catalogue, layer.operation)) return nothing();
    const before = known.get(layer.arguments);
    if (before?.output === layer.output) return before.costs;
    const { parameters, flops } = layerCost(network, layer, 'macs');
    const costs = { parameters, macs: flops };
    known.set(layer.arguments, { output: layer.output, costs });
    return costs;
  };
}

/** Layers that an output depends on, constants and what reads them alone left out. */
function liveLayers({ layers, outputs }: FlatNetwork): boolean[] {
  const live = layers.map(() => false);
  for (const { layer } of outputs) live[layer] = true;
  for (let i = layers.length - 1; i >= 0; i--)
    if (live[i] && constant.has(layers[i]!.operation)) live[i] = false;
    else if (live[i]) for (const input of layers[i]!.inputs) live[input] = true;
  return live;
}
