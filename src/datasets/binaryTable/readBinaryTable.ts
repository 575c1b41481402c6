import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { type MeasuredTable, measuredTable } from '../measuredTable';
import { groupCells } from '../rows/cellGroups';
import { collectRows } from '../rows/collectRows';
import type { ReadOptions } from '../rows/readOptions';
import { roleOfName, tellsRowsApart } from '../rows/roles';
import type { RowsOfCells } from '../rows/rowsOfCells';
import { UnreadableFile } from '../unreadable';
import { isBinaryTable, type OpenBinaryTable, openBinaryTable } from './openBinaryTable';
import { isPackedGraphs, type PackedCells, rowBytes } from './packedCells';
import { type UnpackedCells, unpackCells } from './unpackCells';

/** Opens the file if it is a binary table. */
export async function openIfBinaryTable(file: string): Promise<OpenBinaryTable | undefined> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  const first = Buffer.alloc(8);
  try {
    await handle.read(first, 0, 8, 0);
  } catch {
    return undefined; // A folder: somebody else's.
  } finally {
    await handle.close();
  }
  return isBinaryTable(first) ? openBinaryTable(file) : undefined;
}

/**
 * The cells of a binary table that have the first label; a run that was never made is no fault of the table, so rows
 * without one are left out however many they are. Closes the table.
 */
export async function readBinaryTable(
  table: OpenBinaryTable,
  file: string,
  space: SearchSpace,
  labels: readonly string[],
  options: ReadOptions = {},
): Promise<MeasuredTable> {
  try {
    return await read(table, path.basename(file), space, labels, options);
  } finally {
    await table.close();
  }
}

async function read(
  table: OpenBinaryTable,
  name: string,
  space: SearchSpace,
  labels: readonly string[],
  options: ReadOptions,
): Promise<MeasuredTable> {
  const columns = table.columns.map(column => column.name);
  const numeric = table.columns.filter(column => column.numeric).map(column => column.name);
  const asked = (options.where ?? []).map(({ column }) => column);
  // Columns of numbers that tell rows apart, by their names, or that are asked for.
  const telling = numeric.filter(
    column =>
      column !== labels[0] &&
      (asked.includes(column) ||
        (labels.includes(column) ? tellsRowsApart(roleOfName(column)) : roleOfName(column) !== undefined)),
  );
  const [values, besides] = await Promise.all([
    Promise.all(labels.map(label => table.numbers(label))),
    Promise.all(telling.map(column => table.numbers(column))),
  ]);
  const packed = await table.cells();
  const unpacked = unpackCells(packed, space);
  if (typeof unpacked === 'string')
    throw new UnreadableFile(`${name} can't be used for ${space.name}: ${unpacked}.`);
  const [first] = unpacked.problems;
  if (first && unpacked.problems.length * 100 > table.rows)
    throw new UnreadableFile(
      `${unpacked.problems.length} of the ${table.rows} cells of ${name} are not of ${space.name}, the first in row ${first.line}: ${first.message}`,
    );
  if (telling.length === 0 && asked.length === 0 && areDistinct(packed)) {
    const needed = options.keepMissing ? undefined : values[0];
    return measuredTable(distinctRows(name, labels, columns, unpacked, values, needed), options);
  }
  const collector = collectRows(
    groupCells(space),
    labels,
    () => [],
    options,
    () => true,
  );
  for (const problem of unpacked.problems) collector.leaveOut(problem);
  const nothing = {};
  for (const [row, cell] of unpacked.cells.entries()) {
    if (cell === undefined) continue;
    const told =
      telling.length === 0 && asked.length === 0
        ? nothing
        : Object.fromEntries([
            ...telling.map((column, at) => [column, besides[at]![row]!] as const),
            ...labels.map((label, at) => [label, values[at]![row]!] as const),
          ]);
    if (!collector.isWanted(told)) continue;
    const numbers = values.map(column => column[row]!);
    if (!options.keepMissing && labels.length > 0 && Number.isNaN(numbers[0]))
      collector.leaveUnmeasured(labels[0]!);
    else collector.add(cell, { line: row + 1, numbers }, told);
  }
  return measuredTable(collector.finish(columns, name), options);
}

/** The rows of a table in which each cell stands once, as importers write it. Of `needed`, each row has a number. */
function distinctRows(
  name: string,
  labels: readonly string[],
  columns: readonly string[],
  { cells, problems }: UnpackedCells,
  values: readonly ArrayLike<number>[],
  needed: ArrayLike<number> | undefined,
): RowsOfCells<Cell> {
  const groups: Cell[] = [];
  const numbers: number[] = [];
  const lines: number[] = [];
  const kept: number[][] = labels.map(() => []);
  let missing = 0;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (cell === undefined) continue;
    if (needed && Number.isNaN(needed[row])) {
      missing++;
      continue;
    }
    numbers.push(groups.push(cell) - 1);
    lines.push(row + 1);
    for (let label = 0; label < kept.length; label++) kept[label]!.push(values[label]![row]!);
  }
  return {
    name,
    labels,
    columns,
    rows: cells.length,
    unwanted: 0,
    unmeasured: new Map(missing > 0 ? [[labels[0]!, missing]] : []),
    problems,
    groups,
    cells: numbers,
    lines,
    values: kept,
    stated: new Map(),
    statuses: [],
    epochs: [],
    trial: undefined,
    seeds: [],
    apart: [],
    isAny: () => false,
  };
}

/** Whether no two rows have the same bytes; spellings are not looked at. */
function areDistinct(packed: PackedCells): boolean {
  if (!isPackedGraphs(packed)) return false;
  const { bytes, rows, operationsOn, vertices } = packed;
  const width = rowBytes(operationsOn, vertices);
  let size = 1024;
  while (size < 2 * rows) size *= 2;
  // Open addressing: the number of a row, from 1.
  const slots = new Int32Array(size);
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    let hash = 0;
    for (let i = 0; i < width; i++) hash = Math.imul(hash ^ bytes[at + i]!, 0x01000193) + 1;
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    let slot = (hash ^ (hash >>> 13)) & (size - 1);
    for (; slots[slot] !== 0; slot = (slot + 1) & (size - 1)) {
      const other = (slots[slot]! - 1) * width;
      let i = 0;
      while (i < width && bytes[other + i] === bytes[at + i]) i++;
      if (i === width) return false;
    }
    slots[slot] = row + 1;
  }
  return true;
}
