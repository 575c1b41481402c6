import type { Random } from '../../random';
import type { NetworkSpace } from '../../space';
import type { ChoiceKind, Site } from '../kind';
import { deepEntries } from '../sortedEntries';
import type { ChoiceNode, NetworkCell } from './choices';
import { networkDiagram, networkDifference, networkGraph } from './diagram';
import { countNetworks, enumerateNetworks, networkSampler } from './enumerate';
import { lengthsOf } from './nodes/list';
import { type NodeContext, nodeKindOf } from './nodes/node';
import { cellSignature, contextOf, meetsConditions, namedValues, planOf } from './plan';
import { isNetworkCell } from './readStatements';
import { parseSpelling, writeSpelling } from './spelling';
import { networkOf } from './template';
import { cellStatements } from './text';

/** Cells that are networks: what was chosen for each layer, size and setting. */
export const networkKind: ChoiceKind<NetworkSpace, NetworkCell> = {
  size: space => ({ count: countNetworks(space), exact: true }),
  enumerate: enumerateNetworks,
  sampler: networkSampler,
  mutate,
  neighbours,
  contains: (space, cell) => isNetworkCell(space, cell) && meetsConditions(space, canonical(space, cell)),
  canonical,
  hashText,
  sites,
  write: writeSpelling,
  read: parseSpelling,
  describe: cellStatements,
  network: (space, cell, title) => networkOf(space, cell, title),
  block: (space, cell) => networkOf(space, cell).main,
  pythonClasses: ({ network }) => network.blocks.flatMap(({ external }) => external?.python ?? []),
  counting: ({ counting }) => counting,
  diagram: networkDiagram,
  drawn: 'down',
  labelledGraph: networkGraph,
  difference: networkDifference,
  key,
};

function eachField<T>(
  space: NetworkSpace,
  cell: NetworkCell,
  visit: (node: ChoiceNode, index: number, context: NodeContext) => T,
): T[] {
  const plan = planOf(space);
  const values = namedValues(space, cell);
  return space.choices.fields.map(({ name, choices }, i) => visit(choices, i, contextOf(plan, name, values)));
}

/** Layers that do nothing at the end of their stages; of choices that are not reached, the first. */
function canonical(space: NetworkSpace, cell: NetworkCell): NetworkCell {
  const fields = eachField(space, cell, (node, i, context) =>
    nodeKindOf(node).canonical(node, cell.fields[i]!, context),
  );
  const plan = planOf(space);
  if (plan.conditional.length === 0) return { fields };
  const signature = cellSignature(plan, { fields }, namedValues(space, cell));
  return {
    fields: fields.map((value, i) => {
      const at = plan.conditional.indexOf(space.choices.fields[i]!.name);
      return at >= 0 && signature[plan.counters.length + at] === 0 ? { option: 0 } : value;
    }),
  };
}

function hashText(space: NetworkSpace, cell: NetworkCell): string {
  const plan = planOf(space);
  const signature =
    plan.conditional.length > 0 ? cellSignature(plan, cell, namedValues(space, cell)) : undefined;
  const parts = eachField(space, cell, (node, i, context) => {
    const { name } = space.choices.fields[i]!;
    const at = plan.conditional.indexOf(name);
    if (at >= 0 && signature![plan.counters.length + at] === 0) return [];
    return [[name, nodeKindOf(node).plain(node, cell.fields[i]!, context)] as const];
  }).flat();
  return `network:${JSON.stringify(parts.toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
}

function sites(space: NetworkSpace, cell: NetworkCell): Site[] {
  return space.choices.fields.flatMap(({ name, choices }, i) => [
    ...nodeKindOf(choices).sites(choices, cell.fields[i]!, [name]),
  ]);
}

/** Every other cell one edit away: another option, a layer more or less. */
function neighbours(space: NetworkSpace, cell: NetworkCell): NetworkCell[] {
  return [...eachNeighbour(space, cell)];
}

/** The neighbours, one after the other: some cells have thousands. */
export function* eachNeighbour(space: NetworkSpace, cell: NetworkCell): Iterable<NetworkCell> {
  const found = new Set<string>();
  const own = JSON.stringify(canonical(space, cell));
  for (const other of rawNeighbours(space, cell)) {
    if (!isNetworkCell(space, other)) continue;
    const made = canonical(space, other);
    const key = JSON.stringify(made);
    if (key === own || found.has(key) || !meetsConditions(space, made)) continue;
    found.add(key);
    yield made;
  }
}

function* rawNeighbours(space: NetworkSpace, cell: NetworkCell): Iterable<NetworkCell> {
  const { fields } = space.choices;
  const all = eachField(space, cell, (node, i, context) =>
    nodeKindOf(node).neighbours(node, cell.fields[i]!, context),
  );
  for (const [i, values] of all.entries())
    for (const value of values) {
      const changed = { fields: cell.fields.with(i, value) };
      yield fields[i]!.choices.kind === 'one' ? withLengths(space, changed) : changed;
    }
}

/** With as many layers as the named choices say: the last one repeated, or the first so many. */
function withLengths(space: NetworkSpace, cell: NetworkCell): NetworkCell {
  const values = namedValues(space, cell);
  const plan = planOf(space);
  return {
    fields: space.choices.fields.map(({ name, choices }, i) => {
      const value = cell.fields[i]!;
      if (choices.kind !== 'list' || !('size' in choices.lengths) || !Array.isArray(value)) return value;
      const [wanted = 1] = lengthsOf(choices, contextOf(plan, name, values));
      return Array.from({ length: wanted }, (_, k) => value[Math.min(k, value.length - 1)]!);
    }),
  };
}

/** Tries so many edits of one field before all of them are listed. */
const maxTries = 20;

function mutate(space: NetworkSpace, cell: NetworkCell, random: Random): NetworkCell {
  const own = JSON.stringify(canonical(space, cell));
  const fields = space.choices.fields.length;
  const plan = planOf(space);
  const values = namedValues(space, cell);
  for (let i = 0; i < maxTries; i++) {
    const at = random.integer(fields);
    const { name, choices } = space.choices.fields[at]!;
    const others = [
      ...nodeKindOf(choices).neighbours(choices, cell.fields[at]!, contextOf(plan, name, values)),
    ];
    if (others.length === 0) continue;
    const changed = { fields: cell.fields.with(at, others[random.integer(others.length)]!) };
    const other = choices.kind === 'one' ? withLengths(space, changed) : changed;
    if (!isNetworkCell(space, other)) continue;
    const made = canonical(space, other);
    if (JSON.stringify(made) !== own && meetsConditions(space, made)) return made;
  }
  const all = neighbours(space, cell);
  return all.length > 0 ? all[random.integer(all.length)]! : cell;
}

/** All but names, published spellings and documentation. */
function key({ choices, network, where, training, counting }: NetworkSpace): string {
  const withoutAliases = JSON.parse(
    JSON.stringify(choices, (name, value) => (name === 'aliases' ? undefined : value)),
  );
  // The order of the blocks tells where they were declared, and that of properties whether the space was read from a file.
  const blocks = network.blocks.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const own = {
    choices: withoutAliases,
    network: { ...network, blocks },
    where,
    settings: training.settings,
  };
  return JSON.stringify(['network', deepEntries({ ...own, counting })]);
}
