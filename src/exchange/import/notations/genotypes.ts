import type { DescribedGenotype, GenotypeCell } from '../described';
import { numbersOf, type PythonGroup, type PythonValue, unwrapped } from '../pythonValue';
import { type Unread, unread } from '../reading';
import type { CellNotation } from './notationNames';

type Part = 'normal' | 'reduce';

const maxNodes = 20;
/** Operations by the indices of NASLib's compact form (`nasbench301/conversions.py`). */
const compactOperations = [
  'max_pool_3x3',
  'avg_pool_3x3',
  'skip_connect',
  'sep_conv_3x3',
  'sep_conv_5x5',
  'dil_conv_3x3',
  'dil_conv_5x5',
];
/** Nodes of a cell of NAS-Bench-301, all of which are concatenated. */
const nasbench301Nodes = 4;

/**
 * A DARTS genotype: the call `Genotype(normal=[('sep_conv_3x3', 0), …], normal_concat=…, reduce=[…], reduce_concat=…)`,
 * its arguments by place, or a dictionary with the same keys. Flat lists have two operations a node; nested ones have a
 * list for each node.
 */
export function describeGenotype(group: PythonGroup): DescribedGenotype | Unread {
  const normal = readNodes(group, 'normal', 0);
  const reduce = group.named.get('reduce') ?? group.items[2];
  const isEmpty =
    reduce === undefined ||
    (reduce.kind === 'name' && /^(?:None|null)$/.test(reduce.text)) ||
    unwrapped(reduce)?.items.length === 0;
  return {
    kind: 'genotype',
    notation: 'genotype',
    normal,
    reduction: isEmpty ? undefined : readNodes(group, 'reduce', 2),
  };
}

function readNodes(group: PythonGroup, part: Part, position: number): GenotypeCell | Unread {
  const invalid = (message: string) => unread('invalid', 'genotype', message);
  const list = unwrapped(group.named.get(part) ?? group.items[position]);
  if (!list) return unread('truncated', 'genotype', `The genotype has no list \`${part}\` of operations.`);
  // Some tools nest a list for each node; DARTS's own list is flat, two operations a node.
  const isNested =
    list.items.length > 0 &&
    list.items.every(item => item.kind === 'group' && item.items[0]?.kind === 'group');
  const byNode: (readonly PythonValue[])[] = isNested
    ? list.items.map(item => (item as PythonGroup).items)
    : Array.from({ length: Math.ceil(list.items.length / 2) }, (_, i) => list.items.slice(2 * i, 2 * i + 2));
  if (!isNested && list.items.length % 2 === 1)
    return unread(
      'truncated',
      'genotype',
      `\`${part}\` must have two operations a node, and has an odd number.`,
    );
  const count = byNode.length;
  if (count === 0 || count > maxNodes)
    return invalid(`\`${part}\` must have 1 to ${maxNodes} nodes, and has ${count}.`);
  const nodes: GenotypeCell['nodes'][number][] = [];
  for (const [i, items] of byNode.entries()) {
    const node: { name: string; from: number }[] = [];
    for (const item of items) {
      const [name, from, ...others] = item.kind === 'group' ? item.items : [];
      if (name?.kind !== 'text' || from?.kind !== 'number' || others.length > 0)
        return invalid(`The operations of \`${part}\` must be pairs of a name and the number of a node.`);
      if (!Number.isInteger(from.value) || from.value < 0 || from.value >= i + 2)
        return invalid(
          `Node ${i + 2} of \`${part}\` can't take its input from node ${from.value}, which does not come before it.`,
        );
      node.push({ name: name.text, from: from.value });
    }
    nodes.push(node);
  }
  const written = group.named.get(`${part}_concat`) ?? group.items[position + 1];
  if (!written)
    return unread(
      'truncated',
      'genotype',
      `The genotype does not say which nodes its output concatenates: \`${part}_concat\` is missing.`,
    );
  const concat = numbersOf(written);
  if (
    !concat ||
    concat.length === 0 ||
    concat.some(node => !Number.isInteger(node) || node < 2 || node >= count + 2)
  )
    return invalid(`\`${part}_concat\` must name nodes from 2 to ${count + 1}.`);
  return { nodes, concat: [...new Set(concat)] };
}

/**
 * NASLib's compact form of a cell of DARTS: for the normal and the reduction cell the pairs (node, operation index).
 * `undefined`: it is none.
 */
