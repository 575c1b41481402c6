import { canonicalHash } from '../../cells/canonical';
import type { Cell } from '../../cells/cell';
import type { Random } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';
import type { Candidates } from './candidates';

/**
 * Which cells of the candidates were not measured yet. Cells of one class compute much the same and are measured each by
 * itself, since their values differ by the noise of a training; cells with one canonical hash are one cell.
 */
export interface Untried {
  /** Classes of which some cell was not measured, in their order. */
  open(): number[];
  /** Those of which none was; where there is no such class, as `open`. */
  fresh(): number[];
  /** How many cells may still be measured; where there are more than `most`, `most`. */
  count(most: number): number;
  /** A random cell of an open class that was not measured. */
  draw(index: number, random: Random): Cell;
  /** This cell of the class is measured, or will be. */
  strike(index: number, cell: Cell): void;
  /** A cell of the class could not be measured: neither can the others, which compute the same. */
  close(index: number): void;
}

/** `onePerClass`: one cell stands for its class, and the others are not measured. */
export function createUntried(space: SearchSpace, candidates: Candidates, onePerClass = false): Untried {
  /** By class: hashes of its cells that were measured. */
  const struck = new Map<number, Set<string>>();
  const closed = new Set<number>();
  const hashes = new WeakMap<Cell, string>();
  const hashOf = (cell: Cell) => {
    const hash = hashes.get(cell) ?? canonicalHash(space, cell);
    hashes.set(cell, hash);
    return hash;
  };
  const left = (index: number): readonly Cell[] => {
    const done = struck.get(index);
    const members = candidates.members(index);
    if (!done) return members;
    return onePerClass || closed.has(index) ? [] : members.filter(cell => !done.has(hashOf(cell)));
  };
  const classes = (keep: (index: number) => boolean) => {
    const kept: number[] = [];
    for (let index = 0; index < candidates.count; index++) if (keep(index)) kept.push(index);
    return kept;
  };
  const open = () => classes(index => left(index).length > 0);
  return {
    open,
    fresh() {
      const untouched = classes(index => !struck.has(index));
      return untouched.length > 0 ? untouched : open();
    },
    count(most) {
      let count = 0;
      for (let index = 0; index < candidates.count && count < most; index++) {
        const cells = new Set(left(index).map(hashOf)).size;
        count += onePerClass ? Math.min(1, cells) : cells;
      }
      return Math.min(count, most);
    },
    draw(index, random) {
      const members = left(index);
      return members[random.integer(members.length)]!;
    },
    strike(index, cell) {
      struck.set(index, (struck.get(index) ?? new Set()).add(hashOf(cell)));
    },
    close: index => void closed.add(index),
  };
}
