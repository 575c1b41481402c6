import type { Cell } from '../../cells/cell';
import { vertexChannels } from '../../cells/costs';
import { isZero } from '../../cells/limits';
import type { OperationDefinition, SearchSpace } from '../../cells/space';
import type { Network } from './network';
import { type Convolution, createNetworkBuilder, type NetworkBuilder } from './networkBuilder';
import { type PartNames, partNames } from './partNames';

/** A cell to be exported, with the names it has in its source. */
export interface NamedCell {
  readonly space: SearchSpace;
  readonly cell: Cell;
  readonly name: string;
  /** Of the vertices, input and output included. */
  readonly names?: readonly string[];
  readonly doc?: string;
}

/**
 * A space whose stacks are joined by residual blocks is pre-activated, as NAS-Bench-201: ReLU, convolution, batch norm.
 * Else, as in NAS-Bench-101: convolution, batch norm, ReLU.
 */
export function isPreActivated({ skeleton }: SearchSpace): boolean {
  return skeleton.between === 'residual';
}

/** The cell in its skeleton: what `cellCosts` counts. */
export function buildNetwork({ space, cell, name, names }: NamedCell): Network {
  const { image, stem, stacks, cells, classes } = space.skeleton;
  const pre = isPreActivated(space);
  const network = createNetworkBuilder(image);
  const parts = partNames(space, cell, names);
  let features = 0;
  const next = () => `features.${features++}`;
  let x: number;
  if (pre) {
    x = network.conv(next(), 0, { channels: stem, kernel: 3 });
    x = network.add(next(), { kind: 'norm' }, [x]);
  } else x = convolve(network, pre, next(), 0, { channels: stem, kernel: 3 });
  for (let stack = 0; stack < stacks; stack++) {
    const channels = stem * 2 ** stack;
    if (stack > 0) x = reduce(network, space, next(), x, channels);
    for (let i = 0; i < cells; i++) x = addCell(network, space, cell, parts, `${next()}.`, x, channels);
  }
  if (pre) {
    x = network.add(next(), { kind: 'norm' }, [x]);
    x = network.add(next(), { kind: 'relu' }, [x]);
  }
  const { channels } = network.map(x);
  network.add(
    'classifier',
    { kind: 'dense', from: channels },
    [network.add('mean', { kind: 'mean' }, [x])],
    classes,
  );
  return { name, input: image, layers: network.layers };
}

/** One cell of the first stack alone, from one feature map to one of the same size. */
export function buildCell({ space, cell, name, names }: NamedCell): Network {
  const { image, stem } = space.skeleton;
  const input = { channels: stem, height: image.height, width: image.width };
  const network = createNetworkBuilder(input);
  const x = addCell(network, space, cell, partNames(space, cell, names), '', 0, stem);
  // The output is the last layer, also where it is the input or a vertex before others that lead nowhere.
  if (x !== network.layers.length || x === 0) network.add('output', { kind: 'add' }, [x]);
  return { name, input, layers: network.layers };
}

/**
 * Halves the resolution and gives `channels`, twice as many. Operations on edges can't widen what flows through them,
 * so behind a max pool each channel stands there twice, which like the pool has no weights.
 */
function reduce(
  network: NetworkBuilder,
  space: SearchSpace,
  name: string,
  x: number,
  channels: number,
): number {
  if (isPreActivated(space)) {
    const a = convolve(network, true, `${name}.a`, x, { channels, kernel: 3, stride: 2 });
    const b = convolve(network, true, `${name}.b`, a, { channels, kernel: 3 });
    const pooled = network.add(`${name}.pool`, { kind: 'avgpool', kernel: 2, stride: 2 }, [x]);
    return network.sum(`${name}.sum`, [network.conv(`${name}.shortcut`, pooled, { channels, kernel: 1 }), b]);
  }
  const pooled = network.add(name, { kind: 'maxpool', kernel: 2, stride: 2 }, [x]);
  return space.operationsOn === 'vertices' ? pooled : network.concat(`${name}.twice`, [pooled, pooled]);
}

function addCell(
  network: NetworkBuilder,
  space: SearchSpace,
  cell: Cell,
  parts: PartNames,
  prefix: string,
  x: number,
  channels: number,
): number {
  const place = { network, space, cell, parts, prefix, x, channels };
  return space.operationsOn === 'vertices' ? addVertexCell(place) : addEdgeCell(place);
}

