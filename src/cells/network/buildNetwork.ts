import type { Cell } from '../cell';
import { kindOf } from '../kinds/kind';
import { type SearchSpace, skeletonOf } from '../space';
import { flatten } from './flatten';
import { className } from './identifiers';
import type { Block, Call, FlatNetwork, Network, NetworkNode, Shape } from './network';
import { skeletonNetwork } from './skeleton';

/** A cell, with the names it has in its source. */
export interface NamedCell {
  readonly space: SearchSpace;
  readonly cell: Cell;
  readonly name: string;
  /** Of the vertices, input and output included. */
  readonly names?: readonly string[];
  readonly doc?: string | undefined;
}

/** The network of a cell; no `chosen` node is left. */
export function buildNetwork(named: NamedCell): Network {
  const { space, cell, name, names } = named;
  const whole = kindOf(space).network?.(space, cell, named);
  if (whole) return whole;
  const { main, blocks, inputs } = templateOf(space);
  const chosen = kindOf(space).block(space, cell, className(name), names);
  return { main: fill(main, chosen), blocks: [chosen, ...blocks.map(block => fill(block, chosen))], inputs };
}

/** One cell of the first place alone, from one feature map to one of the same size; the whole network where a cell is one. */
export function buildCell(named: NamedCell): Network {
  const { space, cell, name, names } = named;
  const whole = kindOf(space).network?.(space, cell, named);
  if (whole) return whole;
  const input = firstInput(space);
  const block = kindOf(space).block(space, cell, className(name), names);
  const parameters = block.parameters.map(parameter =>
    parameter.channelsOf === undefined ? { ...parameter, default: input.channels } : parameter,
  );
  return { main: { ...block, parameters }, blocks: [], inputs: [input] };
}

function fill(block: Block, chosen: Block): Block {
  const open = chosen.parameters.filter(({ channelsOf }) => channelsOf === undefined);
  const nodes = block.nodes.map((node): NetworkNode => {
    if (node.kind !== 'chosen') return node;
    const { name, inputs, path, channels, times } = node;
    const call: Call = {
      callee: chosen.name,
      arguments: Object.fromEntries(open.map(parameter => [parameter.name, channels])),
    };
    const base = { name, inputs, site: path, call };
    return times === 1 ? { ...base, kind: 'call' } : { ...base, kind: 'repeat', times };
  });
  return { ...block, nodes };
}

const templates = new WeakMap<SearchSpace, Network>();
const flat = new WeakMap<SearchSpace, FlatNetwork>();

/** The network of a space with its places for cells open. */
export function templateOf(space: SearchSpace): Network {
  let template = templates.get(space);
  if (!template) {
    template = skeletonNetwork(skeletonOf(space), kindOf(space).widens?.(space) ?? false);
    templates.set(space, template);
  }
  return template;
}

/** The layers of a space's network, those of operation `chosen` for its cells. */
export function templateLayers(space: SearchSpace): FlatNetwork {
  let layers = flat.get(space);
  if (!layers) {
    layers = flatten(templateOf(space));
    flat.set(space, layers);
  }
  return layers;
}

/** What enters the first cell. */
export function firstInput(space: SearchSpace): Shape {
  const { layers } = templateLayers(space);
  const first = layers.find(({ operation }) => operation === 'chosen')!;
  return layers[first.inputs[0]!]!.output;
}
