import type { SearchSpace } from '../../cells/space';
import { exchangeKindOf } from '../kinds/exchangeKind';
import { type Described, placeOf } from './described';
import { titleOf } from './notations/notationNames';
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
          ? `This is ${titleOf(described.notation)}, with operations on ${placeOf(described)}; ${only.name} has its operations ${exchangeKindOf(only).place(only)}.`
          : `This is ${titleOf(described.notation)}. No search space is known that this cell could belong to.`,
      ),
    ];
  const isUsed = ({ name }: SearchSpace) => used.includes(name);
  for (const space of [...candidates.filter(isUsed), ...candidates]) {
    const readings = exchangeKindOf(space).express(space, described);
    if (readings[0]!.ok) return readings;
  }
  // Why the published space can't express it says most.
  return exchangeKindOf(candidates[0]!).express(candidates[0]!, described);
}

const published: Readonly<Record<Described['kind'], string>> = {
  spelling: '',
  graph: 'nasbench101',
  edges: 'nasbench201',
  genotype: 'darts',
};

/** The spaces that may have the cell, the published one first. */
function candidatesFor(described: Described, spaces: Spaces): SearchSpace[] {
  const first = published[described.kind] || (placeOf(described) === 'edges' ? 'nasbench201' : 'nasbench101');
  const all = [...spaces.values()].filter(space => exchangeKindOf(space).canExpress(space, described));
  return [...all.filter(space => space.name === first), ...all.filter(space => space.name !== first)];
}
