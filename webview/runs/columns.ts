import { type Goal, goalOfName } from '../../src/cells/goal';
import {
  formatAgo,
  formatDuration,
  isLive,
  percent,
  titleOf,
  tookSeconds,
} from '../../src/protocol/describeRun';
import type { RunRecord, RunRow } from '../../src/protocol/run';
import { formatCount } from '../../src/protocol/words';
import { optionsOf, optionTitle } from './runOptions';

/** A column of the table of runs. `text` is what is shown and exported, `value` what is sorted by. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** In pixels; the name takes what is left. */
  readonly width: number;
  readonly numeric?: boolean;
  text(row: RunRow, now: number): string;
  value(row: RunRow, now: number): string | number | undefined;
}

const words = (id: string, title: string, width: number, text: (row: RunRow) => string): Column => ({
  id,
  title,
  width,
  text,
  value: row => text(row) || undefined,
});
const number = (
  id: string,
  title: string,
  width: number,
  value: (row: RunRow, now: number) => number | undefined,
  format: (value: number, now: number) => string,
): Column => ({
  id,
  title,
  width,
  numeric: true,
  value,
  text: (row, now) => {
    const known = value(row, now);
    return known === undefined ? '' : format(known, now);
  },
});

export const starColumn: Column = {
  id: 'star',
  title: 'Starred',
  width: 24,
  text: row => (row.notes?.star ? 'starred' : ''),
  value: row => (row.notes?.star ? 0 : undefined),
};
export const nameColumn = words('name', 'Name', 150, titleOf);

const known: readonly Column[] = [
  starColumn,
  nameColumn,
  words('state', 'State', 104, stateText),
  { ...words('figure', 'Result', 92, figureText), value: figureValue },
  words('kind', 'Kind', 60, row => row.record?.command ?? ''),
  words('space', 'Space', 100, row => row.record?.space ?? ''),
  number('cells', 'Cells', 64, cellsOf, formatCount),
  number(
    'duration',
    'Duration',
    92,
    (row, now) => (row.state === 'interrupted' ? undefined : tookSeconds(row, now)),
    formatDuration,
  ),
  number(
    'started',
    'Started',
    96,
    row => (row.record ? Date.parse(row.record.started) : undefined),
    formatAgo,
  ),
  words('note', 'Note', 160, row => row.notes?.note?.replaceAll(/\s+/g, ' ') ?? ''),
];

export const standardColumns: readonly string[] = known.map(column => column.id).filter(id => id !== 'note');

/** All columns there can be: the known ones, and one for each option that a run was started with. */
export function columnsOf(rows: readonly RunRow[]): readonly Column[] {
  const options = new Set<string>();
  for (const row of rows) for (const name of optionsOf(row.record).keys()) options.add(name);
  options.delete('space');
  options.delete('out');
  const more = [...options].sort().map((name): Column => {
    const text = (row: RunRow) => optionsOf(row.record).get(name) ?? '';
    return {
      id: `--${name}`,
      title: optionTitle(name),
      width: 88,
      text,
      value: row => {
        const value = text(row);
        return value === '' ? undefined : Number.isFinite(Number(value)) ? Number(value) : value;
      },
    };
  });
  return [...known, ...more, words('engine', 'Engine', 72, row => row.record?.versions.engine ?? '')];
}

/** Whether two of the rows show another text in this column. */
export function differs(column: Column, rows: readonly RunRow[], now: number): boolean {
  const [first, ...others] = rows;
  if (!first) return false;
  const text = column.text(first, now);
  return others.some(row => column.text(row, now) !== text);
}

export function stateText(row: RunRow): string {
  if (row.state === 'unreadable') return 'not readable';
  return isLive(row) && row.progress !== undefined ? percent(row.progress) : row.state;
}

/** How many cells it learns from, or scores at the most, as its command line says. */
function cellsOf(row: RunRow): number | undefined {
  const options = optionsOf(row.record);
  const cells = Number(options.get(row.record?.command === 'train' ? 'samples' : 'budget'));
  return Number.isFinite(cells) ? cells : undefined;
}

/** The figure, the number first where the name of what was measured is long. */
function figureText({ record }: RunRow): string {
  const measured = record?.command === 'loop' && /^(.*) (-?[\d.]+)$/.exec(record.figure ?? '');
  return measured ? `${measured[2]} ${measured[1]}` : (record?.figure ?? '');
}

/** The number in the figure, the better one lower, so that it comes first: a correlation and a loop's label turned round, unless lower labels are better. */
function figureValue({ record }: RunRow): number | undefined {
  const found = /<?-?\d+(\.\d+)?(?!.*\d)/.exec(record?.figure ?? '')?.[0];
  if (!record || found === undefined) return undefined;
  const value = found.startsWith('<') ? 0 : Number(found);
  if (record.command === 'search') return value;
  return record.command === 'loop' && loopGoal(record) === 'min' ? value : -value;
}

function loopGoal(record: RunRecord): Goal {
  const options = optionsOf(record);
  const stated = options.get('goal');
  return stated === 'min' || stated === 'max' ? stated : (goalOfName(options.get('label') ?? '') ?? 'max');
}
