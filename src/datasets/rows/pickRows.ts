import type { Cell } from '../../cells/cell';
import { type Goal, goalOfName } from '../../cells/goal';
import { type RowProblem, UnreadableFile } from '../unreadable';
import type { RowNumbers } from './collectRows';
import { doubts } from './doubts';
import { meanOf } from './meanOf';
import type { ReadOptions } from './readOptions';
import { outcomeOf } from './roles';
import type { LeftOut, TableReport } from './tableReport';

/** The rows of a source that are cells with a figure, and what tells them apart. Arrays have one entry a row. */
export interface RowsOfCells {
  readonly name: string;
  readonly labels: readonly string[];
  readonly columns: readonly string[];
  /** Of the source, those left out included. */
  readonly rows: number;
  /** Rows that do not meet `--where`. */
  readonly unwanted: number;
  readonly unmeasured: ReadonlyMap<string, number>;
  readonly problems: readonly RowProblem[];
  /** The different cells. */
  readonly groups: readonly Cell[];
  /** Index in `groups`. */
  readonly cells: readonly number[];
  readonly lines: readonly number[];
  /** `values[label][row]` */
  readonly values: readonly (readonly number[])[];
  readonly stated: ReadonlyMap<number, Pick<RowNumbers, 'deviations' | 'seeds'>>;
  readonly status: WordColumn | undefined;
  readonly epoch: WordColumn | undefined;
  readonly trial: WordColumn | undefined;
  readonly seed: WordColumn | undefined;
  readonly apart: readonly (WordColumn & { readonly role: 'mixture' | 'setting' | undefined })[];
  /** Whether `--where COLUMN=*` was given. */
  readonly isAny: (column: string) => boolean;
}

export interface WordColumn {
  readonly column: string;
  readonly words: readonly string[];
  /** Index in `words`; −1 where the row has nothing there. */
  readonly codes: readonly number[];
}

/** Cells, each once, with the mean of their repeated measurements. */
export interface PickedRows {
  readonly cells: Cell[];
  /** `labels[label][cell]` */
  readonly labels: Float64Array[];
  /** Sample standard deviation of a measurement, by label and cell; NaN where it is not known. */
  readonly deviations: Float64Array[];
  /** How many measurements the mean is of. */
  readonly counts: Uint32Array;
  readonly report: TableReport;
}

/**
 * Tells rows of one cell apart, by status, epoch, data set and whatever else differs, keeps those that can be compared,
 * and averages the ones that are repeated measurements. Throws a sentence where rows can't be compared and nothing says
 * which are meant.
 */
export function pickRows(source: RowsOfCells, options: ReadOptions): PickedRows {
  const goal = options.goal ?? goalOfName(source.labels[0] ?? '') ?? 'max';
  const count = source.cells.length;
  const alive = new Uint8Array(count).fill(1);
  const leftOut: LeftOut[] = [];
  const drop = (why: string, isOut: (row: number) => boolean) => {
    let rows = 0;
    for (let row = 0; row < count; row++)
      if (alive[row] && isOut(row)) {
        alive[row] = 0;
        rows++;
      }
    if (rows > 0) leftOut.push({ rows, why });
  };
  if (source.unwanted > 0) leftOut.push({ rows: source.unwanted, why: 'not chosen by --where' });
  for (const [label, rows] of source.unmeasured) leftOut.push({ rows, why: `without ${label}` });
  if (source.problems.length > 0) leftOut.push({ rows: source.problems.length, why: 'not readable' });

  const { status } = source;
  const judged = status && !source.isAny(status.column) ? status : undefined;
  const outcome = judged?.words.map(outcomeOf);
  const dropByStatus = (of: 'failed' | 'stopped' | 'running') => {
    for (const [code, each] of outcome?.entries() ?? [])
      if (each === of)
        drop(`with ${judged!.column} ${shown(judged!.words[code]!)}`, row => judged!.codes[row] === code);
  };
  dropByStatus('failed');
  const epochs = epochsOf(source, alive);
  if (!epochs) {
    dropByStatus('stopped');
    dropByStatus('running');
  }
  const picked = epochs && pickEpochs(source, epochs, alive, goal, options, dropByStatus, drop);
  requireAlike(source, alive);
  const alone = average(source, alive);
  const report: TableReport = {
    ...alone.report,
    leftOut,
    rows: source.rows,
    used: alive.reduce((sum, one) => sum + one, 0),
    epoch: picked,
    warnings: doubts(source, alive, options.where ?? []),
  };
  return { ...alone, report };
}

