import type { Goal } from '../../cells/goal';
import { UnreadableFile } from '../unreadable';
import type { ReadOptions } from './readOptions';
import type { ApartColumn, RowsOfCells, WordColumn } from './rowsOfCells';
import { listed } from './rowWords';

export interface Epochs {
  readonly column: string;
  /** One a row; a row that does not say it counts as trained to the end. */
  readonly at: Float64Array;
}

/** The column that says which epoch a row is of, if rows differ in one, and those by which rows may not be compared. */
export function toldApart(
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
export function pickEpochs(
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
export function trialsOf(
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
