import type { Cell, CellIn } from './cell';
import { kindOf, type SpellingResult } from './kinds/kind';
import type { SearchSpace } from './space';

/** Reads a published spelling, or returns one sentence that says what is wrong with it. */
export function readSpelling<S extends SearchSpace>(space: S, text: string): CellIn<S> | string {
  const result = parseSpelling(space, text);
  return result.ok ? result.cell : result.message;
}

/** As `readSpelling`, with the kind of fault. */
export function parseSpelling<S extends SearchSpace>(space: S, text: string): SpellingResult<CellIn<S>> {
  return kindOf(space).read(space, text);
}

/** The published spelling, with the first alias of each operation. `readSpelling` gives the same cell back. */
export function writeSpelling(space: SearchSpace, cell: Cell): string {
  return kindOf(space).write(space, cell);
}
