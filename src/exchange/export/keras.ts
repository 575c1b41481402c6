import { buildCell, buildNetwork, type NamedCell } from '../../cells/network/buildNetwork';
import { networkWeights } from '../../cells/network/costs';
import { flatten } from '../../cells/network/flatten';
import { className } from '../../cells/network/identifiers';
import type { Block, FlatNetwork, Network, NetworkNode } from '../../cells/network/network';
import type { Size } from '../../cells/network/size';
import { indent, moduleDocstring } from './python';
import {
  blockNamed,
  callArguments,
  calledParameters,
  callIn,
  fillIn,
  formOf,
  helperDefinitions,
  keywordParameters,
  noteSizes,
  noteUses,
  outputChannels,
  type Uses,
  type Value,
  writeSize,
} from './pythonBlocks';

/**
 * A Python module for Keras 3 with the cell as a function of tensors and, unless it is to stand alone, the network it is
 * stacked into. The same network as the PyTorch export, channels last; but what leads to no output (an edge into a vertex
 * that nothing uses) is no part of a Keras model and has no weights there.
 */
export function writeKeras(named: NamedCell, alone: boolean): string {
  const network = alone ? buildCell(named) : buildNetwork(named);
  const uses: Uses = { library: 'keras', helpers: new Set(), imports: new Set() };
  const title = className(named.name);
  const names = (block: Block) => {
    const name = block.declared ? `${block.name.toLowerCase()}_block` : block.name.toLowerCase();
    return block.name === title && !block.declared ? 'cell' : name;
  };
  const functions = (alone ? [network.main] : network.blocks.filter(block => !block.sequence)).map(block =>
    blockFunction(network, block, uses, names),
  );
  const { channels, extent } = network.inputs[0]!;
  const shape = [...extent, channels].join(', ');
  const given = network.main.parameters.flatMap(parameter => parameter.default ?? []);
  const main = alone
    ? [
        `inputs = keras.Input((${shape}))`,
        `keras.Model(inputs, cell(${['inputs', ...given].join(', ')})).summary()`,
      ]
    : ['network().summary()'];
  const whole = alone ? [] : [networkFunction(network, title, shape, uses, names)];
  const blocks = [
    ...helperDefinitions(uses),
    ...functions,
    ...whole,
    ['if __name__ == "__main__":', ...indent(main)],
  ];
  const imports = [...uses.imports].map(name => `import ${name}\n\n`).join('');
  const notes = hasUnused(flatten(network)) ? unused : [];
  return `${moduleDocstring(named, 'Keras 3', alone, notes)}\n\n${imports}import keras\nfrom keras import layers\n\n\n${blocks.map(lines => lines.join('\n')).join('\n\n\n')}\n`;
}

const unused = ['Keras leaves operations that lead to no output out of the model, and their parameters.'];

/** Whether a layer leads to no output and is more than a map of zeros. */
function hasUnused(network: FlatNetwork): boolean {
  const used = new Set(network.outputs.map(({ layer }) => layer));
  for (let i = network.layers.length - 1; i >= 0; i--)
    if (used.has(i)) for (const input of network.layers[i]!.inputs) used.add(input);
  const layers = network.layers.filter((layer, i) => !used.has(i) && layer.operation !== 'input');
  return layers.some(({ operation }) => operation !== 'zero') && networkWeights(network).length > 0;
}

type Names = (block: Block) => string;

function blockFunction(network: Network, block: Block, uses: Uses, names: Names): string[] {
  const parameters = block.parameters.filter(({ channelsOf }) => channelsOf === undefined);
  const own = block.declared ? keywordParameters(block) : parameters.map(({ name }) => name);
  const signature = [...block.inputs, ...own];
  const lines = block.doc ? [`"""${block.doc}"""`] : [];
  const result = blockLines(network, block, uses, names, lines);
  return [`def ${names(block)}(${signature.join(', ')}):`, ...indent([...lines, `return ${result}`])];
}

