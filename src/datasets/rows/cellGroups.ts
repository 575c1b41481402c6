import type { Cell } from '../../cells/cell';

/** Numbers cells in the order of their first sight; equal ones, vertex by vertex, have one number. */
export interface CellGroups {
  /** The number of the cell. */
  indexOf(cell: Cell): number;
  /** The first of each number. */
  readonly cells: Cell[];
}

export function groupCells(): CellGroups {
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
      const hash = hashOf(cell);
      let at = hash & mask;
      while (slots[at] !== 0) {
        if (hashes[at] === hash && isEqual(cells[slots[at]! - 1]!, cell)) return slots[at]! - 1;
        at = (at + 1) & mask;
      }
      slots[at] = cells.push(cell);
      hashes[at] = hash;
      return cells.length - 1;
    },
  };
}

/** Mixed as MurmurHash3 does, so that the low bits of cells that differ in one edge differ, too. */
function hashOf({ edges, operations }: Cell): number {
  let hash = edges.length;
  for (let i = 0; i < edges.length; i++) hash = (Math.imul(hash, 31) + edges[i]!) | 0;
  for (let i = 0; i < operations.length; i++) hash = (Math.imul(hash, 31) + operations[i]! + 7) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function isEqual(a: Cell, b: Cell): boolean {
  return a.vertices === b.vertices && isSame(a.edges, b.edges) && isSame(a.operations, b.operations);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