interface Epochs {
  readonly column: string;
  /** One a row; a row that does not say it counts as trained to the end. */
  readonly at: Float64Array;
}

/** The epoch of each row, if rows differ in it. */
function epochsOf({ epoch }: RowsOfCells, alive: Uint8Array): Epochs | undefined {
  if (!epoch) return undefined;
  const numbers = epoch.words.map(word => (word === '' ? Number.POSITIVE_INFINITY : Number(word)));
  if (numbers.some(Number.isNaN)) return undefined;
  const at = Float64Array.from(epoch.codes, code => (code < 0 ? Number.POSITIVE_INFINITY : numbers[code]!));
  const first = at.find((_, row) => alive[row] === 1);
  return at.some((value, row) => alive[row] === 1 && value !== first)
    ? { column: epoch.column, at }
    : undefined;
}

/** Leaves one epoch of each trial; says which. */
function pickEpochs(
  source: RowsOfCells,
  { column, at }: Epochs,
  alive: Uint8Array,
  goal: Goal,
  { epoch: choice = 'last' }: ReadOptions,
  dropByStatus: (of: 'stopped') => void,
  drop: (why: string, isOut: (row: number) => boolean) => void,
): string {
  if (typeof choice === 'number') {
    if (!at.some((value, row) => alive[row] === 1 && value === choice)) {
      const known = [...new Set(at)].filter(Number.isFinite).sort((a, b) => a - b);
      throw new UnreadableFile(
        `${source.name} has no row of ${column} ${choice}; it has ${listed(known.map(String))}.`,
      );
    }
    drop('of other epochs', row => at[row] !== choice);
    return `${column} ${choice}`;
  }
  dropByStatus('stopped');
  const trials = trialsOf(source, alive);
  const last = new Map<number, number>();
  for (const [row, trial] of trials.entries())
    if (alive[row]) last.set(trial, Math.max(last.get(trial) ?? Number.NEGATIVE_INFINITY, at[row]!));
  const end = [...last.values()].reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const reached = [...last.values()].filter(epoch => epoch === end).length;
  // Steps that no two trials share are no schedule that some did not finish.
  const isSchedule = reached >= 2 && 20 * reached >= last.size;
  if (isSchedule)
    drop(`of trials that ended before ${column} ${written(end)}`, row => last.get(trials[row]!)! < end);
  if (choice === 'last') {
    drop('of earlier epochs', row => at[row] !== last.get(trials[row]!));
    return isSchedule ? `the last ${column}, ${written(end)}` : `the last ${column} of each trial`;
  }
  const best = new Map<number, number>();
  const values = source.values[0] ?? [];
  const sign = goal === 'max' ? 1 : -1;
  for (const [row, trial] of trials.entries()) {
    const before = best.get(trial);
    if (alive[row] && (before === undefined || sign * values[row]! > sign * values[before]!))
      best.set(trial, row);
  }
  drop(`of other epochs than the best`, row => best.get(trials[row]!) !== row);
  return `the best ${column} of each trial`;
}

function written(epoch: number): string {
  return Number.isFinite(epoch) ? String(epoch) : 'at the end';
}

/** A number for each trial, a row: of one cell, trial, seed and whatever else tells rows apart. */
function trialsOf(source: RowsOfCells, alive: Uint8Array): Int32Array {
  const parts = [source.trial, source.seed, ...source.apart].filter(part => part !== undefined);
  const known = new Map<string, number>();
  return Int32Array.from(source.cells, (cell, row) => {
    if (!alive[row]) return -1;
    const key = `${cell} ${parts.map(part => part.codes[row]).join(' ')}`;
    const trial = known.get(key) ?? known.size;
    known.set(key, trial);
    return trial;
  });
}