function networkFunction(network: Network, title: string, shape: string, uses: Uses, names: Names): string[] {
  const { main } = network;
  const [input] = main.inputs;
  const lines = [...(main.doc ? [`"""${main.doc}"""`] : []), `${input} = keras.Input((${shape}))`];
  const result = blockLines(network, main, uses, names, lines);
  const signature = main.parameters.map(({ name, default: usual }) => `${name}=${usual}`);
  return [
    `def network(${signature.join(', ')}):`,
    ...indent([...lines, `return keras.Model(${input}, ${result}, name="${title}")`]),
  ];
}

/** Adds the statements of a block; returns the expression of its output. */
function blockLines(network: Network, block: Block, uses: Uses, names: Names, lines: string[]): string {
  const attributes = new Map(block.sizes.map(({ name, attribute }) => [name, attribute]));
  const ofInput = new Map(
    block.parameters.flatMap(({ name, channelsOf }) =>
      channelsOf ? [[name, `${channelsOf}.shape[-1]`]] : [],
    ),
  );
  const size = (value: Size) => writeSize(value, name => attributes.get(name) ?? ofInput.get(name) ?? name);
  for (const { attribute, size: value } of block.sizes) lines.push(`${attribute} = ${size(value)}`);
  const values = new Map<string, Value>(
    block.inputs.map(name => [name, { text: name, sum: false, channels: `${name}.shape[-1]` }]),
  );
  for (const node of block.nodes) {
    const inputs = node.inputs.map(name => values.get(name)!);
    const value = nodeValue(network, node, inputs, size, uses, names, lines);
    const inlined =
      node.inline ||
      (node === block.nodes.at(-1) && block.outputs.length === 1) ||
      isInlined(blockNamed(network, callIn(node).callee));
    if (!inlined) lines.push(`${node.name} = ${value.text}`);
    values.set(node.name, inlined ? value : { ...value, text: node.name, sum: false });
  }
  if (block.outputs.length === 1) return values.get(block.outputs[0]!.from)!.text;
  const named = block.outputs.map(({ name, from }) => `"${name}": ${values.get(from)!.text}`);
  return `{${named.join(', ')}}`;
}

/** A chain that later nodes do not read once more is written where it stands. */
function isInlined(block: Block | undefined): boolean {
  return block?.sequence === true && !block.declared;
}

function nodeValue(
  network: Network,
  node: NetworkNode,
  inputs: readonly Value[],
  size: (size: Size) => string,
  uses: Uses,
  names: Names,
  lines: string[],
): Value {
  const written = callIn(node);
  const block = blockNamed(network, written.callee);
  if (!block) {
    const { form, channels } = formOf(written, inputs, size, uses);
    noteUses(form, uses);
    return fillIn(form, inputs, '', channels);
  }
  const parameters = calledParameters(block, written, inputs, size);
  const channels = outputChannels(block, parameters);
  if (!block.sequence) {
    const given = callArguments(block, parameters, true);
    noteSizes(given.join(' '), uses);
    const args = [...inputs.map(({ text }) => text), ...given];
    return { text: `${names(block)}(${args.join(', ')})`, sum: false, channels };
  }
  // A chain is written where it is called, one statement after the other.
  const inner = new Map<string, Value>(block.inputs.map((name, i) => [name, inputs[i]!]));
  const innerSize = (value: Size) => writeSize(value, name => parameters.get(name)!);
  for (const each of block.nodes) {
    const from = each.inputs.map(name => inner.get(name)!);
    const repeated = each.kind === 'repeat';
    const { text, channels: given } = nodeValue(
      network,
      each,
      repeated ? [{ ...from[0]!, text: 'x' }] : from,
      innerSize,
      uses,
      names,
      lines,
    );
    if (repeated) lines.push(`for _ in range(${each.times}):`, `    x = ${text}`);
    else lines.push(`x = ${text}`);
    inner.set(each.name, { text: 'x', sum: false, channels: given });
  }
  return { text: 'x', sum: false, channels };
}
