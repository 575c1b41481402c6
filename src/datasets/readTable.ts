import { statSync } from 'node:fs';
import path from 'node:path';
import type { SearchSpace } from '../cells/space';
import { openIfBinaryTable, readBinaryTable } from './binaryTable/readBinaryTable';
import { type CellColumn, cellColumnOf, readCellOf } from './cellColumns';
import { cellsByHash } from './cellsByHash';
import { buildTable, type MeasuredTable, type TableBuilder } from './measuredTable';
import { readNumber } from './numbers';
import { readMeasured } from './readMeasured';
import { isRowProblem, tableRows } from './tableRows';
import { UnreadableFile } from './unreadable';

export type { MeasuredTable };

/**
 * Reads the cells of a space and the labels named from a table (binary, Parquet, CSV, TSV or JSONL, compressed or not) or from the `measured`
 * lines of a `.cell` file or a folder of them. A row that can't be read or lacks one of the labels is left out and told
 * in `problems`; more than one such row in a hundred, or no way to read the whole, throws an `UnreadableFile`.
 */
export async function readTable(
  file: string,
  space: SearchSpace,
  labels: readonly string[],
  signal?: AbortSignal,
): Promise<MeasuredTable> {
  if (isCellSource(file)) return readMeasured(file, space, labels);
  const binary = await openIfBinaryTable(file);
  if (binary) return readBinaryTable(binary, file, space, labels);
  const name = path.basename(file);
  const builder = buildTable(labels);
  const byHash: HashedRow[] = [];
  // Rows of JSONL need not all have every key, so what is missing altogether is known at the end.
  const columns = new Set<string>();
  let column: CellColumn | undefined;
  for await (const row of tableRows(file)) {
    signal?.throwIfAborted();
    if (isRowProblem(row)) {
      builder.leaveOut(row);
      continue;
    }
    const { line, values } = row;
    for (const key of Object.keys(values)) columns.add(key);
    column ??= cellColumnOf([...columns], space);
    const numbers = labels.map(label => readNumber(values[label]));
    const missing = numbers.findIndex(Number.isNaN);
    if (missing >= 0) {
      builder.leaveOut({ line, message: `it has no number in ${labels[missing]}` });
      continue;
    }
    if (column === undefined) {
      builder.leaveOut({ line, message: 'it has nothing that tells its cell' });
      continue;
    }
    if (column === 'module_hash') {
      byHash.push({ line, hash: String(values['module_hash']).trim().toLowerCase(), numbers });
      continue;
    }
    const cell = readCellOf(space, column, values);
    if (typeof cell === 'string') builder.leaveOut({ line, message: cell });
    else builder.add(cell, numbers);
  }
  if (columns.size > 0) requireColumns(name, [...columns], space, labels);
  addByHash(builder, byHash, space, name);
  return builder.finish([...columns], name);
}

interface HashedRow {
  readonly line: number;
  readonly hash: string;
  readonly numbers: readonly number[];
}

/** Whether measured cells are given as Cell source: a `.cell` file, or a folder. */
export function isCellSource(file: string): boolean {
  return /\.cell$/i.test(file) || (statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

function requireColumns(
  name: string,
  columns: readonly string[],
  space: SearchSpace,
  labels: readonly string[],
): void {
  if (!cellColumnOf(columns, space)) {
    const other = cellColumnOf(columns);
    throw new UnreadableFile(
      other
        ? `${name} gives its cells by ${other}, which can't tell cells of ${space.name}: its operations stand on ${space.operationsOn}.`
        : `${name} has no column that tells its cells (cell, arch_str, raw_adjacency with raw_operations, or module_hash); its columns are ${columns.join(', ')}.`,
    );
  }
  const unknown = labels.find(label => !columns.includes(label));
  if (unknown !== undefined)
    throw new UnreadableFile(`${name} has no column "${unknown}"; its columns are ${columns.join(', ')}.`);
}

function addByHash(
  builder: TableBuilder,
  rows: readonly HashedRow[],
  space: SearchSpace,
  name: string,
): void {
  if (rows.length === 0) return;
  const wellFormed = rows.filter(({ hash }) => /^[0-9a-f]{32}$/.test(hash)).map(({ hash }) => hash);
  const cells = cellsByHash(space, new Set(wellFormed), name);
  for (const { line, hash, numbers } of rows) {
    const cell = cells.get(hash);
    if (cell) builder.add(cell, numbers);
    else
      builder.leaveOut({ line, message: `${space.name} has no cell with the hash "${hash.slice(0, 40)}"` });
  }
}
