import path from 'node:path';
import type { OpenBinaryTable } from './binaryTable/openBinaryTable';
import { openIfBinaryTable } from './binaryTable/readBinaryTable';
import { type CellColumn, cellColumnOf, columnsOfCells } from './cellColumns';
import { readNumber } from './numbers';
import { measuredCells } from './readMeasured';
import { isCellSource } from './readTable';
import { isRowProblem, type TableRow, tableRows } from './tableRows';
import { type RowProblem, UnreadableFile } from './unreadable';

export interface TableSummary {
  readonly columns: readonly { readonly name: string; readonly numeric: boolean }[];
  readonly rows: number;
  /** How the cells are given: a column, `measured` lines, or packed as a binary table has them. */
  readonly cells: CellColumn | 'measured' | 'packed' | undefined;
  /** Where operations stand in the cells, if the way they are given tells it. */
  readonly operationsOn: 'vertices' | 'edges' | undefined;
  /** The spaces of the cells, where their source names it. */
  readonly spaces: readonly string[];
  readonly firstProblem: RowProblem | undefined;
  /** The first rows, of a text or Parquet. */
  readonly preview?: TablePreview;
}

/** Values as text, shortened; `rows[i][j]` is of `columns[j]`. */
export interface TablePreview {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const previewRows = 5;
const previewLength = 100;
const mostPreviewed = 50;

/**
 * What a table or a folder of `.cell` files holds, without reading its cells. A column is numeric if all but one in a
 * hundred of its values that are there are numbers.
 */
export async function inspectTable(file: string): Promise<TableSummary> {
  if (isCellSource(file)) return inspectMeasured(file);
  const binary = await openIfBinaryTable(file);
  if (binary) return inspectBinary(binary);
  const counts = new Map<string, { numbers: number; others: number }>();
  let rows = 0;
  let firstProblem: RowProblem | undefined;
  const firstRows: TableRow['values'][] = [];
  for await (const row of tableRows(file)) {
    rows++;
    if (isRowProblem(row)) {
      firstProblem ??= row;
      continue;
    }
    if (firstRows.length < previewRows) firstRows.push(row.values);
    for (const [name, value] of Object.entries(row.values)) {
      let count = counts.get(name);
      if (!count) {
        count = { numbers: 0, others: 0 };
        counts.set(name, count);
      }
      if (!Number.isNaN(readNumber(value))) count.numbers++;
      else if (!isAbsent(value)) count.others++;
    }
  }
  if (rows === 0) throw new UnreadableFile(`${path.basename(file)} has no rows.`);
  const columns = [...counts].map(([name, { numbers, others }]) => ({
    name,
    numeric: !columnsOfCells.includes(name) && numbers > 0 && others * 100 <= numbers,
  }));
  const cells = cellColumnOf([...counts.keys()]);
  const preview = previewOf(columns.map(column => column.name).slice(0, mostPreviewed), firstRows);
  return { columns, rows, cells, operationsOn: placeOf(cells), spaces: [], firstProblem, preview };
}

function previewOf(columns: readonly string[], rows: readonly TableRow['values'][]): TablePreview {
  return { columns, rows: rows.map(values => columns.map(name => shortText(values[name]))) };
}

function shortText(value: unknown): string {
  const text =
    value === undefined || value === null
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : `${value}`;
  return text.length <= previewLength ? text : `${text.slice(0, previewLength - 1)}…`;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || /^\s*(nan|n\/?a|null|none)?\s*$/i.test(String(value));
}

function placeOf(cells: CellColumn | undefined): TableSummary['operationsOn'] {
  if (cells === undefined || cells === 'cell') return undefined;
  return cells === 'arch_str' ? 'edges' : 'vertices';
}

async function inspectBinary(table: OpenBinaryTable): Promise<TableSummary> {
  await table.close();
  return {
    columns: table.columns.map(({ name, numeric }) => ({ name, numeric })),
    rows: table.rows,
    cells: 'packed',
    operationsOn: table.operationsOn,
    spaces: [table.space],
    firstProblem: undefined,
  };
}

async function inspectMeasured(source: string): Promise<TableSummary> {
  const cells = await measuredCells(source);
  if (cells.length === 0) throw new UnreadableFile(`${path.basename(source)} has no measured cells.`);
  const metrics = new Set(cells.flatMap(({ read }) => read.measured.map(({ metric }) => metric)));
  const places = new Set(cells.map(({ read }) => read.space?.operationsOn));
  const broken = cells.find(({ error }) => error !== undefined);
  return {
    columns: [...metrics].map(name => ({ name, numeric: true })),
    rows: cells.length,
    cells: 'measured',
    operationsOn: places.size === 1 ? [...places][0] : undefined,
    spaces: [...new Set(cells.flatMap(({ read }) => read.space?.name ?? []))],
    firstProblem: broken && { line: broken.line, message: `${broken.file}: ${broken.error}` },
  };
}
