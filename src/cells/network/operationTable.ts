import type { Cell } from '../cell';
import { kindOf } from '../kinds/kind';
import type { SearchSpace } from '../space';
import { operationNamed } from './catalogue';
import { networkParts } from './cellParts';
import type { BlockCall, FlatNetwork, Layer, LayerArguments, Shape } from './network';

/** A map without a height and a width, a vector, is of height and width 1; a sequence has its length for height. */
type Attribute = number | string | boolean;

/**
 * What a row of a table says of the operations that it holds for, and what one of them costs. `operation`: a name of the
 * catalogue or of the space, published spellings included, in lower case. `height`, `width`, `in`: of the first input;
 * `out_height`, `out_width`, `out`: of the output; the rest are arguments (`kernel`, `stride`, …). What is left out holds
 * for any.
 */
export interface OperationRow {
  readonly given: Readonly<Record<string, Attribute>>;
  readonly value: number;
}

/** One operation, or one block of them, in the network of a cell, as a table knows it. */
export interface Priced {
  /** All names that it goes by, in lower case; the first is that of the catalogue or of the block. */
  readonly names: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** What a network costs by a table, or which of its operations the table lacks. */
export type TableCost =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly missing: readonly Priced[] };

/** Views of a map and the absence of one: they cost nothing where no row says otherwise. */
const free = new Set(['zero', 'truncate', 'split']);

/**
 * Costs of networks as the sum over their operations, by the rows of a table. Of several rows that hold, the one that says
 * most counts, and equal rows count with their mean. A row for a block counts for everything in it.
 */
export function createOperationTable(
  space: SearchSpace,
  rows: readonly OperationRow[],
): (cell: Cell) => TableCost {
  const byName = new Map<string, Entry[]>();
  for (const entry of entriesOf(rows)) {
    const name = String(entry.given['operation'] ?? '');
    byName.set(name, [...(byName.get(name) ?? []), entry]);
  }
  const found = new Map<string, number | undefined>();
  const priceOf: PriceOf = (priced, named = false) => {
    const key = JSON.stringify([named, priced.names, priced.attributes]);
    if (!found.has(key)) found.set(key, lookUp(named ? priced.names : [...priced.names, ''], priced, byName));
    return found.get(key);
  };
  return cell => {
    const missing = new Map<string, Priced>();
    const { around, cells } = networkParts(space, cell);
    let value = sumOf(space, around, priceOf, missing);
    for (const { network, count } of cells) value += count * sumOf(space, network, priceOf, missing);
    return missing.size === 0 ? { ok: true, value } : { ok: false, missing: [...missing.values()] };
  };
}

/** The operations of some cells that a table lacks, each once. */
export function missingOperations(price: (cell: Cell) => TableCost, cells: Iterable<Cell>): Priced[] {
  const missing = new Map<string, Priced>();
  for (const cell of cells) {
    const cost = price(cell);
    if (!cost.ok) for (const priced of cost.missing) missing.set(describePriced(priced), priced);
  }
  return [...missing.values()];
}

/** `conv 32x32x16 -> 32x32x16 kernel:3`: as a table has it, and as a message names it. */
export function describePriced({ names, attributes }: Priced): string {
  return [names[0], inputText(attributes), '->', outputText(attributes), argumentsText(attributes)]
    .join(' ')
    .trim();
}

export function inputText(attributes: Priced['attributes']): string {
  return `${attributes['height']}x${attributes['width']}x${attributes['in']}`;
}

export function outputText(attributes: Priced['attributes']): string {
  return `${attributes['out_height']}x${attributes['out_width']}x${attributes['out']}`;
}

/** `kernel:3 preactivation:yes`: the arguments, without those that are as by default. */
export function argumentsText(attributes: Priced['attributes']): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => (shapeAttributes.has(name) ? [] : [`${name}:${value}`]))
    .join(' ');
}

const shapeAttributes = new Set(['height', 'width', 'in', 'out_height', 'out_width', 'out']);

