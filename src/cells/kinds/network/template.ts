import type { NamedCell } from '../../network/buildNetwork';
import { operationNamed } from '../../network/catalogue';
import { callChannels } from '../../network/channels';
import type { ArgumentValue, Block, Call, Network, NetworkNode, Path } from '../../network/network';
import { type Size, sizeOf, substitute } from '../../network/size';
import type { NetworkSpace } from '../../space';
import type { ListNode, NetworkCell, NodeValue, OneNode, OneValue, RecordNode } from './choices';
import { namedValues } from './plan';

/** The network of a cell: its template with what was chosen in it, and no more blocks than it calls. */
export function networkOf(space: NetworkSpace, cell: NetworkCell, title?: Pick<NamedCell, 'doc'>): Network {
  const { main, blocks, input } = space.network;
  const values = namedValues(space, cell);
  const known = new Map(blocks.map(block => [block.name, block]));
  const stages: Block[] = [];
  const channels = new Map<string, Size>(main.inputs.map(name => [name, sizeOf(input.channels, values)]));
  const nodes = main.nodes.map((node): NetworkNode => {
    const from = node.inputs.map(name => channels.get(name)!);
    const filled = fill(node, from);
    channels.set(node.name, callChannels(filled.call, from, known));
    return filled;
  });

  function fill(node: NetworkNode, from: readonly Size[]): NetworkNode & { readonly kind: 'call' } {
    const { name, inputs } = node;
    if (node.kind === 'call') return { ...node, call: chosenCall(node.call, values) };
    if (node.kind !== 'stage' && node.kind !== 'stack')
      throw new Error(`A network of layers has no place such as ${name}.`);
    const layers = node.kind === 'stack' ? stackLayers(node, values) : stageLayers(node);
    const block = chain(`${node.kind} ${name}`, layers, from[0]!, values, known);
    stages.push(block);
    known.set(block.name, block);
    return { kind: 'call', name, inputs, call: { callee: block.name, arguments: {} } };
  }

  function stageLayers(stage: NetworkNode & { readonly kind: 'stage' }): Layer[] {
    const field = space.choices.fields.findIndex(each => each.name === stage.path[0]);
    const { each } = space.choices.fields[field]!.choices as ListNode;
    return (cell.fields[field] as readonly NodeValue[]).map((layer, i) => {
      const { option, inner } = layer as OneValue;
      const chosen = (each as OneNode).of[option]!;
      const own = chosenCall(chosen.value as Call, values, chosen.inner, inner);
      return { call: own, shared: i === 0 ? stage.first : stage.each, site: [...stage.path, i] };
    });
  }

  const outputs = main.outputs.map(output => ({
    ...output,
    channels: sizeOf(channels.get(output.from)!, values),
  }));
  const filled = { ...main, nodes, outputs, ...(title?.doc ? { doc: title.doc } : {}) };
  return {
    main: filled,
    blocks: called([filled, ...stages], [...blocks, ...stages]),
    inputs: [
      {
        channels: sizeOf(input.channels, values),
        extent: input.extent.map(side => sizeOf(side, values)),
      },
    ],
  };
}

interface Layer {
  readonly call: Call;
  /** What the stage gives it. */
  readonly shared: Call['arguments'];
  readonly site?: Path;
}

/** Layers of one stack are at most so many. */
export const mostLayers = 1000;

function stackLayers(
  { name, callee, times, first, each }: NetworkNode & { readonly kind: 'stack' },
  values: ReadonlyMap<string, ArgumentValue>,
): Layer[] {
  const count = sizeOf(times, values);
  if (!Number.isInteger(count) || count < 1 || count > mostLayers)
    throw new Error(`The layer ${name} can't be built: it comes ${count} times, and not 1 to ${mostLayers}.`);
  return Array.from({ length: count }, (_, i) => ({
    call: { callee, arguments: {} },
    shared: i === 0 ? first : each,
  }));
}

/** Layers each of which reads the one before. */
function chain(
  name: string,
  layers: readonly Layer[],
  from: Size,
  values: ReadonlyMap<string, ArgumentValue>,
  blocks: ReadonlyMap<string, Block>,
): Block {
  let channels = from;
  let before = 'x';
  const nodes = layers.map(({ call: own, shared, site }, i): NetworkNode => {
    const set = chosenCall({ callee: '', arguments: shared }, values).arguments;
    const given = { ...own.arguments, ...named(set, blocks.get(own.callee)) };
    const call = { callee: own.callee, arguments: withChannels(own.callee, given, channels, blocks) };
    const inputs = [before];
    channels = callChannels(call, [channels], blocks);
    before = `layer_${i}`;
    return { kind: 'call', name: before, inputs, call, ...(site ? { site } : {}) };
  });
  return {
    name,
    parameters: [],
    inputs: ['x'],
    sizes: [],
    nodes,
    outputs: [{ name: 'output', from: before, channels: sizeOf(channels, values) }],
    sequence: true,
    declared: true,
  };
}

/** Arguments by the names of the parameters, which may differ from what the Cell language calls them. */
function named(given: Call['arguments'], block: Block | undefined): Call['arguments'] {
  const names = new Map(block?.parameters.flatMap(({ name, label }) => (label ? [[label, name]] : [])));
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [names.get(name) ?? name, value] as const),
  );
}

/** An operation of the catalogue that is not told its channels keeps those of its input. */
export function withChannels(
  callee: string,
  given: Call['arguments'],
  channels: Size,
  blocks: ReadonlyMap<string, Block>,
): Call['arguments'] {
  if (blocks.has(callee) || given['channels'] !== undefined) return given;
  return operationNamed(callee).channels === 'given' ? { channels, ...given } : given;
}

/** A call with what was chosen in place of choices. */
export function chosenCall(
  { callee, arguments: given }: Call,
  values: ReadonlyMap<string, ArgumentValue>,
  fields?: RecordNode,
  inner?: readonly NodeValue[],
): Call {
  const own = new Map(
    fields?.fields.map(({ name, choices }, i) => {
      const { value } = (choices as OneNode).of[(inner![i] as OneValue).option]!;
      return [name, value as ArgumentValue];
    }),
  );
  const replaced = Object.entries(given).map(
    ([name, value]) =>
      [
        name,
        substitute(value, leaf =>
          'choice' in leaf ? values.get(leaf.choice) : 'chosen' in leaf ? own.get(leaf.chosen) : undefined,
        ),
      ] as const,
  );
  return { callee, arguments: Object.fromEntries(replaced) };
}

/** The blocks that some blocks call, and those that these call, in the order of `all`. */
function called(from: readonly Block[], all: readonly Block[]): Block[] {
  const found = new Set<Block>();
  const visit = (block: Block) => {
    for (const node of block.nodes) {
      const callee = 'call' in node ? all.find(({ name }) => name === node.call.callee) : undefined;
      if (callee && !found.has(callee)) {
        found.add(callee);
        visit(callee);
      }
    }
  };
  for (const block of from) visit(block);
  return all.filter(block => found.has(block));
}
