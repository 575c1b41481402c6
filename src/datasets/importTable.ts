import path from 'node:path';
import type { SearchSpace } from '../cells/space';
import { packCells } from './binaryTable/packCells';
import { type Imported, problemsKept } from './imported';
import { inspectTable } from './inspectTable';
import { readTable } from './readTable';
import type { ReadOptions } from './rows/readOptions';
import { numbersRows } from './rows/roles';
import { UnreadableFile } from './unreadable';

/**
 * Makes a binary table of any other: its cells, each once, and its columns of numbers without those that tell rows apart,
 * as epochs and seeds do; or the columns that `columns` names. A number that is missing stays missing. Throws
 * `UnreadableFile` as `readTable` does.
 */
export async function importTable(
  file: string,
  space: SearchSpace,
  columns: readonly string[] | undefined,
  options: ReadOptions = {},
): Promise<Imported> {
  const name = path.basename(file);
  const numeric = (await inspectTable(file, options.cells, undefined, options.signal)).columns
    .filter(({ numeric, role }) => numeric && !numbersRows(role))
    .map(column => column.name);
  const wanted = columns ?? numeric;
  if (wanted.length === 0) throw new UnreadableFile(`${name} has no column of numbers.`);
  const { cells, labels, problems, rows, report, notes } = await readTable(file, space, wanted, {
    ...options,
    keepMissing: true,
  });
  return {
    table: {
      space: space.name,
      cells: packCells(space, cells),
      columns: wanted.map(column => ({ kind: 'number', name: column, values: narrowest(labels[column]!) })),
      source: { format: 'table', file: name },
    },
    problems: problems.slice(0, problemsKept),
    leftOut: report.leftOut.reduce((sum, each) => sum + each.rows, 0),
    read: rows,
    notes,
  };
}

/** Four bytes a value where that loses nothing. */
function narrowest(values: Float64Array): Float32Array | Float64Array {
  return values.every(value => Math.fround(value) === value) ? Float32Array.from(values) : values;
}