/** Throws where rows that are left can't be compared: of several data sets, say. */
function requireAlike(source: RowsOfCells, alive: Uint8Array): void {
  for (const { column, role, words, codes } of source.apart) {
    if (source.isAny(column)) continue;
    const seen = new Set<number>();
    const byCell = new Map<number, number>();
    const repeated = new Set<number>();
    const differing = new Set<number>();
    for (const [row, cell] of source.cells.entries()) {
      const code = codes[row]!;
      if (!alive[row] || code < 0) continue;
      seen.add(code);
      const first = byCell.get(cell);
      if (first === undefined) byCell.set(cell, code);
      else {
        repeated.add(cell);
        if (first !== code) differing.add(cell);
      }
    }
    const mixes =
      role === 'mixture'
        ? seen.size > 1
        : role === 'setting'
          ? differing.size > 0
          : differing.size > 0 && 2 * differing.size >= repeated.size;
    if (!mixes) continue;
    const values = [...seen].map(code => words[code]!);
    const example = values.find(value => value !== '') ?? '';
    throw new UnreadableFile(
      `${source.name} has rows${role === 'mixture' && differing.size === 0 ? '' : ' of one cell'} that differ in ${column} (${listed(values)}) and can't be averaged: choose with --where ${quoted(`${column}=${example}`)}, or say with --where ${quoted(`${column}=*`)} that they are repeated measurements.`,
      [],
      { column, values },
    );
  }
}

const nothingDone: TableReport = {
  rows: 0,
  used: 0,
  leftOut: [],
  epoch: undefined,
  repeated: undefined,
  deviation: undefined,
  warnings: [],
};

/** One row a cell; the report has what is known of repeated measurements alone. */
function average(source: RowsOfCells, alive: Uint8Array): PickedRows {
  const { groups, values: all } = source;
  if (source.cells.length === groups.length && source.stated.size === 0 && alive.every(one => one === 1))
    return {
      cells: [...groups],
      labels: all.map(values => Float64Array.from(values)),
      deviations: all.map(() => new Float64Array(groups.length).fill(Number.NaN)),
      counts: new Uint32Array(groups.length).fill(1),
      report: nothingDone,
    };
  const rows: number[][] = source.groups.map(() => []);
  for (const [row, cell] of source.cells.entries()) if (alive[row]) rows[cell]!.push(row);
  const kept = source.groups.flatMap((_, cell) => (rows[cell]!.length > 0 ? [cell] : []));
  const counts = new Uint32Array(kept.length);
  const labels = source.labels.map(() => new Float64Array(kept.length));
  const deviations = source.labels.map(() => new Float64Array(kept.length));
  let squares = 0;
  let freedom = 0;
  let repeated = 0;
  let measurements = 0;
  for (const [at, cell] of kept.entries()) {
    const own = rows[cell]!;
    for (const [label, values] of source.values.entries()) {
      const only = own[0]!;
      if (own.length === 1 && !source.stated.has(only)) {
        labels[label]![at] = values[only]!;
        deviations[label]![at] = Number.NaN;
        counts[at] = 1;
        continue;
      }
      const mean = meanOf(
        own.flatMap(row => {
          const value = values[row]!;
          if (Number.isNaN(value)) return [];
          const known = source.stated.get(row);
          return [{ value, deviation: known?.deviations?.[label] ?? Number.NaN, count: known?.seeds }];
        }),
      );
      labels[label]![at] = mean.value;
      deviations[label]![at] = mean.deviation;
      if (label > 0) continue;
      counts[at] = mean.count;
      if (own.length > 1) {
        repeated++;
        measurements += own.length;
      }
      if (!Number.isNaN(mean.deviation)) {
        const weight = Math.max(1, mean.count - 1);
        squares += weight * mean.deviation ** 2;
        freedom += weight;
      }
    }
  }
  return {
    cells: kept.map(cell => source.groups[cell]!),
    labels,
    deviations,
    counts,
    report: {
      ...nothingDone,
      repeated: repeated > 0 ? { cells: repeated, rows: measurements } : undefined,
      deviation: freedom > 0 ? Math.sqrt(squares / freedom) : undefined,
    },
  };
}

function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function listed(values: readonly string[]): string {
  const texts = values.slice(0, 6).map(value => (value === '' ? 'nothing' : shown(value)));
  return values.length > 6 ? `${texts.join(', ')} and ${values.length - 6} more` : texts.join(', ');
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w=./:-]+$/.test(text) ? text : `"${text.replaceAll(/["$`\\]/g, '\\$&')}"`;
}
