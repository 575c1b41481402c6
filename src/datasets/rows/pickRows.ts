import { type Goal, goalOfName } from '../../cells/goal';
import { type RowProblem, UnreadableFile } from '../unreadable';
import type { RowNumbers } from './collectRows';
import { type Doubt, doubts, noisyRepeats } from './doubts';
import { meanOf } from './meanOf';
import type { Condition, ReadOptions } from './readOptions';
import { type Outcome, outcomeOf } from './roles';
import type { LeftOut, TableReport } from './tableReport';

/** The rows of a source that are cells with a figure, and what tells them apart. Arrays have one entry a row. */
export interface RowsOfCells<C = unknown> {
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
  readonly groups: readonly C[];
  /** Index in `groups`. */
  readonly cells: readonly number[];
  readonly lines: readonly number[];
  /** `values[label][row]` */
  readonly values: readonly (readonly number[])[];
  readonly stated: ReadonlyMap<number, Pick<RowNumbers, 'deviations' | 'seeds'>>;
  readonly statuses: readonly WordColumn[];
  /** The one that counts most first; `isSetting`: it is part of a configuration. */
  readonly epochs: readonly (WordColumn & { readonly isSetting: boolean })[];
  readonly trial: WordColumn | undefined;
  readonly seeds: readonly WordColumn[];
  readonly apart: readonly ApartColumn[];
  /** Whether `--where COLUMN=*` was given. */
  readonly isAny: (column: string) => boolean;
}

export interface WordColumn {
  readonly column: string;
  readonly words: readonly string[];
  /** Index in `words`, or a number beyond it that stands for another text; −1 where the row has nothing there. */
  readonly codes: readonly number[];
}

/** A column by which rows of one cell may be no repeated measurements. */
type ApartColumn = WordColumn & {
  readonly role: 'mixture' | 'setting' | 'factor' | undefined;
  /** Whether the words are parts of texts, as of names of runs, by which no row can be chosen. */
  readonly isSaid?: boolean;
};

/** Cells, each once, with the mean of their repeated measurements. */
export interface PickedRows<C> {
  readonly cells: C[];
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
export function pickRows<C>(source: RowsOfCells<C>, options: ReadOptions): PickedRows<C> {
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
    return rows;
  };
  /** Columns of a status by which rows were left out. */
  const ofStatus = new Set<string>();
  if (source.unwanted > 0) leftOut.push({ rows: source.unwanted, why: 'not chosen by --where' });
  for (const [label, rows] of source.unmeasured) leftOut.push({ rows, why: `without ${label}` });
  if (source.problems.length > 0) leftOut.push({ rows: source.problems.length, why: 'not readable' });

  const judged = source.statuses
    .filter(({ column }) => !source.isAny(column))
    .map(status => ({ ...status, outcomes: status.words.map(word => outcomeOf(status.column, word)) }));
  const dropByStatus = (of: 'failed' | 'stopped' | 'running') => {
    for (const { column, words, codes, outcomes } of judged)
      for (const [code, each] of outcomes.entries())
        if (each === of && drop(`with ${column} ${shown(words[code]!)}`, row => codes[row] === code) > 0)
          ofStatus.add(column);
  };
  dropByStatus('failed');
  const { epochs, apart } = toldApart(source, alive);
  requireAlike(
    source,
    apart.filter(({ role }) => role === 'mixture'),
    alive,
  );
  if (!epochs) {
    dropByStatus('stopped');
    dropByStatus('running');
  }
  const picked =
    epochs &&
    pickEpochs(
      source,
      epochs,
      trialsOf(source, apart, epochs, alive),
      alive,
      goal,
      options,
      dropByStatus,
      drop,
    );
  requireAlike(source, apart, alive);
  const alone = average(source, alive);
  const found = [
    ...judged.flatMap(status => unknownStatus(source.name, status, alive, options.where ?? [])),
    ...doubts(source, alive, options.where ?? []),
    ...(alone.report.repeated
      ? noisyRepeats(source, alone.labels[0] ?? new Float64Array(), alone.report.deviation)
      : []),
  ];
  const report: TableReport = {
    ...alone.report,
    leftOut,
    rows: source.rows,
    used: alive.reduce((sum, one) => sum + one, 0),
    epoch: picked,
    warnings: found.map(({ sentence }) => sentence),
    suggested: [
      ...found.flatMap(({ condition }) => condition ?? []),
      ...judged.filter(({ column }) => ofStatus.has(column)).map(({ column }) => `${column}=*`),
    ],
  };
  return { ...alone, report };
}

interface Epochs {
  readonly column: string;
  /** One a row; a row that does not say it counts as trained to the end. */
  readonly at: Float64Array;
}

