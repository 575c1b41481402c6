import type { GraphCell } from '../../cell';
import { callOf } from '../../network/catalogue';
import type { Block, Call, NetworkNode, Path } from '../../network/network';
import { type Size, share } from '../../network/size';
import type { GraphSpace } from '../../space';
import { isZero } from './limits';
import { type PartNames, partNames } from './partNames';

/** What a cell computes from one feature map. `names`: of its vertices, input and output included. */
export function graphBlock(
  space: GraphSpace,
  cell: GraphCell,
  name: string,
  names?: readonly string[],
): Block {
  const parts = partNames(space, cell, names);
  return space.operationsOn === 'vertices'
    ? vertexBlock(space, cell, name, parts)
    : edgeBlock(space, cell, name, parts);
}

/**
 * NAS-Bench-101's `build_module`: the cell's input enters an inner vertex, and the output, through a 1×1 convolution; inner
 * inputs are truncated to the channels of the vertex; what feeds the output is concatenated or summed, and the projected
 * input added. With a concatenated output the vertices that feed it share its channels, and others have the most of their
 * successors.
 */
function vertexBlock(space: GraphSpace, cell: GraphCell, name: string, parts: PartNames): Block {
  const n = cell.vertices;
  const inner = Array.from({ length: n - 2 }, (_, i) => i + 1);
  const edge = (from: number, to: number) => cell.edges[from * n + to] === 1;
  const feeders = inner.filter(v => edge(v, n - 1));
  const shares = space.output === 'concat' && feeders.length > 1;
  const sources = shares ? channelSources(cell) : inner;
  const width = (v: number): Size => ({ parameter: shares && v < n - 1 ? parts.values[v]! : 'outputs' });
  const nodes = createNodes();
  const preactivation = isPreActivated(space);
  const project = (v: number): string =>
    nodes.call(parts.projections[v]!, conv1x1(width(v), preactivation), ['x'], [v], true);

  for (const v of inner) {
    const value = parts.values[v]!;
    const terms = inner
      .filter(u => u < v && edge(u, v))
      .map(u =>
        shares && sources[u] !== sources[v]
          ? nodes.call(
              `${value}.from_${u}`,
              { callee: 'truncate', arguments: { channels: width(v) } },
              [parts.values[u]!],
              [v],
              true,
            )
          : parts.values[u]!,
      );
    if (edge(0, v)) terms.push(project(v));
    const { definition } = space.operations[cell.operations[v - 1]!]!;
    nodes.call(
      value,
      callOf(definition, { channels: width(v), preactivation }),
      [nodes.sum(`${value}.sum`, terms, [v])],
      [v],
    );
  }
  const output = parts.values[n - 1]!;
  const values = feeders.map(v => parts.values[v]!);
  const joined: string[] = [];
  if (shares)
    joined.push(nodes.call(`${output}.concat`, { callee: 'concat', arguments: {} }, values, undefined, true));
  else if (values.length > 0) joined.push(nodes.sum(`${output}.joined`, values));
  if (edge(0, n - 1)) joined.push(project(n - 1));
  return {
    name,
    parameters: [{ name: 'inputs', channelsOf: 'x' }, { name: 'outputs' }],
    inputs: ['x'],
    sizes: shares ? sharedSizes(inner, feeders, sources, parts) : [],
    nodes: nodes.all,
    outputs: [
      { name: 'output', from: nodes.sum(`${output}.sum`, joined), channels: { parameter: 'outputs' } },
    ],
  };
}

function sharedSizes(
  inner: readonly number[],
  feeders: readonly number[],
  sources: readonly number[],
  parts: PartNames,
): Block['sizes'] {
  const sized = (v: number, size: Size) => ({ name: parts.values[v]!, attribute: parts.channels[v]!, size });
  return [
    ...feeders.map((v, part) => sized(v, share({ parameter: 'outputs' }, part, feeders.length))),
    ...inner
      .toReversed()
      .filter(v => sources[v] !== v)
      .map(v => sized(v, { parameter: parts.values[sources[v]!]! })),
  ];
}

/**
 * For each vertex of a cell with concatenated output, the lowest-numbered vertex that feeds the output and has as many
 * channels. Shares never grow with the number, so that is the widest of its successors (see `vertexChannels`).
 */
function channelSources({ vertices: n, edges }: GraphCell): number[] {
  const sources = Array.from({ length: n }, (_, v) => v);
  for (let v = n - 2; v > 0; v--) {
    if (edges[v * n + n - 1]) continue;
    let source = n;
    for (let w = v + 1; w < n - 1; w++) if (edges[v * n + w]) source = Math.min(source, sources[w]!);
    sources[v] = source;
  }
  return sources;
}

/** NAS-Bench-201's `InferCell`: a vertex is the sum of its edges; every edge is built, whether it leads anywhere or not. */
function edgeBlock(space: GraphSpace, cell: GraphCell, name: string, parts: PartNames): Block {
  const n = cell.vertices;
  const channels: Size = { parameter: 'channels' };
  const nodes = createNodes();
  const preactivation = isPreActivated(space);
  for (let to = 1; to < n; to++) {
    const terms: string[] = [];
    for (let from = 0; from < to; from++) {
      const at = from * n + to;
      const entry = cell.edges[at]!;
      if (isZero(space, entry)) continue;
      const { definition } = space.operations[entry - 1]!;
      const call = callOf(definition, { channels, preactivation });
      terms.push(nodes.call(parts.operations[at]!, call, [parts.values[from]!], [from, to], true));
    }
    const value = parts.values[to]!;
    if (terms.length > 1) nodes.call(value, { callee: 'add', arguments: {} }, terms, [to]);
    else if (terms.length === 1) nodes.call(value, { callee: 'identity', arguments: {} }, terms);
    else nodes.call(value, { callee: 'zero', arguments: {} }, ['x']);
  }
  return {
    name,
    parameters: [{ name: 'channels', channelsOf: 'x' }],
    inputs: ['x'],
    sizes: [],
    nodes: nodes.all,
    outputs: [{ name: 'output', from: parts.values[n - 1]!, channels }],
  };
}

function conv1x1(channels: Size, preactivation: boolean): Call {
  return { callee: 'conv', arguments: { channels, kernel: 1, preactivation } };
}

/**
 * A space whose stacks are joined by residual blocks is pre-activated, as NAS-Bench-201: ReLU, convolution, batch norm.
 * Else, as in NAS-Bench-101: convolution, batch norm, ReLU.
 */
function isPreActivated({ skeleton }: GraphSpace): boolean {
  return skeleton.between === 'residual';
}

function createNodes() {
  const all: NetworkNode[] = [];
  const call = (name: string, call: Call, inputs: readonly string[], site?: Path, inline?: true): string => {
    all.push({ kind: 'call', name, call, inputs, ...(site ? { site } : {}), ...(inline ? { inline } : {}) });
    return name;
  };
  return {
    all,
    call,
    /** The sum of some values; the one value itself. */
    sum: (name: string, terms: readonly string[], site?: Path) =>
      terms.length === 1 ? terms[0]! : call(name, { callee: 'add', arguments: {} }, terms, site, true),
  };
}
