import type { Described, DescribedNetwork } from './described';
import {
  describeEdgeOperations,
  describeOpIndices,
  describeOpMatrix,
  describeStructure,
} from './notations/edgeOperations';
import { describeCompact, describeGenotype, describeNasbench301 } from './notations/genotypes';
import { describeGraph } from './notations/graphs';
import { describeOnceForAll, describeTimm, timmLists } from './notations/mobileNetworks';
import { networkOfGroup, networkReading } from './notations/networks';
import { describeProxyless } from './notations/proxyless';
import { faultOf, numbersOf, type PythonGroup, type PythonValue, unwrapped } from './pythonValue';
import { type Unread, unread } from './reading';

const matrixKeys = ['matrix', 'module_adjacency', 'raw_adjacency', 'adjacency', 'adjacency_matrix', 'adj'];
const operationKeys = ['ops', 'module_operations', 'raw_operations', 'operations', 'labels'];

/** What the text around a value defines. */
export interface Surroundings {
  /** Values that are assigned to names before it. */
  readonly variables: ReadonlyMap<string, PythonValue>;
  /** Strings that are assigned to names anywhere, as `INPUT = 'input'`. */
  readonly constants: ReadonlyMap<string, string>;
  /** Called with the names that the value refers to. */
  readonly onUse?: (name: string) => void;
}

export const nothingAround: Surroundings = { variables: new Map(), constants: new Map() };

/**
 * The cell that a Python or JSON value describes in one of the notations, or why it describes none. `undefined`: it is
 * in no notation.
 */
export function describeValue(
  value: PythonValue,
  around: Surroundings = nothingAround,
): Described | Unread | undefined {
  if (value.kind !== 'group') return undefined;
  const described = describeGroup(value, around);
  if (described && 'kind' in described && described.kind === 'network' && blocksIn(described) > mostBlocks)
    return unread(
      'outside-space',
      described.notation,
      `A network of more than ${mostBlocks} blocks is not read.`,
    );
  const fault = described && faultOf(value);
  if (!fault) return described;
  const { notation } = described;
  return unread(
    'doubtful',
    notation,
    fault === 'repeated key'
      ? 'One key is there twice, so it is not certain which value counts.'
      : 'Some of its values are separated by commas and some are not, so it is not certain how many there are.',
  );
}

/** Blocks of a network that is read; each is tried in every way that a space has. */
const mostBlocks = 400;

function blocksIn({ stages }: DescribedNetwork): number {
  return stages.reduce((sum, { blocks }) => sum + blocks.length, 0);
}

function describeGroup(group: PythonGroup, around: Surroundings): Described | Unread | undefined {
  const called = group.callee?.slice(group.callee.lastIndexOf('.') + 1) ?? '';
  if (called === 'ModelSpec' || called === 'ModelSpec_') return describeModelSpec(group, around, true);
  if (/^\w*Genotype$/.test(called)) {
    if (!group.named.has('normal') && networkOfGroup(group) === 'recurrent-genotype')
      return networkReading('recurrent-genotype');
    return describeGenotype(resolved(group, around));
  }
  const { named } = group;
  if (named.size > 0) {
    const spec = describeModelSpec(group, around, false);
    if (spec) return spec;
    if (
      unwrapped(resolve(named.get('normal'), around)) &&
      (named.has('normal_concat') || named.has('reduce'))
    )
      return describeGenotype(resolved(group, around));
    const config = describeNasbench301(named) ?? describeEdgeOperations(named);
    if (config) return config;
  } else if (group.items.length > 0) {
    const list = group.callee === 'range' ? undefined : unwrapped(group);
    const cell = list && (describeStructure(list) ?? describeCompact(list) ?? describeOpMatrix(list));
    if (cell) return cell;
    const numbers = numbersOf(list);
    if (numbers?.length === 6 && numbers.every(Number.isInteger)) return describeOpIndices(numbers);
  }
  const network = networkOfGroup(group);
  if (network === 'once-for-all') return describeOnceForAll(group);
  if (network === 'timm-blocks') return describeTimm(timmLists(group));
  if (network === 'block-list') return describeProxyless(group);
  return network && networkReading(network);
}

function describeModelSpec(
  group: PythonGroup,
  around: Surroundings,
  isCall: boolean,
): Described | Unread | undefined {
  const first = (keys: readonly string[]) =>
    keys.map(key => group.named.get(key)).find(value => value !== undefined);
  const matrix = first(matrixKeys) ?? (isCall ? group.items[0] : undefined);
  const ops = first(operationKeys) ?? (isCall ? group.items[1] : undefined);
  if (!isCall && !(matrix?.kind === 'group' && ops?.kind === 'group')) return undefined;
  return describeGraph(resolve(matrix, around), resolve(ops, around), around.constants);
}

function resolve(
  value: PythonValue | undefined,
  { variables, onUse }: Surroundings,
): PythonValue | undefined {
  if (value?.kind !== 'name') return value;
  onUse?.(value.text);
  return variables.get(value.text) ?? value;
}

/** The group with the variables it names directly replaced by their values. */
function resolved(group: PythonGroup, around: Surroundings): PythonGroup {
  return {
    ...group,
    items: group.items.map(item => resolve(item, around)!),
    named: new Map([...group.named].map(([key, value]) => [key, resolve(value, around)!])),
  };
}
