import path from 'node:path';
import { type Goal, goalOfName } from '../cells/goal';
import type { SearchSpace } from '../cells/space';
import type { OpenBinaryTable } from './binaryTable/openBinaryTable';
import { openIfBinaryTable } from './binaryTable/readBinaryTable';
import {
  askedCells,
  columnsOfCells,
  findCells,
  nameOfCells,
  namesCells,
  placeOfCells,
  sampledRows,
  spacesOfCells,
} from './findCells';
import { datasetKindOf } from './kinds/datasetKind';
import { isMissing, readWritten } from './numbers';
import { measuredCells } from './readMeasured';
import { isCellSource } from './readTable';
import { type Role, roleOfName, saysFailed } from './rows/roles';
import { isRowProblem, openRows, type TableRow } from './tableRows';
import { type RowProblem, UnreadableFile } from './unreadable';

export interface TableSummary {
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  /** How the cells are given: a column or a pattern of columns, `measured` lines, or `packed` as a binary table has them. */
  readonly cells: string | undefined;
  /** Where operations stand in the cells, if the way they are given tells it. */
  readonly operationsOn: 'vertices' | 'edges' | undefined;
  /** The spaces of the cells: those that their source names, or those shipped or declared that can express the first of them. */
  readonly spaces: readonly string[];
  readonly firstProblem: RowProblem | undefined;
  /** Which values of a column are better, where its name or a `measured` line tells. */
  readonly goals: Readonly<Record<string, Goal>>;
  /** The first rows, of a text or Parquet. */
  readonly preview?: TablePreview;
}

export interface TableColumn {
  readonly name: string;
  readonly numeric: boolean;
  /** What it says of the rows, where its name tells that it is no figure: `trial`, `epoch`, `seed`, … */
  readonly role?: Role;
}

/** Values as text, shortened; `rows[i][j]` is of `columns[j]`. */
export interface TablePreview {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const previewRows = 5;
const previewLength = 100;
const maxPreviewed = 50;

/**
 * What a table or a folder of `.cell` files holds, without reading its cells; `asked` says where these are, as `--cells`
 * does, and `declared` names spaces beside those that ship, if none of these fits. A column is numeric if all but one in a hundred of its values that are there are numbers.
 */
export async function inspectTable(
  file: string,
  asked?: string,
  declared: () => Iterable<SearchSpace> = () => [],
  signal?: AbortSignal,
): Promise<TableSummary> {
  if (isCellSource(file)) return inspectMeasured(file);
  const binary = await openIfBinaryTable(file);
  if (binary) return inspectBinary(binary);
  const counts = new Map<string, { numbers: number; others: number }>();
  let rows = 0;
  let firstProblem: RowProblem | undefined;
  const firstRows: TableRow['values'][] = [];
  // From here on, signals are heard while rows are read.
  signal?.throwIfAborted();
  const { rows: all, decimalComma } = openRows(file);
  for await (const row of all) {
    rows++;
    if (isRowProblem(row)) {
      firstProblem ??= row;
      continue;
    }
    if (firstRows.length < sampledRows) firstRows.push(row.values);
    for (const [name, value] of Object.entries(row.values)) {
      let count = counts.get(name);
      if (!count) {
        count = { numbers: 0, others: 0 };
        counts.set(name, count);
      }
      if (isMissing(value)) continue;
      if (readWritten(value, decimalComma())) count.numbers++;
      else if (typeof value !== 'string' || !saysFailed(value)) count.others++;
    }
  }
  if (rows === 0) throw new UnreadableFile(`${path.basename(file)} has no rows.`);
  const names = [...counts.keys()];
  const by =
    asked === undefined
      ? findCells(names, firstRows)
      : askedCells(asked, names, undefined, path.basename(file));
  const held = new Set(by ? columnsOfCells(by) : []);
  const columns = [...counts].map(([name, { numbers, others }]) =>
    columnOf(name, !namesCells(name) && !held.has(name) && numbers > 0 && others * 100 <= numbers),
  );
  const shipped = spacesOfCells(by, firstRows);
  const preview = previewOf(
    columns.map(column => column.name).slice(0, maxPreviewed),
    firstRows.slice(0, previewRows),
  );
  return {
    columns,
    rows,
    cells: by && nameOfCells(by),
    operationsOn: placeOfCells(by, firstRows),
    spaces: shipped.length > 0 ? shipped : spacesOfCells(by, firstRows, declared()),
    firstProblem,
    goals: goalsOf(names),
    preview,
  };
}

function columnOf(name: string, numeric: boolean): TableColumn {
  const role = roleOfName(name);
  return { name, numeric, ...(role === undefined ? {} : { role }) };
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

function goalsOf(names: readonly string[]): Record<string, Goal> {
  return Object.fromEntries(
    names.flatMap(name => {
      const goal = goalOfName(name);
      return goal === undefined ? [] : [[name, goal]];
    }),
  );
}

async function inspectBinary(table: OpenBinaryTable): Promise<TableSummary> {
  await table.close();
  return {
    columns: table.columns.map(({ name, numeric }) => columnOf(name, numeric)),
    rows: table.rows,
    cells: 'packed',
    operationsOn: table.operationsOn,
    spaces: [table.space],
    firstProblem: undefined,
    goals: goalsOf(table.columns.map(({ name }) => name)),
  };
}

async function inspectMeasured(source: string): Promise<TableSummary> {
  const cells = await measuredCells(source);
  if (cells.length === 0) throw new UnreadableFile(`${path.basename(source)} has no measured cells.`);
  const metrics = new Set(cells.flatMap(({ read }) => read.measured.map(({ metric }) => metric)));
  const stated = Object.fromEntries(
    cells.flatMap(({ read }) =>
      read.measured.flatMap(({ metric, goal }) => (goal === undefined ? [] : [[metric, goal] as const])),
    ),
  );
  const places = new Set(
    cells.map(({ read: { space } }) => space && datasetKindOf(space).operationsOn?.(space)),
  );
  const broken = cells.find(({ error }) => error !== undefined);
  return {
    columns: [...metrics].map(name => ({ name, numeric: true })),
    rows: cells.length,
    cells: 'measured',
    operationsOn: places.size === 1 ? [...places][0] : undefined,
    spaces: [...new Set(cells.flatMap(({ read }) => read.space?.name ?? []))],
    goals: { ...goalsOf([...metrics]), ...stated },
    firstProblem: broken && { line: broken.line, message: `${broken.file}: ${broken.error}` },
  };
}
