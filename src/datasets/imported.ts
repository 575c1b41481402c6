import type { BinaryTable } from './binaryTable/binaryTable';
import type { RowProblem } from './unreadable';

/** What an importer of a benchmark's files gives. */
export interface Imported {
  readonly table: BinaryTable;
  /** What was left out and why: the first hundred. */
  readonly problems: readonly RowProblem[];
  readonly leftOut: number;
  /** Records, files or rows that were there. */
  readonly read: number;
  /** What was done with the rows of a table, and what looks wrong: sentences. */
  readonly notes?: readonly string[];
}

export const problemsKept = 100;
