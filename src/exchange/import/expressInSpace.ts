import { cellOfEdges, cellOfGraph } from '../../cells/kinds/graph/spelling';
import type { SpellingResult } from '../../cells/kinds/kind';
import type { SearchSpace } from '../../cells/space';
import { parseSpelling } from '../../cells/spelling';
import type { Described } from './described';
import { expressGenotype } from './expressGenotype';
import { titleOf } from './notations';
import { type CellReading, type Spaces, unread } from './reading';

/**
 * The cells of a description in the first space that can express them: those that the document uses first, then the
 * published one, then the others. One, or the normal and the reduction cell of a genotype; each is a reading of its own.
 */
export function expressInSpaces(
  described: Described,
  spaces: Spaces,
  used: readonly string[] = [],
): readonly CellReading[] {
  const candidates = candidatesFor(described, spaces);
  const [only] = spaces.size === 1 ? [...spaces.values()] : [];
  if (candidates.length === 0)
    return [
      unread(
        'outside-space',
        described.notation,
        only
          ? `This is ${titleOf(described.notation)}, with operations on ${operationsOn(described)}; ${only.name} has its operations on ${only.operationsOn}.`
          : `This is ${titleOf(described.notation)}. No search space is known that this cell could belong to.`,
      ),
    ];
  const isUsed = ({ name }: SearchSpace) => used.includes(name);
  for (const space of [...candidates.filter(isUsed), ...candidates]) {
    const readings = expressIn(space, described);
    if (readings[0]!.ok) return readings;
  }
  // Why the published space can't express it says most.
  return expressIn(candidates[0]!, described);
}

function operationsOn(described: Described): SearchSpace['operationsOn'] {
  if (described.kind === 'spelling') return described.operationsOn;
  return described.kind === 'edges' ? 'edges' : 'vertices';
}

const published: Readonly<Record<Described['kind'], string>> = {
  spelling: '',
  graph: 'nasbench101',
  edges: 'nasbench201',
  genotype: 'darts',
};

/** The spaces with operations where the description has them, the published one first. */
function candidatesFor(described: Described, spaces: Spaces): SearchSpace[] {
  const on = operationsOn(described);
  const first = published[described.kind] || (on === 'edges' ? 'nasbench201' : 'nasbench101');
  const all = [...spaces.values()].filter(space => space.operationsOn === on);
  return [...all.filter(space => space.name === first), ...all.filter(space => space.name !== first)];
}

function expressIn(space: SearchSpace, described: Described): readonly CellReading[] {
  if (described.kind === 'genotype') return expressGenotype(space, described);
  const { notation } = described;
  const result = cellOf(space, described);
  if (!result.ok) return [unread(result.reason, notation, result.message)];
  const doc = described.kind === 'edges' ? described.doc : undefined;
  return [{ ok: true, notation, space, cell: result.cell, ...(doc === undefined ? {} : { doc }) }];
}

function cellOf(space: SearchSpace, described: Exclude<Described, { kind: 'genotype' }>): SpellingResult {
  if (described.kind === 'spelling') return parseSpelling(space, described.text);
  if (described.kind === 'graph')
    return cellOfGraph(
      space,
      described.adjacency,
      described.labels.map(label => knownName(space, label)),
    );
  return cellOfEdges(
    space,
    described.groups.map(group =>
      group.map(({ operation, from }) => ({ operation: knownName(space, operation), from })),
    ),
  );
}

/** `CONV1X1`, `Conv 1x1` and `conv_1x1` are `conv1x1`; what is unknown stays as it is. */
export function knownName(space: SearchSpace, label: string): string {
  const plain = (name: string) => name.replace(/[\s_-]/g, '').toLowerCase();
  const wanted = plain(label.slice(label.lastIndexOf('.') + 1));
  if (space.operationsOn === 'vertices' && (wanted === 'input' || wanted === 'output')) return wanted;
  const matching = space.operations.filter(({ name, aliases }) =>
    [name, ...aliases].some(each => plain(each) === wanted),
  );
  const exact = matching.find(({ name, aliases }) => name === label || aliases.includes(label));
  const [only, ...others] = matching;
  return exact?.name ?? (only && others.length === 0 ? only.name : label);
}