interface CellPlace {
  readonly network: NetworkBuilder;
  readonly space: SearchSpace;
  readonly cell: Cell;
  readonly parts: PartNames;
  readonly prefix: string;
  readonly x: number;
  readonly channels: number;
}

/** NAS-Bench-101's `build_module`; see `cellCosts`. */
function addVertexCell({ network, space, cell, parts, prefix, x, channels }: CellPlace): number {
  const n = cell.vertices;
  const pre = isPreActivated(space);
  const widths = vertexChannels(space, cell, channels, network.map(x).channels);
  const project = (v: number) =>
    convolve(network, pre, prefix + parts.projections[v], x, { channels: widths[v]!, kernel: 1 });
  const values = [x];
  for (let v = 1; v < n - 1; v++) {
    const name = prefix + parts.values[v];
    const terms: number[] = [];
    for (let u = 1; u < v; u++)
      if (cell.edges[u * n + v]) terms.push(truncate(network, `${name}.from_${u}`, values[u]!, widths[v]!));
    if (cell.edges[v]) terms.push(project(v));
    const sum = network.sum(`${name}.sum`, terms);
    values.push(operate(network, pre, name, sum, space.operations[cell.operations[v - 1]!]!.definition));
  }
  const feeders = values.filter((_, v) => v > 0 && cell.edges[v * n + n - 1]);
  const name = prefix + parts.values[n - 1];
  const joined: number[] = [];
  if (feeders.length > 0)
    joined.push(
      space.output === 'concat'
        ? network.concat(`${name}.concat`, feeders)
        : network.sum(`${name}.joined`, feeders),
    );
  if (cell.edges[n - 1]) joined.push(project(n - 1));
  return network.sum(`${name}.sum`, joined);
}

/** NAS-Bench-201's `InferCell`. */
function addEdgeCell({ network, space, cell, parts, prefix, x }: CellPlace): number {
  const n = cell.vertices;
  const pre = isPreActivated(space);
  const values = [x];
  for (let to = 1; to < n; to++) {
    const terms: number[] = [];
    for (let from = 0; from < to; from++) {
      const at = from * n + to;
      const entry = cell.edges[at]!;
      if (isZero(space, entry)) continue;
      const { definition } = space.operations[entry - 1]!;
      terms.push(operate(network, pre, prefix + parts.operations[at], values[from]!, definition));
    }
    const name = `${prefix}${parts.values[to]}`;
    values.push(
      terms.length > 0
        ? network.sum(`${name}.sum`, terms)
        : network.add(`${name}.zeros`, { kind: 'zeros' }, [x]),
    );
  }
  return values[n - 1]!;
}

function operate(
  network: NetworkBuilder,
  pre: boolean,
  name: string,
  value: number,
  definition: OperationDefinition,
): number {
  const { channels } = network.map(value);
  switch (definition.kind) {
    case 'conv':
      return convolve(network, pre, name, value, {
        ...definition,
        channels,
        groups: greatestCommonDivisor(definition.groups, channels),
      });
    case 'separable':
    case 'depthwise':
      return convolve(
        network,
        pre,
        name,
        value,
        { ...definition, channels, groups: channels },
        definition.kind,
      );
    case 'maxpool':
    case 'avgpool':
      return network.add(name, { ...definition, stride: 1 }, [value]);
    case 'zero':
      return network.add(`${name}.zeros`, { kind: 'zeros' }, [value]);
    case 'identity':
      return value;
  }
}

/** A convolution, or a depthwise one with or without a 1×1 behind it, with its batch norm and ReLU. */
function convolve(
  network: NetworkBuilder,
  pre: boolean,
  name: string,
  value: number,
  convolution: Convolution,
  kind: 'conv' | 'separable' | 'depthwise' = 'conv',
): number {
  let x = value;
  if (pre) x = network.add(`${name}.relu`, { kind: 'relu' }, [x]);
  x = network.conv(kind === 'separable' ? `${name}.depth` : `${name}.conv`, x, convolution);
  if (kind === 'separable')
    x = network.conv(`${name}.point`, x, { channels: convolution.channels, kernel: 1 });
  x = network.add(`${name}.norm`, { kind: 'norm' }, [x]);
  return pre ? x : network.add(`${name}.relu`, { kind: 'relu' }, [x]);
}

function truncate(network: NetworkBuilder, name: string, value: number, channels: number): number {
  return network.map(value).channels === channels
    ? value
    : network.add(name, { kind: 'first' }, [value], channels);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
