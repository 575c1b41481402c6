import path from 'node:path';
import { canonicalHash } from '../cells/canonical';
import type { Cell } from '../cells/cell';
import type { Goal } from '../cells/goal';
import { hasModuleHashes, moduleHash } from '../cells/moduleHash';
import type { SearchSpace } from '../cells/space';
import { spaceKey } from '../cells/spaceKey';
import type { MeasuredFigure } from '../document/readCell';
import { openIfBinaryTable } from './binaryTable/readBinaryTable';
import { unpackCells } from './binaryTable/unpackCells';
import { inspectTable } from './inspectTable';
import { labelReader } from './labelReader';
import { measuredCells } from './readMeasured';
import { isCellSource, readTable } from './readTable';
import { groupTexts } from './rows/cellGroups';
import { collectRows } from './rows/collectRows';
import { pickRows } from './rows/pickRows';
import { roleOfName, tellsRowsApart } from './rows/roles';
import { shownColumns } from './shownColumns';
import { isRowProblem, openRows } from './tableRows';

/** What a table measured of the cells of one space, found by the cell. */
export interface TableIndex {
  find(cell: Cell): readonly MeasuredOfCell[];
}

export interface MeasuredOfCell {
  readonly column: string;
  /** As the table has it; the mean where the cell was measured several times. */
  readonly value: number;
  /** How many measurements that is the mean of. */
  readonly rows: number;
  /** Sample standard deviation of one measurement, where it is known. */
  readonly deviation?: number;
  /** Per cent of the table's cells with this figure that are at least as good in it, the cell among them. */
  readonly top: number;
  readonly cells: number;
}

/**
 * Reads what a table has of the cells of a space. Rows that are of no cell of it are passed over: a table may hold cells
 * of several spaces. Throws `UnreadableFile` for a file that no cells can be read of.
 */
export async function indexTable(file: string, space: SearchSpace): Promise<TableIndex> {
  const summary = await inspectTable(file);
  const columns = shownColumns(summary.columns.filter(({ numeric }) => numeric).map(({ name }) => name));
  const { goals } = summary;
  const byModuleHash = summary.columns.some(({ name }) => name === 'module_hash') && hasModuleHashes(space);
  const keyOf: KeyOf = cell => (byModuleHash ? moduleHash(space, cell) : canonicalHash(space, cell));
  const figures = columns.map(column => collectFigures(column, goals[column] ?? 'max'));
  const rows = rowsOf(file, space, columns, byModuleHash ? 'module_hash' : undefined, keyOf);
  for await (const { key, values, deviations, count = 1 } of rows)
    for (const [at, value] of values.entries())
      if (!Number.isNaN(value)) figures[at]!.add(key, value, deviations?.[at] ?? Number.NaN, count);
  return {
    find(cell) {
      const key = keyOf(cell);
      return key === undefined ? [] : figures.flatMap(figure => figure.of(key) ?? []);
    },
  };
}

type KeyOf = (cell: Cell) => string | undefined;

interface KeyedRow {
  readonly key: string;
  /** NaN where the row has no number. */
  readonly values: readonly number[];
  /** Sample standard deviations of one measurement; NaN where they are not known. */
  readonly deviations?: readonly number[];
  /** How many measurements the values are the mean of: 1 where this is left out. */
  readonly count?: number;
}

async function* rowsOf(
  file: string,
  space: SearchSpace,
  columns: readonly string[],
  byHash: string | undefined,
  keyOf: KeyOf,
): AsyncIterable<KeyedRow> {
  if (isCellSource(file)) return yield* measuredRows(file, space, columns);
  const binary = await openIfBinaryTable(file);
  if (!binary && byHash !== undefined) return yield* hashedRows(file, columns, byHash);
  if (!binary) return yield* comparedRows(file, space, columns, keyOf);
  if (binary.space !== space.name) return await binary.close();
  if (binary.columns.some(({ name }) => tellsRowsApart(roleOfName(name)))) {
    await binary.close();
    return yield* comparedRows(file, space, columns, keyOf);
  }
  try {
    const values = await Promise.all(columns.map(column => binary.numbers(column)));
    const keys = byHash !== undefined ? await binary.hashes(byHash) : keysOf(await binary.cells(), space);
    for (const [row, key] of keys.entries())
      if (key !== undefined) yield { key, values: values.map(column => column[row]!) };
  } finally {
    await binary.close();
  }
}

function keysOf(
  packed: Parameters<typeof unpackCells>[0],
  space: SearchSpace,
): readonly (string | undefined)[] {
  const unpacked = unpackCells(packed, space);
  if (typeof unpacked === 'string') return [];
  return unpacked.cells.map(cell => cell && canonicalHash(space, cell));
}