/** The column that says which epoch a row is of, if rows differ in one, and those by which rows may not be compared. */
function toldApart(
  source: RowsOfCells,
  alive: Uint8Array,
): { readonly epochs: Epochs | undefined; readonly apart: readonly ApartColumn[] } {
  const read = source.epochs.map(column => ({ ...column, at: epochsOf(column) }));
  // Words that are no numbers, as `low` and `high`, are never compared.
  const words = read
    .filter(({ at }) => at === undefined)
    .map(column => ({ ...column, role: 'mixture' as const }));
  const candidates = read.flatMap(({ column, at }) =>
    at && differs(at, alive, () => 0) ? [{ column, at }] : [],
  );
  const epochs = candidates.length < 2 ? candidates[0] : withinTrials(source, candidates, alive);
  const configured = read
    .filter(({ column, at, isSetting }) => isSetting && at !== undefined && column !== epochs?.column)
    .map(column => ({ ...column, role: 'setting' as const }));
  return { epochs, apart: [...source.apart, ...words, ...configured] };
}

/** The first of several columns of epochs in which rows of one trial differ. */
function withinTrials(
  source: RowsOfCells,
  candidates: readonly Epochs[],
  alive: Uint8Array,
): Epochs | undefined {
  const mixtures = source.apart.filter(({ role }) => role === 'mixture');
  const trials = numbered(source, [source.trial, ...source.seeds, ...mixtures], alive);
  return candidates.find(({ at }) => differs(at, alive, row => trials[row]!)) ?? candidates[0];
}

/** Whether two rows of one group have different numbers. */
function differs(numbers: ArrayLike<number>, alive: Uint8Array, groupOf: (row: number) => number): boolean {
  const first = new Map<number, number>();
  for (let row = 0; row < numbers.length; row++) {
    if (!alive[row]) continue;
    const group = groupOf(row);
    const known = first.get(group);
    if (known === undefined) first.set(group, numbers[row]!);
    else if (known !== numbers[row]) return true;
  }
  return false;
}

/** The epoch of each row; `undefined` where the words are no numbers. */
function epochsOf({ words, codes }: WordColumn): Float64Array | undefined {
  const numbers = words.map(word => (word === '' ? Number.POSITIVE_INFINITY : epochOfWord(word)));
  if (numbers.some(Number.isNaN)) return undefined;
  return Float64Array.from(codes, code => (code < 0 ? Number.POSITIVE_INFINITY : numbers[code]!));
}

/** `12`, `12/200`, `epoch 12`, `ep12`; NaN for what is none. */
function epochOfWord(word: string): number {
  const [, number] =
    /^(?:epochs?|ep|e|steps?|iter)?[\s_:=-]*(\d+(?:\.\d+)?(?:e\+?\d+)?)(?:\s*(?:\/|of)\s*\d+)?$/i.exec(
      word,
    ) ?? [];
  return number === undefined ? Number.NaN : Number(number);
}