/** `named`: only rows that name it, since a row without an operation holds for each operation of a block, and not for the block. */
type PriceOf = (priced: Priced, named?: boolean) => number | undefined;

function sumOf(
  space: SearchSpace,
  network: FlatNetwork,
  priceOf: PriceOf,
  missing: Map<string, Priced>,
): number {
  let sum = 0;
  let pricedUntil = 0;
  const blocks = new Map<number, BlockCall[]>();
  for (const call of network.calls) blocks.set(call.first, [...(blocks.get(call.first) ?? []), call]);
  for (const [index, layer] of network.layers.entries()) {
    for (const call of blocks.get(index) ?? []) {
      if (index < pricedUntil || call.end <= call.first) continue;
      const value = priceOf(pricedBlock(network, call), true);
      if (value === undefined) continue;
      sum += value;
      pricedUntil = call.end;
    }
    if (index < pricedUntil || layer.operation === 'input' || layer.operation === 'chosen') continue;
    const priced =
      layer.operation === 'external'
        ? pricedBlock(network, network.calls.findLast(call => call.first === index)!)
        : pricedLayer(space, network, index);
    const value = priceOf(priced) ?? (free.has(layer.operation) ? 0 : undefined);
    if (value === undefined) missing.set(describePriced(priced), priced);
    else sum += value;
  }
  return sum;
}

function pricedLayer(space: SearchSpace, network: FlatNetwork, index: number): Priced {
  const layer = network.layers[index]!;
  const forms = operationNamed(layer.operation).arguments;
  const own = Object.entries(layer.arguments).filter(
    ([name, value]) => name !== 'channels' && value !== forms[name]?.default,
  );
  const declared = space.operations.filter(({ definition: { kind, ...given } }) => {
    const values = Object.entries(given);
    return kind === layer.operation && values.every(([name, value]) => layer.arguments[name] === value);
  });
  const names = [
    layer.operation,
    ...shortNames(layer),
    ...declared.flatMap(({ name, aliases }) => [name, ...aliases]),
  ];
  return {
    names: [...new Set(names.map(name => name.toLowerCase()))],
    attributes: {
      ...shapesOf(network, layer.inputs, index),
      ...Object.fromEntries(own.map(([name, value]) => [name, asWord(value)])),
      ...(layer.inputs.length > 1 ? { inputs: layer.inputs.length } : {}),
    },
  };
}

/** `conv3x3`, `sep5x5`: what the catalogue calls it by itself. */
function shortNames({ operation, arguments: given }: Layer): string[] {
  const { shorthands = [] } = operationNamed(operation);
  return shorthands.flatMap(({ name, kernel, given: implied = {} }) => {
    const fits = Object.entries(implied).every(([argument, value]) => given[argument] === value);
    return fits ? [kernel ? `${name}${given['kernel']}x${given['kernel']}` : name] : [];
  });
}

/** A block by its name, and an inverted residual also as published tables have it. */
function pricedBlock(network: FlatNetwork, call: BlockCall): Priced {
  const shapes = shapesOf(network, call.inputs, call.output);
  const inverted = invertedResidual(network, call);
  return {
    names: [call.block.toLowerCase(), ...(inverted ? ['expanded_conv'] : [])],
    attributes: {
      ...shapes,
      ...Object.fromEntries(Object.entries(call.arguments).map(([name, value]) => [name, asWord(value)])),
      ...inverted,
    },
  };
}

/** What the keys of ProxylessNAS and Once-for-All say of a block with one depthwise convolution. */
function invertedResidual(
  { layers }: FlatNetwork,
  { inputs, first, end }: BlockCall,
): Record<string, Attribute> | undefined {
  const own = layers.slice(first, end);
  const depths = own.filter(({ operation, arguments: given, output }) =>
    operation === 'conv'
      ? output.channels > 1 && given['groups'] === output.channels
      : operation === 'depthwise',
  );
  const [depth] = depths;
  if (!depth || depths.length > 1) return undefined;
  const skips = own.some(layer => layer.operation === 'add' && layer.inputs.includes(inputs[0]!));
  return {
    kernel: Number(depth.arguments['kernel']),
    stride: Number(depth.arguments['stride'] ?? 1),
    expand: depth.output.channels,
    idskip: skips ? 1 : 0,
    se: own.some(({ operation }) => operation === 'globalpool') ? 1 : 0,
  };
}

