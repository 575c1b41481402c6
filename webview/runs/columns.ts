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
import { runNames } from '../../src/protocol/runNames';
import { optionsOf, optionTitle } from '../../src/protocol/runOptions';
import { isSeedGroup } from '../../src/protocol/seedGroups';
import { formatAmount, formatCount, formatTopShare } from '../../src/protocol/words';
import { formatFigure } from '../../src/report/metrics';

/** A column of the table of runs. `text` is what is shown and exported, `value` what is sorted by. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** In pixels; the name takes what is left. */
  readonly width: number;
  readonly numeric?: boolean;
  /** The first click sorts the highest first. */
  readonly highFirst?: boolean;
  /** Whether it goes to a CSV as the number that it is sorted by. */
  readonly exact?: boolean;
  /** What it is called in the filter, beside its id. */
  readonly alias?: string;
  text(row: RunRow, now: number): string;
  value(row: RunRow, now: number): string | number | undefined;
}

function words(id: string, title: string, width: number, text: (row: RunRow) => string): Column {
  return { id, title, width, text, value: row => text(row) || undefined };
}
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
/** In pixels, of the letters of names at the size of the table, and of the dot that a run compared has. */
const letterWidth = 7.1;
const markWidth = 20;

const nameColumn = nameColumnOf(new Map());

/**
 * `names` has a name of its own for each run. The column has room for the longest, as far as it goes: what tells a name from
 * the others stands at its end.
 */
function nameColumnOf(names: ReadonlyMap<string, string>): Column {
  const longest = [...names.values()].reduce((most, name) => Math.max(most, name.length), 0);
  const width = Math.min(340, Math.max(150, Math.ceil(longest * letterWidth) + markWidth));
  return words('name', 'Name', width, row =>
    isSeedGroup(row) ? titleOf(row) : (names.get(row.id) ?? titleOf(row)),
  );
}

const known: readonly Column[] = [
  starColumn,
  nameColumn,
  words('state', 'State', 104, stateText),
  { ...words('figure', 'Result', 116, figureText), value: figureValue },
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
  words('tags', 'Tags', 96, row => row.notes?.tags?.join(', ') ?? ''),
  words('note', 'Note', 160, row => row.notes?.note?.replaceAll(/\s+/g, ' ') ?? ''),
];

export const standardColumns: readonly string[] = known
  .map(column => column.id)
  .filter(id => id !== 'note' && id !== 'tags');

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
  const names = nameColumnOf(runNames(rows));
  const own = known.map(column => (column.id === 'name' ? names : column));
  return [
    ...own,
    ...metricColumns(rows),
    ...more,
    words('engine', 'Engine', 72, row => row.record?.versions.engine ?? ''),
  ];
}

/** A column for each metric that a run has ended with, the telling ones first. */
export function metricColumns(rows: readonly RunRow[]): readonly Column[] {
  const names = new Set(rows.flatMap(row => Object.keys(row.record?.metrics ?? {})));
  const inOrder = [...Object.keys(metricWords), ...[...names].sort()].filter(name => names.delete(name));
  return inOrder.map(name => {
    const {
      title,
      format = formatFigure,
      lowIsGood,
      alias = name,
    }: MetricWords = metricWords[name] ?? {
      title: optionTitle(name.replaceAll('_', '-')),
    };
    return {
      ...number(`metric:${name}`, title, 88, row => row.record?.metrics?.[name], format),
      text: (row: RunRow) => {
        const value = row.record?.metrics?.[name];
        const deviation = isSeedGroup(row) ? row.deviations[name] : undefined;
        if (value === undefined) return '';
        return deviation === undefined ? format(value) : `${format(value)} ± ${format(deviation)}`;
      },
      exact: true,
      highFirst: !lowIsGood,
      alias,
    };
  });
}

interface MetricWords {
  readonly title: string;
  readonly format?: (value: number) => string;
  readonly lowIsGood?: boolean;
  readonly alias?: string;
}

const threeDigits = (value: number) => value.toFixed(3);
const toPercent = (share: number) => `${(100 * share).toFixed(0)} %`;
const metricWords: Readonly<Record<string, MetricWords>> = {
  kendall_tau: { title: 'τ', format: threeDigits, alias: 'tau' },
  spearman_rho: { title: 'ρ', format: threeDigits, alias: 'rho' },
  best_top: { title: 'Best top', format: top => `${formatTopShare(top)} %`, lowIsGood: true, alias: 'top' },
  share_of_top_percent: { title: 'Top 1 % found', format: toPercent },
  best_of_ten: { title: 'Best of ten' },
  mean_of_ten: { title: 'Mean of ten' },
  best_score: { title: 'Best score' },
  best_parameters: { title: 'Parameters', format: formatAmount, lowIsGood: true, alias: 'parameters' },
  best_flops: { title: 'FLOPs', format: formatAmount, lowIsGood: true, alias: 'flops' },
  best_latency: {
    title: 'Latency',
    format: ms => `${formatFigure(ms)} ms`,
    lowIsGood: true,
    alias: 'latency',
  },
  intervals_hold: { title: 'Intervals hold', format: toPercent },
  label_kendall_tau: { title: 'τ of label', format: threeDigits },
  label_spearman_rho: { title: 'ρ of label', format: threeDigits },
  train_seconds: { title: 'Time to train', format: formatDuration, lowIsGood: true },
  scored: { title: 'Cells scored', format: formatCount },
  measured: { title: 'Cells measured', format: formatCount },
  trained: { title: 'Cells learned', format: formatCount },
  tested: { title: 'Cells tested', format: formatCount },
};

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

/** The figure, its name first: of a loop, whose label has a column of its own, `best 91.61`. */
function figureText({ record }: RunRow): string {
  const measured = record?.command === 'loop' && /(-?[\d.]+)$/.exec(record.figure ?? '');
  return measured ? `best ${measured[1]}` : (record?.figure ?? '');
}

/** The number in the figure, the better one lower, so that it comes first: a correlation and a loop's label turned round, unless lower labels are better. */
function figureValue({ record }: RunRow): number | undefined {
  const top = record?.command === 'search' ? record.metrics?.['best_top'] : undefined;
  if (top !== undefined) return top;
  const found = /<?-?\d+(\.\d+)?(?!.*\d)/.exec(record?.figure ?? '')?.[0];
  if (!record || found === undefined) return undefined;
  const value = found.startsWith('<') ? 0 : Number(found);
  if (record.command === 'search') return value;
  return record.command === 'loop' && loopGoal(record) === 'min' ? value : -value;
}

/** Which values of the label of a run that measures cells are better. */
export function loopGoal(record: RunRecord): Goal {
  const options = optionsOf(record);
  const stated = options.get('goal');
  return stated === 'min' || stated === 'max' ? stated : (goalOfName(options.get('label') ?? '') ?? 'max');
}
