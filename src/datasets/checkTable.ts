import type { Goal } from '../cells/goal';
import type { SearchSpace } from '../cells/space';
import { readTable } from './readTable';
import type { ReadOptions } from './rows/readOptions';
import type { LeftOut } from './rows/tableReport';
import { type RowProblem, UnreadableFile } from './unreadable';

/** How a table reads as cells of a space with these labels. */
export interface TableCheck {
  /** Rows that are used. */
  readonly readable: number;
  /** Rows that can't be read. */
  readonly unreadable: number;
  /** The first of those. */
  readonly problems: readonly RowProblem[];
  /** Different cells with the label. */
  readonly cells: number;
  /** Rows that are left out, those that can't be read among them, and why. */
  readonly leftOut: readonly LeftOut[];
  /** Sentences: what was done with the rows, and what looks wrong. */
  readonly notes: readonly string[];
  /** Of `notes`, those about what looks wrong. */
  readonly warnings: readonly string[];
  /** Conditions as `--where` takes them, which would change what looks wrong or was left out. */
  readonly suggested?: readonly string[];
  /** Of which epoch the rows are, where they differ in it. */
  readonly epoch?: string;
  /** The goal that `measured` lines state. */
  readonly goal?: Goal;
  /** Why nothing can be taken from it, a sentence. */
  readonly failure?: string;
  /** The column by which rows have to be chosen before anything can be taken. */
  readonly choice?: { readonly column: string; readonly values: readonly string[] };
}

const maxReported = 20;

/** Reads every row, as a training on it would. */
export async function checkTable(
  file: string,
  space: SearchSpace,
  labels: readonly string[],
  options: ReadOptions = {},
): Promise<TableCheck> {
  try {
    const { cells, problems, notes, report, goal } = await readTable(file, space, labels, options);
    return {
      readable: report.used,
      unreadable: problems.length,
      problems: problems.slice(0, maxReported),
      cells: cells.length,
      leftOut: report.leftOut,
      notes,
      warnings: report.warnings,
      ...(report.suggested.length === 0 ? {} : { suggested: report.suggested }),
      ...(report.epoch === undefined ? {} : { epoch: report.epoch }),
      ...(goal === undefined ? {} : { goal }),
    };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    const { problems, message: failure, choice } = error;
    return {
      readable: 0,
      unreadable: problems.length,
      problems: problems.slice(0, maxReported),
      cells: 0,
      leftOut: [],
      notes: [],
      warnings: [],
      failure,
      ...(choice ? { choice } : {}),
    };
  }
}