function shapesOf(
  { layers }: FlatNetwork,
  inputs: readonly number[],
  output: number,
): Record<string, number> {
  const from = layers[inputs[0] ?? output]!.output;
  const to = layers[output]!.output;
  const side = ({ extent }: Shape, axis: number) => extent[axis] ?? 1;
  return {
    ...{ height: side(from, 0), width: side(from, 1), in: from.channels },
    ...{ out_height: side(to, 0), out_width: side(to, 1), out: to.channels },
  };
}

function asWord(value: LayerArguments[string]): Attribute {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}

interface Entry {
  readonly given: Readonly<Record<string, Attribute>>;
  readonly value: number;
}

/** Rows that say the same are one, with their mean. */
function entriesOf(rows: readonly OperationRow[]): Entry[] {
  const sums = new Map<string, { given: OperationRow['given']; sum: number; count: number }>();
  for (const { given, value } of rows) {
    const key = JSON.stringify(Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)));
    const known = sums.get(key) ?? { given, sum: 0, count: 0 };
    sums.set(key, { given, sum: known.sum + value, count: known.count + 1 });
  }
  return [...sums.values()].map(({ given, sum, count }) => ({ given, value: sum / count }));
}

function lookUp(
  names: readonly string[],
  { attributes }: Priced,
  byName: ReadonlyMap<string, readonly Entry[]>,
): number | undefined {
  let best: Entry | undefined;
  for (const name of names)
    for (const entry of byName.get(name) ?? []) {
      const holds = Object.entries(entry.given).every(
        ([attribute, value]) => attribute === 'operation' || agrees(attributes, attribute, value),
      );
      if (holds && (!best || saysMore(entry, best))) best = entry;
    }
  return best?.value;
}

function saysMore(a: Entry, b: Entry): boolean {
  return Object.keys(a.given).length > Object.keys(b.given).length;
}

/** `expand` is channels in Once-for-All's tables, and how often those of the input in ProxylessNAS's. */
function agrees(attributes: Priced['attributes'], name: string, wanted: Attribute): boolean {
  const value = attributes[name];
  if (value === undefined) return isUsual(name, wanted);
  if (String(value) === String(wanted)) return true;
  return name === 'expand' && Number(wanted) * Number(attributes['in']) === value;
}

/** Whether an argument that an operation does not tell is as this says: its default, or none. */
function isUsual(name: string, wanted: Attribute): boolean {
  const usual = { stride: 1, dilation: 1, groups: 1, times: 1, inputs: 1 }[name] ?? 0;
  return Number(wanted) === usual || wanted === 'no' || wanted === false || wanted === '';
}

/**
 * Costs of cells as the sum over their choices, by a table with a row for each place and a column for each operation, as
 * FBNet's look-up tables are. `undefined` for a cell with a choice that the table lacks; the sentence says why no cell of
 * the space can be looked up.
 */
export function createPlaceTable(
  space: SearchSpace,
  columns: readonly string[],
  rows: readonly (readonly number[])[],
): (cell: Cell) => number | string {
  const at = new Map(columns.map((name, column) => [name.toLowerCase(), column]));
  return cell => {
    const sites = kindOf(space).sites(space, cell);
    if (sites.length !== rows.length)
      return `it has a row for each of ${rows.length} choices, and a cell of ${space.name} has ${sites.length}`;
    let sum = 0;
    for (const [place, { chosen, options }] of sites.entries()) {
      const operation = options[chosen];
      if (!operation) continue;
      const names = [operation.name, ...operation.aliases];
      const column = names.map(name => at.get(name.toLowerCase())).find(found => found !== undefined);
      if (column === undefined) return `it has no column for the operation ${operation.name}`;
      sum += rows[place]![column]!;
    }
    return sum;
  };
}
