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
  // Open addressing; an entry is the number of a cell, from 1.
  let slots = new Int32Array(1024);
  const place = (cell: Cell): number => {
    const mask = slots.length - 1;
    let at = hashOf(cell) & mask;
    while (slots[at] !== 0 && !isEqual(cells[slots[at]! - 1]!, cell)) at = (at + 1) & mask;
    return at;
  };
  return {
    cells,
    indexOf(cell) {
      let at = place(cell);
      if (slots[at] !== 0) return slots[at]! - 1;
      if (2 * cells.length >= slots.length) {
        slots = new Int32Array(2 * slots.length);
        for (const [i, known] of cells.entries()) slots[place(known)] = i + 1;
        at = place(cell);
      }
      slots[at] = cells.push(cell);
      return cells.length - 1;
    },
  };
}

function hashOf({ edges, operations }: Cell): number {
  let hash = edges.length;
  for (let i = 0; i < edges.length; i++) hash = (Math.imul(hash, 31) + edges[i]!) | 0;
  for (let i = 0; i < operations.length; i++) hash = (Math.imul(hash, 31) + operations[i]! + 7) | 0;
  return (hash ^ (hash >>> 15)) >>> 0;
}

function isEqual(a: Cell, b: Cell): boolean {
  return a.vertices === b.vertices && isSame(a.edges, b.edges) && isSame(a.operations, b.operations);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
