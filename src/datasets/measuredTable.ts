import type { Cell } from '../cells/cell';
import { type RowProblem, UnreadableFile } from './unreadable';

/** Cells of one space and what was measured of them. */
export interface MeasuredTable {
  readonly cells: Cell[];
  /** For each label asked for, a value for each cell. Per cent or fractions, as the source has them. */
  readonly labels: Record<string, Float64Array>;
  /** Rows left out. */
  readonly problems: RowProblem[];
  /** All that the source has, cells and labels and whatever else. */
  readonly columns: string[];
  /** Rows of the source, those left out included. */
  readonly rows: number;
}

/** More than one bad row in this many, and the whole table is in doubt. */
const goodRowsPerBad = 100;
/** With so many bad rows reading stops, however many good ones may follow. */
const mostProblems = 100_000;

export interface TableBuilder {
  add(cell: Cell, values: readonly number[]): void;
  leaveOut(problem: RowProblem): void;
  /** Throws a sentence if more than one row in a hundred was left out, or there are none. */
  finish(columns: string[], name: string): MeasuredTable;
}

export function buildTable(labels: readonly string[]): TableBuilder {
  const cells: Cell[] = [];
  const values: number[][] = labels.map(() => []);
  const problems: RowProblem[] = [];
  return {
    add(cell, row) {
      cells.push(cell);
      for (const [i, value] of row.entries()) values[i]!.push(value);
    },
    leaveOut(problem) {
      if (problems.push(problem) > mostProblems)
        throw new UnreadableFile(
          `More than ${mostProblems} rows can't be read, the first in line ${problems[0]!.line}: ${problems[0]!.message.replace(/\.$/, '')}; nothing was taken.`,
        );
    },
    finish(columns, name) {
      const rows = cells.length + problems.length;
      if (rows === 0) throw new UnreadableFile(`${name} has no rows.`);
      const [first] = problems.sort((a, b) => a.line - b.line);
      if (first && problems.length * goodRowsPerBad > rows)
        throw new UnreadableFile(
          `${problems.length} of the ${rows} rows of ${name} can't be read, the first in line ${first.line}: ${first.message.replace(/\.$/, '')}; more than one in a hundred is too many, so nothing was taken: mend or delete these rows.`,
          problems,
        );
      const byLabel = Object.fromEntries(labels.map((label, i) => [label, Float64Array.from(values[i]!)]));
      return { cells, labels: byLabel, problems, columns, rows };
    },
  };
}
