import type { Cell } from '../../cells/cell';
import { cellNumbers } from '../../cells/cellNumbers';
import type { SearchSpace } from '../../cells/space';

/** Numbers cells in the order of their first sight; equal ones have one number. `C`: what stands for a cell. */
export interface CellGroups<C> {
  /** The number of the cell. */
  indexOf(cell: C): number;
  /** The first of each number. */
  readonly cells: C[];
}

/** Of cells that are told by a text, as by a hash. */
export function groupTexts(): CellGroups<string> {
  const cells: string[] = [];
  const known = new Map<string, number>();
  return {
    cells,
    indexOf(cell) {
      let at = known.get(cell);
      if (at === undefined) {
        at = cells.push(cell) - 1;
        known.set(cell, at);
      }
      return at;
    },
  };
}

type Numbers = readonly ArrayLike<number>[];

/** Of cells of a space: equal part by part. */
export function groupCells(space: SearchSpace): CellGroups<Cell> {
  const cells: Cell[] = [];
  // Open addressing: the number of a cell, from 1, and its hash, so that other cells are hardly looked at.
  let slots = new Int32Array(1024);
  let hashes = new Int32Array(1024);
  const grow = () => {
    const [before, hashesBefore] = [slots, hashes];
    slots = new Int32Array(2 * before.length);
    hashes = new Int32Array(2 * before.length);
    const mask = slots.length - 1;
    for (const [from, number] of before.entries()) {
      if (number === 0) continue;
      let at = hashesBefore[from]! & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = number;
      hashes[at] = hashesBefore[from]!;
    }
  };
  return {
    cells,
    indexOf(cell) {
      if (2 * cells.length >= slots.length) grow();
      const mask = slots.length - 1;
      const numbers = cellNumbers(space, cell);
      const hash = hashOf(numbers);
      let at = hash & mask;
      while (slots[at] !== 0) {
        if (hashes[at] === hash && isEqual(cellNumbers(space, cells[slots[at]! - 1]!), numbers))
          return slots[at]! - 1;
        at = (at + 1) & mask;
      }
      slots[at] = cells.push(cell);
      hashes[at] = hash;
      return cells.length - 1;
    },
  };
}

/** Mixed as MurmurHash3 does, so that the low bits of cells that differ in one number differ, too. */
function hashOf(lists: Numbers): number {
  let hash = 0;
  for (const list of lists) {
    hash = (Math.imul(hash, 31) + list.length) | 0;
    for (let i = 0; i < list.length; i++) hash = (Math.imul(hash, 31) + list[i]!) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function isEqual(a: Numbers, b: Numbers): boolean {
  return a.length === b.length && a.every((list, i) => isSame(list, b[i]!));
}

function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
