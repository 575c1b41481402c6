import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import { exchangeKindOf } from '../exchange/kinds/exchangeKind';
import { openIfBinaryTable, readBinaryTable } from './binaryTable/readBinaryTable';
import { cellsByHash } from './cellsByHash';
import { firstBytes } from './files/openTableFile';
import {
  askedCells,
  type CellsBy,
  columnsOfCells,
  findCells,
  nameOfCells,
  readCellOf,
  sampledRows,
  tellCells,
} from './findCells';
import { labelReader } from './labelReader';
import { listColumns } from './listColumns';
import { type MeasuredTable, measuredTable } from './measuredTable';
import { isMissing, readNumber } from './numbers';
import { isParquet, nestedColumns } from './parquet/parquetRows';
import { readMeasured } from './readMeasured';
import { groupCells } from './rows/cellGroups';
import { collectRows, type RowCollector, type RowNumbers } from './rows/collectRows';
import type { ReadOptions } from './rows/readOptions';
import { isRowProblem, openRows, type TableRow } from './tableRows';
import { UnreadableFile } from './unreadable';

export type { MeasuredTable };

/**
 * Reads the cells of a space and the labels named from a table (binary, Parquet, CSV, TSV, JSON or JSONL) or from the
 * `measured` lines of a `.cell` file or a folder of them: each cell once. A row without a number in the first label was
 * not measured and is left out; one that can't be read is a problem, and more than one such row in a hundred, rows that
 * can't be compared, or no way to read the whole, throws an `UnreadableFile`. `notes` of the result say what was done.
 */
export async function readTable(
  file: string,
  space: SearchSpace,
  labels: readonly string[],
  options: ReadOptions = {},
): Promise<MeasuredTable> {
  if (isCellSource(file)) return readMeasured(file, space, labels, options);
  const binary = await openIfBinaryTable(file);
  if (binary) return readBinaryTable(binary, file, space, labels, options);
  return readRows(file, space, labels, options);
}

