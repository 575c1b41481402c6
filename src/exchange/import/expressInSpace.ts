import type { SearchSpace } from '../../cells/space';
import { readDocument } from '../../document/readDocument';
import { exchangeKindOf } from '../kinds/exchangeKind';
import { type Described, type DescribedCell, type DescribedNetwork, placeOf } from './described';
import { titleOf } from './notations/notationNames';
import { type CellReading, type Spaces, unread } from './reading';

/**
 * The cells of a description in the first space that can express them: those that the document uses first, then the
 * published one, then the others. One, or the normal and the reduction cell of a genotype; each is a reading of its own.
 * A network that none of several spaces has is read in a new one, which is `declared` with it.
 */
export function expressInSpaces(
  described: Described,
  spaces: Spaces,
  used: readonly string[] = [],
): readonly CellReading[] {
  const candidates = candidatesFor(described, spaces);
  const [only] = spaces.size === 1 ? [...spaces.values()] : [];
  const isUsed = ({ name }: SearchSpace) => used.includes(name);
  for (const space of [...candidates.filter(isUsed), ...candidates]) {
    const readings = exchangeKindOf(space).express(space, described);
    if (readings[0]!.ok) return readings;
  }
  if (described.kind === 'network' && !only) return [inNewSpace(described, spaces)];
  // Why the published space can't express it says most.
  if (candidates[0]) return exchangeKindOf(candidates[0]).express(candidates[0], described);
  const what = titleOf(described.notation);
  const message = !only
    ? `This is ${what}. No search space is known that this cell could belong to.`
    : described.kind === 'network'
      ? `This is ${what}, and cells of ${only.name} are no networks of layers.`
      : `This is ${what}, with operations on ${placeOf(described)}; ${only.name} has its operations ${exchangeKindOf(only).place(only)}.`;
  return [unread('outside-space', described.notation, message)];
}

/** The network in a space that is declared for it, under a name that is free. */
function inNewSpace(described: DescribedNetwork, spaces: Spaces): CellReading {
  const wanted = described.notation.replaceAll('-', '_');
  let name = wanted;
  for (let i = 2; spaces.has(name); i++) name = `${wanted}_${i}`;
  const source = described.propose(name);
  const space = source === undefined ? undefined : readDocument(source, new Map()).spaces.get(name);
  const [reading] = space ? exchangeKindOf(space).express(space, described) : [];
  if (space && reading?.ok) return { ...reading, declared: space };
  return unread(
    'network',
    described.notation,
    `This is ${titleOf(described.notation)}, and no space is known that has such a network.`,
  );
}

const published: Readonly<Record<DescribedCell['kind'], string>> = {
  spelling: '',
  graph: 'nasbench101',
  edges: 'nasbench201',
  genotype: 'darts',
};

/** The spaces that may have the cell, the published one first. */
function candidatesFor(described: Described, spaces: Spaces): SearchSpace[] {
  const all = [...spaces.values()].filter(space => exchangeKindOf(space).canExpress(space, described));
  if (described.kind === 'network') return all;
  const first = published[described.kind] || (placeOf(described) === 'edges' ? 'nasbench201' : 'nasbench101');
  return [...all.filter(space => space.name === first), ...all.filter(space => space.name !== first)];
}