/** The rows of a table with module hashes, whose cells need not be read. */
async function* hashedRows(
  file: string,
  columns: readonly string[],
  byHash: string,
): AsyncIterable<KeyedRow> {
  const name = path.basename(file);
  const { rows, decimalComma, isFixed } = openRows(file);
  const collector = collectRows(groupTexts(), columns, () => [byHash], { passOver: true }, isFixed);
  const numbers = labelReader(columns, name, decimalComma, true, collector);
  for await (const row of rows) {
    const read = isRowProblem(row) ? undefined : numbers(row.line, row.values);
    if (read && !isRowProblem(row))
      collector.add(String(row.values[byHash]).trim().toLowerCase(), read, row.values);
  }
  const { cells, labels, deviations, counts } = pickRows(collector.finish([], name), {});
  yield* keyed(cells, labels, deviations, counts);
}

/** Each cell once, of the rows that a training would count. Throws `UnreadableFile` where they have to be chosen. */
async function* comparedRows(
  file: string,
  space: SearchSpace,
  columns: readonly string[],
  keyOf: KeyOf,
): AsyncIterable<KeyedRow> {
  const read = await readTable(file, space, columns, { keepMissing: true, passOver: true });
  yield* keyed(
    read.cells.map(keyOf),
    columns.map(column => read.labels[column]!),
    columns.map(column => read.deviations[column]!),
    read.counts,
  );
}

/** Each cell that has a key, with what its repeated measurements come to: arrays by column, then by cell. */
function* keyed(
  keys: readonly (string | undefined)[],
  labels: readonly Float64Array[],
  deviations: readonly Float64Array[],
  counts: Uint32Array,
): Iterable<KeyedRow> {
  for (const [i, key] of keys.entries())
    if (key !== undefined)
      yield {
        key,
        values: labels.map(values => values[i]!),
        deviations: deviations.map(values => values[i]!),
        count: counts[i]!,
      };
}

async function* measuredRows(
  source: string,
  space: SearchSpace,
  columns: readonly string[],
): AsyncIterable<KeyedRow> {
  const wanted = spaceKey(space);
  for (const { read } of await measuredCells(source, new Map([[space.name, space]])))
    if (read.space && read.cell && read.space.name === space.name && spaceKey(read.space) === wanted) {
      const key = canonicalHash(space, read.cell);
      // Each figure counts for itself: those of the most epochs, where they differ.
      for (const [at, column] of columns.entries())
        for (const { value, deviation = Number.NaN, seeds = 1 } of figuresToShow(read.measured, column))
          yield {
            key,
            values: columns.map((_, i) => (i === at ? value : Number.NaN)),
            deviations: columns.map((_, i) => (i === at ? deviation : Number.NaN)),
            count: seeds,
          };
    }
}

function figuresToShow(figures: readonly MeasuredFigure[], column: string): readonly MeasuredFigure[] {
  const own = figures.filter(({ metric }) => metric === column);
  const most = Math.max(...own.map(({ epochs = Number.POSITIVE_INFINITY }) => epochs));
  return own.filter(({ epochs = Number.POSITIVE_INFINITY }) => epochs === most);
}

/** Sums up the measurements of each cell in one column. */
function collectFigures(column: string, goal: Goal) {
  const places = new Map<string, number>();
  const sums: number[] = [];
  const counts: number[] = [];
  /** Of the values, with what a mean of several leaves out of them. */
  const squares: number[] = [];
  /** By place: the deviation that is stated of a single measurement. */
  const stated = new Map<number, number>();
  /** Of the cells' means; made when first asked for. */
  let sorted: Float64Array | undefined;
  const mean = (place: number) => sums[place]! / counts[place]!;
  const deviation = (place: number) => {
    const count = counts[place]!;
    if (count === 1) return stated.get(place);
    return Math.sqrt(Math.max(0, squares[place]! - count * mean(place) ** 2) / (count - 1));
  };
  return {
    add(key: string, value: number, deviation: number, count: number): void {
      const place = places.get(key) ?? sums.length;
      if (place === sums.length) places.set(key, place);
      sums[place] = (sums[place] ?? 0) + count * value;
      counts[place] = (counts[place] ?? 0) + count;
      const within = Number.isNaN(deviation) ? 0 : (count - 1) * deviation ** 2;
      squares[place] = (squares[place] ?? 0) + count * value ** 2 + within;
      if (!Number.isNaN(deviation)) stated.set(place, deviation);
    },
    of(key: string): MeasuredOfCell | undefined {
      const place = places.get(key);
      if (place === undefined) return undefined;
      const value = mean(place);
      const spread = deviation(place);
      const cells = sums.length;
      sorted ??= Float64Array.from(sums, (_, each) => mean(each)).sort();
      const atLeastAsGood = goal === 'min' ? countUpTo(sorted, value) : cells - countBelow(sorted, value);
      return {
        column,
        value,
        rows: counts[place]!,
        ...(spread === undefined ? {} : { deviation: spread }),
        top: (100 * atLeastAsGood) / cells,
        cells,
      };
    },
  };
}

function countBelow(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countUpTo(sorted: Float64Array, value: number): number {
  let at = countBelow(sorted, value);
  while (at < sorted.length && sorted[at] === value) at++;
  return at;
}
