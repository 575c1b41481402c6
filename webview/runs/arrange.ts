import type { RunRow } from '../../src/protocol/run';
import { groupSeeds } from '../../src/protocol/seedGroups';
import { type Column, differs, starColumn } from './columns';

/** How the user wants the table; saved with the page. */
export interface TableWishes {
  readonly filter: string;
  readonly sort: { readonly column: string; readonly descending: boolean } | undefined;
  /** Ids of the columns chosen. */
  readonly columns: readonly string[];
  /** Only the columns in which the rows shown differ, options of the command line with them. */
  readonly differing: boolean;
  /** Whether runs that differ in their seed alone are one row. */
  readonly merged: boolean;
  /** Pixels, of columns that were resized. */
  readonly widths: Readonly<Record<string, number>>;
  /** The share of the page that the table takes, where the user has set it. */
  readonly split: number | undefined;
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
  const passing = filterRows(wishes.merged ? groupSeeds(rows) : rows, all, wishes.filter, now);
  const sorted = sortRows(passing, all, wishes.sort, now);
  const chosen = new Set(wishes.columns);
  const columns = all.filter(column => {
    if (column.id === 'name' || (column === starColumn && chosen.has('star'))) return true;
    const wanted = chosen.has(column.id) || (wishes.differing && column.id.startsWith('--'));
    return wanted && (!wishes.differing || differs(column, passing, now));
  });
  const { widths } = wishes;
  return {
    rows: sorted,
    columns: columns.map(column => ({ ...column, width: widths[column.id] ?? column.width })),
  };
}

/**
 * Every word must be found in some column, or after `column:` in the one named: `failed`, `space:lab`, `star:starred`; a
 * number is compared: `tau>0.8`, `top<=0.1`, `seed=3`.
 */
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
      const compared = /^([\p{L}\w-]+)(<=|>=|<|>|=)(-?[\d.]+)$/u.exec(word);
      const column = compared && columnNamed(all, compared[1]!);
      if (compared && column)
        return (row: RunRow) => holds(column.value(row, now), compared[2]!, Number(compared[3]));
      const named = /^([\w-]+):(.+)$/.exec(word);
      const one = named && columnNamed(all, named[1]!);
      const columns = one ? [one] : all;
      const text = one && named ? named[2]! : word;
      return (row: RunRow) => columns.some(each => each.text(row, now).toLowerCase().includes(text));
    });
  if (tests.length === 0) return rows;
  return rows.filter(row => tests.every(test => test(row)));
}

function columnNamed(all: readonly Column[], name: string): Column | undefined {
  return all.find(({ id, title, alias }) =>
    [id.replace(/^--/, ''), title.toLowerCase(), alias].includes(name),
  );
}

function holds(value: string | number | undefined, sign: string, than: number): boolean {
  if (typeof value !== 'number') return false;
  switch (sign) {
    case '<':
      return value < than;
    case '>':
      return value > than;
    case '<=':
      return value <= than;
    case '>=':
      return value >= than;
    default:
      return value === than;
  }
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
