import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import type { MeasuredTable } from '../measuredTable';
import { type RowProblem, UnreadableFile } from '../unreadable';
import { isBinaryTable, type OpenBinaryTable, openBinaryTable } from './openBinaryTable';
import { unpackCells } from './unpackCells';

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
 * The cells of a binary table that have all of the labels; a run that was never made is no fault of the table, so rows
 * without one are left out however many they are. Closes the table.
 */
export async function readBinaryTable(
  table: OpenBinaryTable,
  file: string,
  space: SearchSpace,
  labels: readonly string[],
): Promise<MeasuredTable> {
  try {
    return await read(table, path.basename(file), space, labels);
  } finally {
    await table.close();
  }
}

async function read(
  table: OpenBinaryTable,
  name: string,
  space: SearchSpace,
  labels: readonly string[],
): Promise<MeasuredTable> {
  const values = await Promise.all(labels.map(label => table.numbers(label)));
  const unpacked = unpackCells(await table.cells(), space);
  if (typeof unpacked === 'string')
    throw new UnreadableFile(`${name} can't be used for ${space.name}: ${unpacked}.`);
  const problems: RowProblem[] = [...unpacked.problems];
  const [first] = problems;
  if (first && problems.length * 100 > table.rows)
    throw new UnreadableFile(
      `${problems.length} of the ${table.rows} cells of ${name} are not of ${space.name}, the first in row ${first.line}: ${first.message}`,
    );
  const cells: Cell[] = [];
  const kept: number[] = [];
  for (const [row, cell] of unpacked.cells.entries()) {
    if (cell === undefined) continue;
    const missing = values.findIndex(column => Number.isNaN(column[row]));
    if (missing >= 0) {
      problems.push({ line: row + 1, message: `it has no number in ${labels[missing]}` });
      continue;
    }
    cells.push(cell);
    kept.push(row);
  }
  if (cells.length === 0)
    throw new UnreadableFile(`${name} has no row with a number in ${labels.join(', ')}.`);
  return {
    cells,
    labels: Object.fromEntries(
      labels.map((label, at) => [label, Float64Array.from(kept, row => values[at]![row]!)]),
    ),
    problems,
    columns: table.columns.map(column => column.name),
    rows: table.rows,
  };
}
