import { setImmediate } from 'node:timers/promises';
import { cellIdentity } from '../cells/canonical';
import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';

export interface MeasuredCells {
  readonly cells: readonly Cell[];
  /** One a cell. */
  readonly labels: Float64Array;
  /** Of how many trainings each label is the mean. */
  readonly trainings: Float64Array;
  /** One a cell; NaN where it was not measured. */
  readonly testLabels: Float64Array | undefined;
}

interface RowsAbout {
  /** One a row. */
  readonly testLabels?: ArrayLike<number> | undefined;
  /** Of how many trainings each row is the mean; 1 where it is left out. */
  readonly trainings?: ArrayLike<number> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** So that a table of a whole benchmark does not keep a run from being cancelled. */
const rowsAtATime = 10_000;

/**
 * One row a cell: rows of the same cell (of the same graph, where operations stand on vertices) become one with their
 * mean, weighed by trainings, so that no cell is both trained on and tested on. Rows without a label are dropped.
 */
export async function mergeRows(
  space: SearchSpace,
  cells: readonly Cell[],
  labels: ArrayLike<number>,
  { testLabels, trainings, signal }: RowsAbout = {},
): Promise<MeasuredCells> {
  const merged = new Map<string, { cell: Cell; label: Mean; test: Mean }>();
  for (const [i, cell] of cells.entries()) {
    if (i % rowsAtATime === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    if (!Number.isFinite(labels[i])) continue;
    const key = cellIdentity(space, cell);
    const row = merged.get(key) ?? { cell, label: emptyMean(), test: emptyMean() };
    merged.set(key, row);
    const count = trainings?.[i] ?? 1;
    add(row.label, labels[i]!, count);
    if (testLabels && Number.isFinite(testLabels[i])) add(row.test, testLabels[i]!, count);
  }
  const rows = [...merged.values()];
  return {
    cells: rows.map(({ cell }) => cell),
    labels: Float64Array.from(rows, ({ label }) => label.sum / label.count),
    trainings: Float64Array.from(rows, ({ label }) => label.count),
    testLabels: testLabels && Float64Array.from(rows, ({ test }) => test.sum / test.count),
  };
}

interface Mean {
  sum: number;
  count: number;
}

function emptyMean(): Mean {
  return { sum: 0, count: 0 };
}

function add(mean: Mean, value: number, count: number): void {
  mean.sum += count * value;
  mean.count += count;
}
