import type { Cell } from '../cells/cell';
import { drawCells, enumerateCells, maxEnumerable, spaceSize } from '../cells/enumerate';
import type { CostLimit } from '../cells/namedCosts';
import type { Random } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import type { Candidate, Scoreboard } from './scoreboard';
import { walksWithin } from './within';

/** Gives up to `count` cells that the search has not seen; none when there are no more to be found. */
export type FreshCells = (count: number) => Candidate[];

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
  limits: readonly CostLimit[] = [],
): FreshCells {
  const listable = spaceSize(space) <= maxEnumerable;
  let rest: Iterator<Cell> | undefined;
  let walks: Iterator<Cell> | undefined;
  return count => {
    const found: Candidate[] = [];
    const take = (cells: Iterable<Cell>) => {
      for (const cell of cells) {
        if (found.length >= count) return;
        const candidate = board.offer(cell);
        if (candidate) found.push(candidate);
      }
    };
    const draws = listable ? Math.max(4 * count, 256) : maxDraws;
    for (let drawn = 0; !rest && !walks && drawn < draws && found.length < count; ) {
      const cells = drawCells(space, Math.min(Math.max(count - found.length, 16), draws - drawn), random);
      if (cells.length === 0) break;
      take(cells);
      drawn += cells.length;
    }
    if (found.length < count && !listable && limits.length > 0) {
      // So few keep to the limits that from now on cells are generated that all do.
      walks ??= walksWithin(space, limits, random);
      for (let vain = 0; found.length < count && vain < maxDraws; vain++) {
        const next = walks.next();
        if (next.done) break;
        take([next.value]);
      }
    }
    if (found.length < count && listable) {
      rest ??= random.shuffle([...enumerateCells(space)]).values();
      for (let next = rest.next(); !next.done; next = rest.next()) {
        take([next.value]);
        if (found.length >= count) break;
      }
    }
    return found;
  };
}
