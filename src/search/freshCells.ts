import type { Cell } from '../cells/cell';
import { drawCells, enumerateCells, maxEnumerable, spaceSize } from '../cells/enumerate';
import type { CostLimit } from '../cells/namedCosts';
import type { Random } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import type { Pace } from './pace';
import type { Candidate, Scoreboard } from './scoreboard';
import { walksWithin } from './within';

/** Gives up to `count` cells that the search has not seen; none when there are no more to be found. */
export type FreshCells = (count: number) => Promise<Candidate[]>;

/** Draws of a space too large to list before cells are generated within the limits. */
const maxDraws = 5000;

/**
 * Random cells of a space for a search: drawn while that finds new ones readily, then, where the space is small enough,
 * gone through in random order.
 */
export function freshCells(
  space: SearchSpace,
  board: Scoreboard,
  random: Random,
  pace: Pace,
  limits: readonly CostLimit[] = [],
): FreshCells {
  const listable = spaceSize(space) <= maxEnumerable;
  let rest: Iterator<Cell> | undefined;
  let walks: Iterator<Cell | undefined> | undefined;
  return async count => {
    const found: Candidate[] = [];
    /** Until there are enough; `false`: the search was stopped. */
    const take = async (cells: Iterable<Cell>): Promise<boolean> => {
      for (const cell of cells) {
        if (found.length >= count) return true;
        if (!(await pace.go())) return false;
        const candidate = board.offer(cell);
        if (candidate) found.push(candidate);
      }
      return true;
    };
    const draws = listable ? Math.max(4 * count, 256) : maxDraws;
    for (let drawn = 0; !rest && !walks && drawn < draws && found.length < count; ) {
      const cells = drawCells(space, Math.min(Math.max(count - found.length, 16), draws - drawn), random);
      if (cells.length === 0) break;
      if (!(await take(cells))) return [];
      drawn += cells.length;
    }
    if (found.length < count && !listable && limits.length > 0) {
      // So few keep to the limits that from now on cells are generated that all do.
      walks ??= walksWithin(space, limits, random);
      for (let vain = 0; found.length < count && vain < maxDraws; ) {
        const next = walks.next();
        if (next.done) break;
        if (next.value) vain++;
        if (!(await take(next.value ? [next.value] : [])) || !(await pace.go())) return [];
      }
    }
    if (found.length < count && listable) {
      rest ??= random.shuffle(await pace.list(enumerateCells(space))).values();
      for (let next = rest.next(); !next.done; next = rest.next()) {
        if (!(await take([next.value]))) return [];
        if (found.length >= count) break;
      }
    }
    return found;
  };
}
