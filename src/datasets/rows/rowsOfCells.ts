import type { RowProblem } from '../unreadable';
import type { RowNumbers } from './collectRows';
import type { TableReport } from './tableReport';

/** The rows of a source that are cells with a figure, and what tells them apart. Arrays have one entry a row. */
export interface RowsOfCells<C = unknown> {
  readonly name: string;
  readonly labels: readonly string[];
  readonly columns: readonly string[];
  /** Of the source, those left out included. */
  readonly rows: number;
  /** Rows that do not meet `--where`. */
  readonly unwanted: number;
  readonly unmeasured: ReadonlyMap<string, number>;
  readonly problems: readonly RowProblem[];
  /** The different cells. */
  readonly groups: readonly C[];
  /** Index in `groups`. */
  readonly cells: readonly number[];
  readonly lines: readonly number[];
  /** `values[label][row]` */
  readonly values: readonly (readonly number[])[];
  readonly stated: ReadonlyMap<number, Pick<RowNumbers, 'deviations' | 'seeds'>>;
  readonly statuses: readonly WordColumn[];
  /** The one that counts most first; `isSetting`: it is part of a configuration. */
  readonly epochs: readonly (WordColumn & { readonly isSetting: boolean })[];
  readonly trial: WordColumn | undefined;
  readonly seeds: readonly WordColumn[];
  readonly apart: readonly ApartColumn[];
  /** Whether `--where COLUMN=*` was given. */
  readonly isAny: (column: string) => boolean;
}

export interface WordColumn {
  readonly column: string;
  readonly words: readonly string[];
  /** Index in `words`, or a number beyond it that stands for another text; −1 where the row has nothing there. */
  readonly codes: readonly number[];
}

/** A column by which rows of one cell may be no repeated measurements. */
export type ApartColumn = WordColumn & {
  readonly role: 'mixture' | 'setting' | 'factor' | undefined;
  /** Whether the words are parts of texts, as of names of runs, by which no row can be chosen. */
  readonly isSaid?: boolean;
};

/** Cells, each once, with the mean of their repeated measurements. */
export interface PickedRows<C> {
  readonly cells: C[];
  /** `labels[label][cell]` */
  readonly labels: Float64Array[];
  /** Sample standard deviation of a measurement, by label and cell; NaN where it is not known. */
  readonly deviations: Float64Array[];
  /** How many measurements the mean is of. */
  readonly counts: Uint32Array;
  readonly report: TableReport;
}