export function describeCompact(group: PythonGroup): DescribedGenotype | Unread | undefined {
  const list = unwrapped(group);
  if (list?.items.length !== 2 || list.named.size > 0) return undefined;
  const cells = list.items.map(item => (item.kind === 'group' ? item.items.map(numbersOf) : []));
  if (cells.some(pairs => pairs.length < 2 || pairs.some(pair => pair?.length !== 2))) return undefined;
  const notation: CellNotation = 'compact';
  const read = (pairs: readonly number[][], part: string): GenotypeCell | Unread => {
    if (pairs.length !== 2 * nasbench301Nodes)
      return unread(
        'truncated',
        notation,
        `NASLib's compact form has ${2 * nasbench301Nodes} pairs a cell, and the ${part} cell has ${pairs.length}.`,
      );
    const nodes: { name: string; from: number }[][] = [[], [], [], []];
    for (const [i, [from, index]] of pairs.entries()) {
      const name = compactOperations[index!];
      if (name === undefined)
        return index === compactOperations.length
          ? unread(
              'doubtful',
              notation,
              `NASLib's operation indices go from 0 to ${compactOperations.length - 1}; one here is ${index}, so they may count from "none" as BANANAS does. Give the Genotype.`,
            )
          : unread(
              'invalid',
              notation,
              `NASLib's operation indices go from 0 to ${compactOperations.length - 1}, and one here is ${index}.`,
            );
      const node = Math.floor(i / 2);
      if (!Number.isInteger(from) || from! < 0 || from! >= node + 2)
        return unread(
          'invalid',
          notation,
          `Node ${node + 2} of the ${part} cell can't take its input from node ${from}, which does not come before it.`,
        );
      nodes[node]!.push({ name, from: from! });
    }
    return { nodes, concat: [2, 3, 4, 5] };
  };
  return {
    kind: 'genotype',
    notation,
    normal: read(cells[0] as number[][], 'normal'),
    reduction: read(cells[1] as number[][], 'reduction'),
  };
}

const configKey = /(?:edge|inputs_node)_(?:normal|reduce)_\d{1,2}$/;

export function isNasbench301Key(key: string): boolean {
  return configKey.test(key);
}

/**
 * A configuration of NAS-Bench-301: `edge_normal_0` … `edge_normal_13` are the operations of the edges of DARTS's normal
 * cell, of which `inputs_node_normal_3` … `_5` (`'0_1'`) choose two a node; the same with `reduce`. Keys may have any
 * prefix. `undefined`: it is none.
 */
export function describeNasbench301(
  named: ReadonlyMap<string, PythonValue>,
): DescribedGenotype | Unread | undefined {
  const values = new Map<string, string>();
  for (const [key, value] of named) {
    const [short] = configKey.exec(key) ?? [];
    if (short !== undefined && value.kind === 'text') values.set(short, value.text);
  }
  if (values.size === 0) return undefined;
  const hasReduction = [...values.keys()].some(key => key.includes('_reduce_'));
  return {
    kind: 'genotype',
    notation: 'nasbench301-config',
    normal: readConfig(values, 'normal'),
    reduction: hasReduction ? readConfig(values, 'reduce') : undefined,
  };
}

function readConfig(values: ReadonlyMap<string, string>, part: Part): GenotypeCell | Unread {
  const notation: CellNotation = 'nasbench301-config';
  const nodes: { name: string; from: number }[][] = [];
  let first = 0;
  for (let node = 2; node < nasbench301Nodes + 2; node++) {
    const key = `inputs_node_${part}_${node}`;
    const inputs = node === 2 ? '0_1' : values.get(key);
    if (inputs === undefined)
      return unread(
        'truncated',
        notation,
        `The configuration lacks \`${key}\`, so the inputs of node ${node} aren't known.`,
      );
    const chosen = /^(\d)_(\d)$/.exec(inputs)?.slice(1).map(Number);
    if (!chosen || chosen[0]! >= chosen[1]! || chosen[1]! >= node)
      return unread(
        'invalid',
        notation,
        `\`${key}\` must name two nodes before node ${node}, as "0_1", and is ${JSON.stringify(inputs.slice(0, 20))}.`,
      );
    const operations: { name: string; from: number }[] = [];
    for (const from of chosen) {
      const edge = `edge_${part}_${first + from}`;
      const name = values.get(edge);
      if (name === undefined)
        return unread(
          'truncated',
          notation,
          `The configuration lacks \`${edge}\`, the operation from node ${from} to node ${node}.`,
        );
      operations.push({ name, from });
    }
    nodes.push(operations);
    first += node;
  }
  return { nodes, concat: [2, 3, 4, 5] };
}
