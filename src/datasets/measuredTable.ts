import type { Cell } from '../cells/cell';
import type { Goal } from '../cells/goal';
import { pickRows } from './rows/pickRows';
import type { ReadOptions } from './rows/readOptions';
import type { RowsOfCells } from './rows/rowsOfCells';
import { statedGoal } from './rows/statedGoal';
import { describeReport, type TableReport } from './rows/tableReport';
import { type RowProblem, UnreadableFile } from './unreadable';

/** Cells of one space and what was measured of them: each cell once, with the mean of its repeated measurements. */
export interface MeasuredTable {
  readonly cells: Cell[];
  /** For each label asked for, a value for each cell; NaN where another label than the first was not measured. */
  readonly labels: Record<string, Float64Array>;
  /** For each label, the sample standard deviation of one measurement of each cell; NaN where it is not known. */
  readonly deviations: Record<string, Float64Array>;
  /** How many measurements each cell has the mean of. */
  readonly counts: Uint32Array;
  /** Rows that can't be read, and are left out. */
  readonly problems: readonly RowProblem[];
  /** All that the source has, cells and labels and whatever else. */
  readonly columns: string[];
  /** Rows of the source, those left out included. */
  readonly rows: number;
  readonly report: TableReport;
  /** What was done with the rows, and what looks wrong: sentences. */
  readonly notes: readonly string[];
  /** What the source says of the first label, if it does: the goal of `measured` lines, or of a column. */
  readonly goal?: Goal | undefined;
}

/**
 * The table of the rows that can be compared. `goal`: what the source states of the first label. Throws `UnreadableFile`
 * where no rows are left.
 */
export function measuredTable(
  source: RowsOfCells<Cell>,
  options: ReadOptions,
  more: readonly string[] = [],
  goal?: Goal,
): MeasuredTable {
  const stated = goal === undefined ? statedGoal(source, options.where ?? []) : undefined;
  const known = goal ?? stated?.goal;
  const { cells, labels, deviations, counts, report } = pickRows(source, {
    ...options,
    goal: options.goal ?? known,
  });
  if (cells.length === 0 && !options.passOver) {
    const why = describeReport(report, source.name);
    throw new UnreadableFile(
      `No row of ${source.name} is left to use${why === undefined ? '.' : `: ${why}`}`,
      source.problems,
    );
  }
  const named = (arrays: readonly Float64Array[]) =>
    Object.fromEntries(source.labels.map((label, i) => [label, arrays[i]!]));
  const done = describeReport(report, source.name);
  return {
    cells,
    labels: named(labels),
    deviations: named(deviations),
    counts,
    problems: source.problems,
    columns: [...source.columns],
    rows: source.rows,
    report,
    notes: [
      ...(done === undefined ? [] : [done]),
      ...more,
      ...(stated && options.goal === undefined ? [stated.sentence] : []),
      ...report.warnings,
    ],
    goal: known,
  };
}
