import type { RowProblem } from '../unreadable';

/** Of a file with more columns nothing is read. */
export const maxColumns = 10_000;
/** Characters of one row. */
export const maxRowLength = 16 * 1024 * 1024;

/** A table with more rows is refused: a few hundred kilobytes can unpack to any number of them. */
export const maxRows = 10_000_000;

/** A row by its columns: text, or in JSON whatever JSON has. A row that has not the column's value has no such key. */
export interface TableRow {
  /** From 1; of a row of several lines, its last. Of a JSON document and of Parquet, the row. */
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
}

export function isRowProblem(row: TableRow | RowProblem): row is RowProblem {
  return 'message' in row;
}
