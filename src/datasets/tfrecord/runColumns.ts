import {
  type NumberColumn,
  type SummaryColumn,
  summaries,
  type TableColumn,
} from '../binaryTable/binaryTable';
import { type GrowingColumn, growingColumn } from '../growingColumn';
import type { BenchmarkRecord } from './benchmarkRecord';
import { metricFields } from './modelMetrics';

/** Takes what the runs of each cell measured, kept apart by number of epochs, run, point of the training and metric. */
export interface RunColumns {
  /** What is wrong with the record's metrics, whatever its cell is. */
  wrong(record: BenchmarkRecord): string | undefined;
  /** Adds the next run of the row; a string says why it can't. */
  add(row: number, record: BenchmarkRecord): string | undefined;
  take(rows: number): TableColumn[];
}

/** Runs of each cell and number of epochs, as published. */
const runs = 3;
/** The published file has 4, 12, 36 and 108. */
const maxBudgets = 8;
/** The last evaluation is that of the end, the one before it that of half-way (`evaluation_data` 1 and 2 of three). */
const points = ['halfway', 'end'] as const;
const metrics = metricFields.slice(1);
const units: Readonly<Record<string, string>> = { training_time: 's' };

interface Budget {
  /** Runs there are, one byte a row. */
  counts: Uint8Array;
  /** `[runs, points, metrics]`, row-major. */
  readonly columns: readonly GrowingColumn[];
}

export function createRunColumns(): RunColumns {
  const budgets = new Map<number, Budget>();
  return {
    wrong({ epochs, metrics: read }) {
      if (read.evaluations !== 3) return `It has ${read.evaluations} evaluations, and a record has three.`;
      if (Number.isNaN(read.parameters)) return 'It has no trainable_parameters.';
      const fields = metricFields.length;
      for (const point of [1, 2])
        for (const [at, metric] of metrics.entries()) {
          const value = read.values[point * fields + at + 1]!;
          const most = metric.endsWith('accuracy') ? 1 : 1e9;
          if (!(value >= 0 && value <= most)) return `Its ${metric} is ${value}.`;
        }
      return !budgets.has(epochs) && budgets.size === maxBudgets
        ? `It has ${epochs} epochs, after ${maxBudgets} other numbers of epochs.`
        : undefined;
    },
    add(row, { epochs, metrics: { values } }) {
      let budget = budgets.get(epochs);
      if (budget === undefined) {
        const columns = Array.from({ length: runs * points.length * metrics.length }, growingColumn);
        budget = { counts: new Uint8Array(1024), columns };
        budgets.set(epochs, budget);
      }
      if (row >= budget.counts.length) {
        const more = new Uint8Array(Math.max(2 * budget.counts.length, row + 1));
        more.set(budget.counts);
        budget.counts = more;
      }
      const run = budget.counts[row]!;
      if (run === runs) return `It is a fourth run of its cell with ${epochs} epochs.`;
      budget.counts[row] = run + 1;
      let column = run * points.length * metrics.length;
      for (let point = 1; point <= 2; point++)
        for (let metric = 1; metric < metricFields.length; metric++)
          budget.columns[column++]!.set(row, values[point * metricFields.length + metric]!);
      return undefined;
    },
    take(rows) {
      const sorted = [...budgets].sort(([a], [b]) => b - a);
      return sorted.flatMap(([epochs, budget]) => columnsOf(epochs, budget, rows));
    },
  };
}

/** `validation_accuracy.108.run1`, …, and `validation_accuracy.108.halfway.run1` for what was measured at half-way. */
function columnsOf(epochs: number, { columns }: Budget, rows: number): TableColumn[] {
  const named: (NumberColumn | SummaryColumn)[] = [];
  for (const point of [1, 0])
    for (const [at, metric] of metrics.entries()) {
      const prefix = `${metric}.${epochs}${point === 0 ? '.halfway' : ''}`;
      const unit = units[metric] ?? 'fraction';
      const ofRuns = Array.from({ length: runs }, (_, run) => `${prefix}.run${run + 1}`);
      const isAccuracy = metric.endsWith('accuracy');
      named.push(
        ...summaries(prefix, ofRuns, unit, isAccuracy ? ['mean', 'best', 'spread'] : ['mean', 'spread']),
      );
      for (const [run, name] of ofRuns.entries()) {
        const values = columns[(run * points.length + point) * metrics.length + at]!.take(rows);
        named.push({ kind: 'number', name, unit, values });
      }
    }
  return named;
}
