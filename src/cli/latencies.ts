import path from 'node:path';
import { canonicalHash } from '../cells/canonical';
import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import { writeSpelling } from '../cells/spelling';
import { cellColumnOf, readCellOf } from '../datasets/cellColumns';
import { readNumber } from '../datasets/numbers';
import { isRowProblem, tableRows } from '../datasets/tableRows';
import { archNames } from '../exchange/archNames';
import { usageError } from './failure';

/** Milliseconds of a cell on one device; undefined for a cell that the table does not have. */
export type LatencyOf = (cell: Cell) => number | undefined;

/** Columns that hold a cell's index in NAS-Bench-201's files. */
const indexColumns = ['arch_index', 'index'];

/**
 * Reads one device's column of a table of latencies, whose cells are given as in any table or by NAS-Bench-201's index.
 * Of cells that are one graph each has its own latency; one that is not in the table has that of the slowest that is.
 */
export async function readLatencies(file: string, space: SearchSpace, device: string): Promise<LatencyOf> {
  const byKey = new Map<string, number>();
  const byHash = new Map<string, number>();
  const byIndex = new Map<number, number>();
  const columns = new Set<string>();
  const name = path.basename(file);
  for await (const row of tableRows(file)) {
    if (isRowProblem(row)) continue;
    for (const key of Object.keys(row.values)) columns.add(key);
    const latency = readNumber(row.values[device]);
    if (Number.isNaN(latency)) continue;
    const column = cellColumnOf([...columns], space);
    if (column !== undefined && column !== 'module_hash') {
      const cell = readCellOf(space, column, row.values);
      if (typeof cell === 'string') continue;
      byKey.set(writeSpelling(space, cell), latency);
      const hash = canonicalHash(space, cell);
      byHash.set(hash, Math.max(latency, byHash.get(hash) ?? latency));
      continue;
    }
    const index = indexColumns.map(key => readNumber(row.values[key])).find(value => !Number.isNaN(value));
    if (index !== undefined) byIndex.set(index, latency);
  }
  if (!columns.has(device))
    throw usageError(
      `${name} has no column "${device}"; its devices are ${[...columns].filter(column => !indexColumns.includes(column)).join(', ') || 'none'}.`,
    );
  if (byKey.size > 0)
    return cell => byKey.get(writeSpelling(space, cell)) ?? byHash.get(canonicalHash(space, cell));
  if (byIndex.size > 0)
    return cell => {
      const names = archNames(space, cell);
      return names && byIndex.get(names.arch_index);
    };
  throw usageError(
    `${name} tells no cell of ${space.name}: it needs a column cell, arch_str, raw_adjacency with raw_operations, or ${indexColumns.join(' or ')} (of NAS-Bench-201).`,
  );
}