/** Whether measured cells are given as Cell source: a `.cell` file, or a folder. */
export function isCellSource(file: string): boolean {
  return /\.cell$/i.test(file) || (statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

async function readRows(
  file: string,
  space: SearchSpace,
  labels: readonly string[],
  options: ReadOptions,
): Promise<MeasuredTable> {
  const name = path.basename(file);
  const { rows, decimalComma, repeated, isFixed, linesAbove, headersAgain } = openRows(file);
  let by: CellsBy | undefined;
  const cellColumns = () => (by ? columnsOfCells(by) : []);
  const collector = collectRows(groupCells(space), labels, cellColumns, options, isFixed);
  const numbers = labelReader(labels, name, decimalComma, options.keepMissing ?? false, collector);
  const byHash: HashedRow[] = [];
  // Rows of JSONL need not all have every key, so what is missing altogether is known at the end.
  const columns = new Set<string>();
  const first: TableRow[] = [];
  let lost = 0;
  const onLost = () => {
    lost++;
  };
  let cellsTold: string | undefined;
  const find = () => {
    const values = first.map(row => row.values);
    const found =
      options.cells === undefined
        ? findCells([...columns], values, space)
        : askedCells(options.cells, [...columns], space, name);
    cellsTold = found && tellCells(found, values);
    return found;
  };
  options.signal?.throwIfAborted();
  const counting = countsRows();
  const take = ({ line, values }: TableRow) => {
    if (by?.kind === 'index') counting.see(values[by.column]);
    if (!collector.isWanted(values)) return;
    const read = numbers(line, values);
    if (!read) return;
    if (!by) collector.leaveOut({ line, message: 'it has nothing that tells its cell' });
    else if (by.kind === 'hash')
      byHash.push({ row: read, hash: String(values[by.column]).trim().toLowerCase(), values });
    else {
      const cell = readCellOf(space, by, values, onLost);
      if (typeof cell === 'string') collector.leaveOut({ line, message: cell });
      else collector.add(cell, read, values);
    }
  };
  for await (const row of rows) {
    options.signal?.throwIfAborted();
    if (isRowProblem(row)) {
      collector.leaveOut(row);
      continue;
    }
    if (columns.size === 0 || !isFixed()) for (const key in row.values) columns.add(key);
    // The cells are found by the first rows, which are kept until then.
    if (by) take(row);
    else if (first.length < sampledRows) first.push(row);
    else {
      by = find();
      for (const kept of first) take(kept);
      first.length = 0;
      if (!by) first.push(row);
      else take(row);
    }
  }
  if (columns.size > 0) by ??= find();
  for (const kept of first) take(kept);
  if (columns.size > 0 && (by !== undefined || !options.passOver)) {
    const nested = by === undefined ? await nestedIn(file) : [];
    requireColumns(name, [...columns], by, space, labels, repeated(), nested);
  }
  await addByHash(collector, byHash, space, name, options.signal);
  const told = [
    cellsTold,
    lost > 0
      ? `${lost.toLocaleString('en-US')} genotypes of ${name} have a reduction cell too; their normal cells alone are read.`
      : undefined,
    by?.kind === 'index' && options.cells === undefined && counting.isCertain()
      ? `${by.column} of ${name} counts the rows: if it is no more than that, it tells no cells, and --cells COLUMN names the column that does.`
      : undefined,
    linesAbove() > 0
      ? `The header of ${name} is line ${linesAbove() + 1}; what stands above it was passed over.`
      : undefined,
    tellHeaders(headersAgain()),
    ...numbers.told(),
  ].filter(text => text !== undefined);
  return measuredTable(collector.finish([...columns], name), options, told);
}

/** Columns of lists, which a Parquet file may have beside those that are read. */
async function nestedIn(file: string): Promise<readonly string[]> {
  return isParquet(await firstBytes(createReadStream(file, { end: 3 }))) ? nestedColumns(file) : [];
}

/** Whether the numbers of a column only count the rows, as pandas' index does. */
function countsRows() {
  let rows = 0;
  let isCounting = true;
  return {
    see(value: unknown): void {
      isCounting &&= readNumber(value) === rows++;
    },
    /** All of NAS-Bench-201 in order is what it says. */
    isCertain: () => isCounting && rows > 1 && rows < 15_625,
  };
}

function tellHeaders(lines: readonly number[]): string | undefined {
  if (lines.length === 0) return undefined;
  const [first, ...others] = lines;
  return others.length === 0
    ? `The header stands in line ${first} again, which is no row.`
    : `The header stands in ${lines.length} lines again, the first line ${first}, which are no rows.`;
}

function requireColumns(
  name: string,
  columns: readonly string[],
  by: CellsBy | undefined,
  space: SearchSpace,
  labels: readonly string[],
  repeated: ReadonlyMap<string, readonly number[]>,
  nested: readonly string[],
): void {
  const wanted = [...labels, ...(by ? [] : ['cell', 'arch_str'])];
  for (const [column, places] of repeated)
    if (wanted.includes(column))
      throw new UnreadableFile(
        `${name} has ${places.length} columns called ${column}, the ${places.map(ordinal).join(' and the ')}: name one of ${places.map((_, i) => `${column}.${i + 1}`).join(', ')}, or give them names of their own.`,
      );
  if (by?.kind === 'value' && by.rival !== undefined)
    throw new UnreadableFile(
      `${by.column} and ${by.rival} both hold cells, which differ, so it is not certain which were measured: say it with --cells ${by.column} or --cells ${by.rival}.`,
    );
  if (!by) {
    if (nested.length > 0)
      throw new UnreadableFile(
        `${name} has no column of single values that tells its cells; its columns ${nested.join(', ')} hold lists, which are not read out of Parquet: write them as text, in pandas with df["${nested[0]}"].map(lambda x: str(list(x))), or the table as JSONL.`,
      );
    const other = findCells(columns, []);
    throw new UnreadableFile(
      other
        ? `${name} gives its cells by ${nameOfCells(other)}, which can't tell cells of ${space.name}: its operations stand ${exchangeKindOf(space).place(space)}.`
        : `${name} has no column that tells its cells: none is called cell, arch_str, raw_adjacency with raw_operations, or module_hash, and no other holds cells of ${space.name} by its form. --cells COLUMN names the column; its columns are ${listColumns(columns)}.`,
    );
  }
  const unknown = labels.find(label => !columns.includes(label));
  if (unknown !== undefined)
    throw new UnreadableFile(`${name} has no column "${unknown}"; its columns are ${listColumns(columns)}.`);
}

function ordinal(n: number): string {
  const end =
    n % 10 === 1 && n % 100 !== 11
      ? 'st'
      : n % 10 === 2 && n % 100 !== 12
        ? 'nd'
        : n % 10 === 3 && n % 100 !== 13
          ? 'rd'
          : 'th';
  return `${n}${end}`;
}

interface HashedRow {
  readonly row: RowNumbers;
  readonly hash: string;
  readonly values: TableRow['values'];
}

async function addByHash(
  collector: RowCollector<Cell>,
  rows: readonly HashedRow[],
  space: SearchSpace,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (rows.length === 0) return;
  const wellFormed = rows.filter(({ hash }) => /^[0-9a-f]{32}$/.test(hash)).map(({ hash }) => hash);
  const cells = await cellsByHash(space, new Set(wellFormed), name, signal);
  for (const { row, hash, values } of rows) {
    const cell = cells.get(hash);
    if (cell) collector.add(cell, row, values);
    else if (isMissing(hash)) collector.leaveOut({ line: row.line, message: 'it has no module_hash' });
    else
      collector.leaveOut({
        line: row.line,
        message: `${space.name} has no cell with the hash "${hash.slice(0, 40)}"`,
      });
  }
}