/** Leaves one epoch of each trial; says which. */
function pickEpochs(
  source: RowsOfCells,
  { column, at }: Epochs,
  trials: Int32Array,
  alive: Uint8Array,
  goal: Goal,
  { epoch: choice = 'last' }: ReadOptions,
  dropByStatus: (of: 'stopped') => void,
  drop: (why: string, isOut: (row: number) => boolean) => number,
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

/**
 * A number for each trial, a row: of one cell, trial, seed and data set, and of one setting where rows of one epoch differ
 * in it; a learning rate that changes from epoch to epoch tells no trials apart.
 */
function trialsOf(
  source: RowsOfCells,
  apart: readonly ApartColumn[],
  { at }: Epochs,
  alive: Uint8Array,
): Int32Array {
  const sure = [source.trial, ...source.seeds, ...apart.filter(({ role }) => role === 'mixture')];
  const rowsAlike = numbered(source, [...sure, { codes: at }], alive);
  const settings = apart.filter(
    ({ role, codes }) =>
      (role === 'setting' || role === undefined) && differs(codes, alive, row => rowsAlike[row]!),
  );
  return numbered(source, [...sure, ...settings], alive);
}

/** A number for each row: the same for rows of one cell that are alike in all these columns. */
function numbered(
  source: RowsOfCells,
  columns: readonly ({ readonly codes: ArrayLike<number> } | undefined)[],
  alive: Uint8Array,
): Int32Array {
  const parts = columns.flatMap(column => (column ? [column.codes] : []));
  if (parts.length === 0) return Int32Array.from(source.cells, (cell, row) => (alive[row] ? cell : -1));
  const known = new Map<string, number>();
  return Int32Array.from(source.cells, (cell, row) => {
    if (!alive[row]) return -1;
    let key = String(cell);
    for (const codes of parts) key += ` ${codes[row]}`;
    const number = known.get(key) ?? known.size;
    known.set(key, number);
    return number;
  });
}

/** Throws where rows that are left can't be compared: of several data sets, say. */
function requireAlike(source: RowsOfCells, columns: readonly ApartColumn[], alive: Uint8Array): void {
  for (const apart of columns) {
    const { column, role, words, codes } = apart;
    if (source.isAny(column)) continue;
    const seen = new Set<number>();
    const byCell = new Map<number, number[]>();
    let rows = 0;
    for (const [row, cell] of source.cells.entries()) {
      const code = codes[row]!;
      if (!alive[row] || code < 0) continue;
      rows++;
      seen.add(code);
      const own = byCell.get(cell);
      if (own) own.push(code);
      else byCell.set(cell, [code]);
    }
    if (seen.size < 2) continue;
    const repeated = [...byCell.values()].filter(own => own.length > 1);
    const differing = repeated.filter(own => own.some(code => code !== own[0])).length;
    if (!isMixed(role, { differing, repeated, values: seen.size, rows })) continue;
    const values = [...seen].flatMap(code => words[code] ?? []);
    if (apart.isSaid) {
      if (differing === 0) continue;
      throw new UnreadableFile(
        `${source.name} has rows of one cell that speak of different data sets or splits in ${column} (${listed(values, seen.size)}) and can't be averaged: write them in a column of their own, or say with --where ${quoted(`${column}=*`)} that they are repeated measurements.`,
      );
    }
    const example = values.find(value => value !== '') ?? '';
    throw new UnreadableFile(
      `${source.name} has rows${differing === 0 ? '' : ' of one cell'} that differ in ${column} (${listed(values, seen.size)}) and can't be ${differing === 0 ? 'compared' : 'averaged'}: choose with --where ${quoted(`${column}=${example}`)}, or say with --where ${quoted(`${column}=*`)} that ${differing === 0 ? 'this makes no difference' : 'they are repeated measurements'}.`,
      [],
      { column, values },
    );
  }
}

/** Of the factors, nearly every cell has to have the same values, once each, as an experiment is laid out. */
const alikeOfFactor = 0.9;

/** Whether rows that differ in a column of this role are not to be averaged, or not to be compared. */
function isMixed(
  role: ApartColumn['role'],
  found: {
    readonly differing: number;
    readonly repeated: readonly (readonly number[])[];
    readonly values: number;
    readonly rows: number;
  },
): boolean {
  const { differing, repeated, values, rows } = found;
  if (role === 'setting') return differing > 0;
  // What is another in each row is the name of the row.
  if (role === 'mixture') return differing > 0 || (values < rows && values <= maxMixed);
  if (role === undefined) return differing > 0 && 2 * differing >= repeated.length;
  const sets = new Map<string, number>();
  for (const own of repeated) {
    if (new Set(own).size < own.length) continue;
    const key = own.toSorted((a, b) => a - b).join(' ');
    sets.set(key, (sets.get(key) ?? 0) + 1);
  }
  return repeated.length > 1 && Math.max(0, ...sets.values()) >= alikeOfFactor * repeated.length;
}

/** Of rows of more data sets than these, none of one cell, the column is taken to name something else. */
const maxMixed = 20;

/** Doubts about rows whose status is a word that is not known, beside others that are. */
function unknownStatus(
  name: string,
  { column, words, codes, outcomes }: WordColumn & { readonly outcomes: readonly (Outcome | undefined)[] },
  alive: Uint8Array,
  where: readonly Condition[],
): readonly Doubt[] {
  if (outcomes.every(each => each === undefined) || where.some(condition => condition.column === column))
    return [];
  return outcomes.flatMap((outcome, code) => {
    const word = words[code]!;
    const rows = codes.reduce((sum, each, row) => sum + (each === code && alive[row] ? 1 : 0), 0);
    return outcome !== undefined || word === '' || rows === 0
      ? []
      : [
          {
            sentence: `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'} of ${name} have ${column} ${shown(word)}, which is not a word that is known, and are used: leave them out with --where ${quoted(`${column}!=${word}`)}.`,
            condition: `${column}!=${word}`,
          },
        ];
  });
}

const nothingDone: TableReport = {
  rows: 0,
  used: 0,
  leftOut: [],
  epoch: undefined,
  repeated: undefined,
  deviation: undefined,
  warnings: [],
  suggested: [],
};

/** One row a cell; the report has what is known of repeated measurements alone. */
function average<C>(source: RowsOfCells<C>, alive: Uint8Array): PickedRows<C> {
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

/** The first of the values, of which there are `count` in all. */
function listed(values: readonly string[], count = values.length): string {
  const texts = values.slice(0, 6).map(value => (value === '' ? 'nothing' : shown(value)));
  return count > 6 ? `${texts.join(', ')} and ${count - 6} more` : texts.join(', ');
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w=./:-]+$/.test(text) ? text : `"${text.replaceAll(/["$`\\]/g, '\\$&')}"`;
}
