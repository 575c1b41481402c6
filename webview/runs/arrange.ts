import type { RunRow } from '../../src/protocol/run';
import { type Column, differs, nameColumn, starColumn } from './columns';

/** How the user wants the table; saved with the page. */
export interface TableWishes {
  readonly filter: string;
  readonly sort: { readonly column: string; readonly descending: boolean } | undefined;
  /** Ids of the columns chosen. */
  readonly columns: readonly string[];
  /** Only the columns in which the rows shown differ, options of the command line with them. */
  readonly differing: boolean;
}

export interface Arranged {
  readonly rows: readonly RunRow[];
  readonly columns: readonly Column[];
}

/** The rows that pass the filter, sorted, and the columns to show. Without a sort, the order is the host's. */
export function arrange(
  rows: readonly RunRow[],
  all: readonly Column[],
  wishes: TableWishes,
  now: number,
): Arranged {
  const passing = filterRows(rows, all, wishes.filter, now);
  const sorted = sortRows(passing, all, wishes.sort, now);
  const chosen = new Set(wishes.columns);
  const columns = all.filter(column => {
    if (column === nameColumn || (column === starColumn && chosen.has('star'))) return true;
    const wanted = chosen.has(column.id) || (wishes.differing && column.id.startsWith('--'));
    return wanted && (!wishes.differing || differs(column, passing, now));
  });
  return { rows: sorted, columns };
}

/** Every word must be found in some column, or after `column:` in the one named: `failed`, `space:lab`, `star:starred`. */
function filterRows(
  rows: readonly RunRow[],
  all: readonly Column[],
  filter: string,
  now: number,
): readonly RunRow[] {
  const tests = filter
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '')
    .map(word => {
      const named = /^([\w-]+):(.+)$/.exec(word);
      const one = named && all.find(c => [c.id, `--${c.id}`].some(id => id.replace(/^--/, '') === named[1]));
      return one && named ? { columns: [one], word: named[2]! } : { columns: all, word };
    });
  if (tests.length === 0) return rows;
  return rows.filter(row =>
    tests.every(({ columns, word }) =>
      columns.some(column => column.text(row, now).toLowerCase().includes(word)),
    ),
  );
}

/** What has no value in the column comes last, either way. */
function sortRows(
  rows: readonly RunRow[],
  all: readonly Column[],
  sort: TableWishes['sort'],
  now: number,
): readonly RunRow[] {
  const column = all.find(c => c.id === sort?.column);
  if (!column || !sort) return rows;
  const sign = sort.descending ? -1 : 1;
  return rows
    .map((row, i) => ({ row, i, value: column.value(row, now) }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined)
        return a.value === b.value ? a.i - b.i : a.value === undefined ? 1 : -1;
      return sign * compare(a.value, b.value) || a.i - b.i;
    })
    .map(({ row }) => row);
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
