import type { GraphCell } from '../../../cell';
import type { GraphSpace } from '../../../space';
import { graphKind } from '../../graph/graphKind';
import type { GraphNode } from '../choices';
import { emptySignature, type NodeKind } from './node';

/** A cell that is a graph, as one choice among others: what spaces of one cell have as their whole. */
export const graphNode: NodeKind<GraphNode, GraphCell> = {
  profile: (node, context) =>
    new Map([['', { signature: emptySignature(context), count: graphKind.size(spaceOf(node)).count }]]),
  sample(node, _signature, _context, random) {
    let draw = samplers.get(node);
    if (!draw || draw.random !== random) {
      draw = { random, next: graphKind.sampler(spaceOf(node), random) };
      samplers.set(node, draw);
    }
    return draw.next();
  },
  enumerate: node => graphKind.enumerate(spaceOf(node)),
  signatureOf: (_node, _value, context) => emptySignature(context),
  contains: (node, value) => isGraphCell(value) && graphKind.contains(spaceOf(node), value),
  canonical: (node, value) => graphKind.canonical!(spaceOf(node), value),
  neighbours: (node, value) => graphKind.neighbours(spaceOf(node), value),
  initial(node) {
    for (const first of graphKind.enumerate(spaceOf(node))) return first;
    throw new Error('There is no graph to choose.');
  },
  plain: (node, value) => graphKind.hashText(spaceOf(node), value),
  *sites(node, value, path) {
    for (const site of graphKind.sites(spaceOf(node), value))
      yield { ...site, path: [...path, ...site.path] };
  },
};

const samplers = new WeakMap<GraphNode, { readonly random: unknown; readonly next: () => GraphCell }>();
const spaces = new WeakMap<GraphNode, GraphSpace>();

/** A space of that graph alone. Of its skeleton, only whether operations are pre-activated matters to a node. */
export function spaceOf(node: GraphNode): GraphSpace {
  let space = spaces.get(node);
  if (!space) {
    const { kind: _, preactivation, ...choices } = node;
    space = {
      ...choices,
      name: 'graph',
      skeleton: {
        image: { height: 1, width: 1, channels: 1 },
        stem: 1,
        stacks: 1,
        cells: 1,
        classes: 1,
        between: preactivation ? 'residual' : 'maxpool',
        counting: 'flops',
      },
    };
    spaces.set(node, space);
  }
  return space;
}

function isGraphCell(value: unknown): value is GraphCell {
  const wholeNumbers = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every(Number.isInteger);
  return (
    typeof value === 'object' &&
    value !== null &&
    'vertices' in value &&
    'edges' in value &&
    'operations' in value &&
    Number.isInteger(value.vertices) &&
    wholeNumbers(value.edges) &&
    wholeNumbers(value.operations)
  );
}
