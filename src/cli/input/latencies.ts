import path from 'node:path';
import { canonicalHash } from '../../cells/canonical';
import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { writeSpelling } from '../../cells/spelling';
import { type CellsBy, columnsOfCells, findCells, readCellOf, sampledRows } from '../../datasets/findCells';
import { isMissing, readWritten } from '../../datasets/numbers';
import { isRowProblem, openRows, type TableRow } from '../../datasets/tableRows';
import { usageError } from '../failure';

/** Milliseconds of a cell on one device; undefined for a cell that the table does not have. */
export type LatencyOf = (cell: Cell) => number | undefined;

/**
 * Reads one device's column of a table of latencies, whose cells are given as in any table (docs/tables.md). Of cells that
 * are one graph each has its own latency; one that is not in the table has that of the slowest that is.
 */
export async function readLatencies(file: string, space: SearchSpace, device: string): Promise<LatencyOf> {
  const byKey = new Map<string, number>();
  const byHash = new Map<string, number>();
  const columns = new Set<string>();
  const name = path.basename(file);
  const { rows, decimalComma } = openRows(file);
  const first: TableRow[] = [];
  let by: CellsBy | undefined;
  let wrong: string | undefined;
  const take = ({ line, values }: TableRow) => {
    const value = values[device];
    const latency = readWritten(value, decimalComma())?.value;
    if (latency === undefined) {
      if (!isMissing(value))
        wrong ??= `the ${device} of line ${line} is ${JSON.stringify(String(value).slice(0, 40))}, which is no number`;
      return;
    }
    if (!by || by.kind === 'hash') return;
    const cell = readCellOf(space, by, values);
    if (typeof cell === 'string') {
      wrong ??= `the cell of line ${line} can't be read: ${cell.replace(/\.$/, '')}`;
      return;
    }
    byKey.set(writeSpelling(space, cell), latency);
    const hash = canonicalHash(space, cell);
    byHash.set(hash, Math.max(latency, byHash.get(hash) ?? latency));
  };
  const find = () =>
    findCells(
      [...columns],
      first.map(row => row.values),
      space,
    );
  for await (const row of rows) {
    if (isRowProblem(row)) continue;
    for (const key in row.values) columns.add(key);
    if (by) take(row);
    else if (first.push(row) === sampledRows) {
      by = find();
      if (by) for (const kept of first) take(kept);
    }
  }
  if (!by) {
    by = find();
    for (const kept of first) take(kept);
  }
  if (!columns.has(device)) {
    const cells = new Set(by ? columnsOfCells(by) : []);
    const devices = [...columns].filter(column => !cells.has(column));
    throw usageError(`${name} has no column "${device}"; its devices are ${devices.join(', ') || 'none'}.`);
  }
  if (byKey.size > 0)
    return cell => byKey.get(writeSpelling(space, cell)) ?? byHash.get(canonicalHash(space, cell));
  throw usageError(
    `${name} tells no latency of a cell of ${space.name}: ${
      by
        ? (wrong ?? `no row has a number in ${device}`)
        : `none of its columns holds cells of it; they are ${[...columns].join(', ')}`
    }.`,
  );
}
