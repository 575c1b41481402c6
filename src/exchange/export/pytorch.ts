import { buildCell, buildNetwork, type NamedCell } from '../../cells/network/buildNetwork';
import type { Block, Network, NetworkNode } from '../../cells/network/network';
import type { Size } from '../../cells/network/size';
import { call, indent, moduleDocstring } from './python';
import {
  blockNamed,
  callArguments,
  calledParameters,
  callIn,
  type ExternalBlock,
  externalBlocks,
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
 * A Python module with the cell as a `torch.nn.Module` and, unless it is to stand alone, the network it is stacked into: one
 * class for each block. Convolutions have no bias and batch norms an epsilon of 1e-5, PyTorch's own, as both benchmarks have
 * them.
 */
export function writePyTorch(named: NamedCell, alone: boolean): string {
  const network = alone ? buildCell(named) : buildNetwork(named);
  const uses: Uses = { library: 'pytorch', helpers: new Set(), imports: new Set() };
  const external = externalBlocks(network);
  const own = network.blocks.filter(block => !block.sequence && !block.external);
  const classes = [...own, network.main].map(block => blockClass(network, block, uses, !alone));
  const { main, inputs } = network;
  const [input] = inputs;
  const given =
    alone && !main.declared ? main.parameters.map(({ default: usual }) => usual ?? input!.channels) : [];
  const head = [
    moduleDocstring(named, 'PyTorch', alone, importNotes(external)),
    `${[...uses.imports].map(name => `import ${name}\n\n`).join('')}import torch`,
  ];
  const blocks = [
    ...helperDefinitions(uses),
    ...classes,
    mainLines(
      `${main.name}(${given.join(', ')})`,
      [input!.channels, ...input!.extent],
      main.outputs.length > 1,
    ),
  ];
  const imports = ['from torch import nn', ...(external.length > 0 ? ['', ...external.map(importOf)] : [])];
  return `${head.join('\n\n')}\n${imports.join('\n')}\n\n\n${blocks.map(lines => lines.join('\n')).join('\n\n\n')}\n`;
}

/** `from blocks import Mixer`, under another name where its own is taken. */
function importOf({ name, external }: ExternalBlock): string {
  const at = external.python.lastIndexOf('.');
  const own = external.python.slice(at + 1);
  return `from ${external.python.slice(0, at)} import ${own}${own === name ? '' : ` as ${name}`}`;
}

function importNotes(external: readonly ExternalBlock[]): string[] {
  if (external.length === 0) return [];
  const classes = [...new Set(external.map(({ external: { python } }) => python))].join(' and ');
  return [
    `It imports ${classes}: run it where Python finds that, with the folder of the`,
    '.cell file that declares it in PYTHONPATH.',
  ];
}

/** Run as a program, the module says what it is: the shape it gives and its parameters. */
function mainLines(example: string, input: readonly number[], several: boolean): string[] {
  const call = `model(torch.zeros(2, ${input.join(', ')}))`;
  const lines = [
    `model = ${example}.eval()`,
    several
      ? `shape = {name: tuple(output.shape) for name, output in ${call}.items()}`
      : `shape = tuple(${call}.shape)`,
    'parameters = sum(weight.numel() for weight in model.parameters())',
    'print(f"{shape}, {parameters:,} parameters")',
  ];
  return ['if __name__ == "__main__":', ...indent(lines)];
}

/** `defaults`: whether parameters have those of the block. */
function blockClass(network: Network, block: Block, uses: Uses, defaults: boolean): string[] {
  const init: string[] = ['super().__init__()'];
  const forward: string[] = [];
  const attributes = new Map(block.sizes.map(({ name, attribute }) => [name, attribute]));
  const inInit = (size: Size) => writeSize(size, name => name);
  // Of the sizes that code has in `forward`, each is kept by the module.
  const kept = new Set<string>();
  const inForward = (size: Size) =>
    writeSize(size, name => {
      const attribute = attributes.get(name) ?? name;
      if (!kept.has(attribute)) init.push(`self.${attribute} = ${name}`);
      kept.add(attribute);
      return `self.${attribute}`;
    });
  for (const { name, size } of block.sizes) init.push(`${name} = ${inInit(size)}`);

  const values = new Map<string, Value>();
  block.inputs.forEach((name, i) => {
    const parameter = block.parameters.find(({ channelsOf }) => channelsOf === name);
    values.set(name, {
      text: name,
      sum: false,
      channels: parameter?.name ?? `${network.inputs[i]!.channels}`,
    });
  });
  for (const node of block.nodes) {
    const inputs = node.inputs.map(name => values.get(name)!);
    const value = nodeValue(node, inputs);
    const result = block.outputs.length === 1 && node.name === block.outputs[0]!.from;
    if (result && node === block.nodes.at(-1)) forward.push(`return ${value.text}`);
    else if (!node.inline) forward.push(`${node.name} = ${value.text}`);
    values.set(node.name, node.inline ? value : { ...value, text: node.name, sum: false });
  }
  const [{ from }] = block.outputs as [Block['outputs'][0]];
  if (block.outputs.length > 1) {
    const named = block.outputs.map(output => `"${output.name}": ${values.get(output.from)!.text}`);
    forward.push(`return {${named.join(', ')}}`);
  } else if (from !== block.nodes.at(-1)?.name) forward.push(`return ${values.get(from)!.text}`);

  function nodeValue(node: NetworkNode, inputs: readonly Value[]): Value {
    const self = `self.${node.name}`;
    const made = moduleOf(network, node, inputs, inInit, uses, 8 + self.length + 3);
    if (made.text !== undefined) {
      init.push(...`${self} = ${made.text}`.split('\n'));
      return fillIn(made.form, inputs, self, made.channels);
    }
    const { form } = formOf(callIn(node), inputs, inForward, uses);
    noteUses(form, uses);
    return fillIn(form, inputs, self, made.channels);
  }

  const signature = block.declared
    ? [
        ...block.parameters.flatMap(({ name, channelsOf }) => (channelsOf === undefined ? [] : [name])),
        ...keywordParameters(block),
      ]
    : block.parameters.map(({ name, default: usual }) =>
        usual === undefined || !defaults ? name : `${name}=${usual}`,
      );
  return [
    `class ${block.name}(nn.Module):`,
    ...indent([
      ...(block.doc ? [`"""${block.doc}"""`, ''] : []),
      `def __init__(${['self', ...signature].join(', ')}):`,
      ...indent(init),
      '',
      `def forward(${['self', ...block.inputs].join(', ')}):`,
      ...indent(forward),
    ]),
  ];
}

interface Module {
  /** Constructs it, from the column on where it begins; undefined where there is none to construct. */
  readonly text: string | undefined;
  readonly form: Parameters<typeof fillIn>[0];
  readonly channels: string;
}

function moduleOf(
  network: Network,
  node: NetworkNode,
  inputs: readonly Value[],
  size: (size: Size) => string,
  uses: Uses,
  column: number,
): Module {
  const written = callIn(node);
  const block = blockNamed(network, written.callee);
  if (!block) {
    const { form, channels } = formOf(written, inputs, size, uses);
    if (!form.module) return { text: undefined, form, channels };
    noteUses(form, uses);
    return { text: call(form.module.callee, form.module.arguments, column), form, channels };
  }
  const parameters = calledParameters(block, written, inputs, size);
  const form = { value: '{self}({all})' };
  const channels = outputChannels(block, parameters);
  if (!block.sequence) {
    const given = callArguments(block, parameters, false);
    noteSizes(given.join(' '), uses);
    return { text: call(block.name, given, column), form, channels };
  }
  const values = new Map<string, Value>(block.inputs.map((name, i) => [name, inputs[i]!]));
  const innerColumn = 8 + 4 + 1;
  const lines = block.nodes.map(inner => {
    const from = inner.inputs.map(name => values.get(name)!);
    const made = moduleOf(
      network,
      inner,
      from,
      it => writeSize(it, name => parameters.get(name)!),
      uses,
      // Four columns further in, and a comma.
      innerColumn,
    );
    values.set(inner.name, { text: '', sum: false, channels: made.channels });
    if (made.text === undefined && made.form.value === '{x}') return 'nn.Identity()';
    if (made.text === undefined) {
      const { chained } = made.form;
      if (chained === undefined)
        throw new Error(`${callIn(inner).callee} can't stand in a chain of layers in PyTorch.`);
      return chained;
    }
    return inner.kind === 'repeat' ? `*[${made.text} for _ in range(${inner.times})]` : made.text;
  });
  const inside = lines.flatMap(line => indent(`${line},`.split('\n')));
  return { text: ['nn.Sequential(', ...inside, ')'].join('\n'), form, channels };
}
