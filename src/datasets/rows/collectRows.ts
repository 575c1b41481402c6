import { listColumns } from '../listColumns';
import { type RowProblem, UnreadableFile } from '../unreadable';
import type { CellGroups } from './cellGroups';
import { type Condition, meets, type ReadOptions } from './readOptions';
import {
  areMixture,
  inOrderOfRole,
  isSetting,
  mixtureIn,
  type Role,
  roleOfFigure,
  roleOfName,
  tellsRowsApart,
} from './roles';
import type { RowsOfCells } from './rowsOfCells';

/** A column with more different values tells no rows apart, unless its name says that it does. */
const maxWords = 20;
/** So many different values of a column are kept as text; others are told apart by their hashes. */
const maxTexts = 1000;
/** More than one bad row in this many, and the whole table is in doubt; */
const goodRowsPerBad = 100;
/** of a small table, more than one in so many, or more than so many in all. */
const goodRowsPerBadOfFew = 10;
const badRowsOfFew = 3;
/** With so many bad rows reading stops, however many good ones may follow. */
const maxProblems = 100_000;

/** The measurement of a row as the source has it. */
export interface RowNumbers {
  readonly line: number;
  /** One a label; NaN where it was not measured. */
  readonly numbers: readonly number[];
  /** One a label: the sample standard deviation that the source states; NaN where it states none. */
  readonly deviations?: readonly number[];
  /** How many trainings the numbers are the mean of, where the source says so. */
  readonly seeds?: number;
}

/** Takes the rows of a source in, and what is needed to tell them apart. */
export interface RowCollector<C> {
  /** Whether the row meets the conditions of `--where`; one that does not is counted and told no further. */
  isWanted(values: Readonly<Record<string, unknown>>): boolean;
  /** `values`: all of the row, by column. */
  add(cell: C, row: RowNumbers, values: Readonly<Record<string, unknown>>): void;
  /** A row that can't be read. */
  leaveOut(problem: RowProblem): void;
  /** A row without a number in this label, which is no fault. */
  leaveUnmeasured(label: string): void;
  /** Throws a sentence if more than one row in a hundred can't be read, or if there are none at all. */
  finish(columns: readonly string[], name: string): RowsOfCells<C>;
}

/** A column by which rows may have to be told apart. */
interface Tracked {
  readonly role: Role | undefined;
  /** Whether of its texts only the data sets and splits count that they speak of, as in names of runs. */
  readonly isSaid?: boolean;
  /** The first texts that the column holds, in the order of first sight. */
  readonly words: Map<string, number>;
  /** The place of the text in `words`, a row; above `maxTexts`, its hash. */
  readonly codes: number[];
}

/**
 * `cellColumns`: those that hold the cells. `isFixed`: every row has the columns of the first. The first label tells no rows
 * apart; of the others those do whose names say so, as where all columns of numbers are read.
 */
export function collectRows<C>(
  groups: CellGroups<C>,
  labels: readonly string[],
  cellColumns: () => readonly string[],
  options: ReadOptions,
  isFixed: () => boolean = () => false,
): RowCollector<C> {
  const cells: number[] = [];
  const lines: number[] = [];
  const values: number[][] = labels.map(() => []);
  const stated = new Map<number, Pick<RowNumbers, 'deviations' | 'seeds'>>();
  const problems: RowProblem[] = [];
  const tracked = new Map<string, Tracked>();
  const dropped = new Set<string>();
  const unmeasured = new Map<string, number>();
  const conditions = (options.where ?? []).map(condition => ({ condition, met: 0, seen: new Set<string>() }));
  const any = new Set(
    conditions.filter(({ condition }) => condition.value === '*').map(({ condition }) => condition.column),
  );
  let unwanted = 0;

  const track = (column: string, text: string, all: Readonly<Record<string, unknown>>) => {
    let known = tracked.get(column);
    if (!known) {
      if (dropped.has(column)) return;
      const named = roleOfFigure(column, labels[0]);
      const isNumber = text !== '' && Number.isFinite(Number(text));
      const role =
        any.has(column) && named !== 'status' ? 'seed' : (named ?? (isNumber ? 'factor' : undefined));
      // Which trial a row is of counts where a trial has several: one an epoch.
      const isIdle = role === 'trial' && !Object.keys(all).some(each => roleOfName(each) === 'epoch');
      const isFigure = column === labels[0] || (labels.includes(column) && !tellsRowsApart(named));
      const isSaid = isIdle && mixtureIn(text) !== '';
      if (role === 'note' || (isIdle && !isSaid) || isFigure || cellColumns().includes(column)) {
        dropped.add(column);
        return;
      }
      known = {
        role: isSaid ? 'mixture' : role,
        isSaid,
        words: new Map(),
        codes: new Array(cells.length - 1).fill(-1),
      };
      tracked.set(column, known);
    }
    const word = known.isSaid ? mixtureIn(text) : text;
    if (known.isSaid && word === '') {
      known.codes[cells.length - 1] = -1;
      return;
    }
    let code = known.words.get(word);
    if (code === undefined) {
      const { role, words } = known;
      if (words.size >= maxWords && (role === undefined || role === 'factor' || role === 'status')) {
        const said = saidOf(known);
        if (said) {
          tracked.set(column, said);
          track(column, text, all);
          return;
        }
        tracked.delete(column);
        dropped.add(column);
        return;
      }
      const isHashed = words.size >= maxTexts && (role === 'setting' || role === 'mixture');
      code = isHashed ? maxTexts + textHash(word) : words.size;
      if (!isHashed) words.set(word, code);
    }
    known.codes[cells.length - 1] = code;
  };

  const undecided = new Set<string>();
  /** Columns that were seen in a row. */
  const known = new Set<string>();
  let isLooked = false;
  /** Whether a column is of use, once a row has a value in it. */
  const decide = (column: string, all: Readonly<Record<string, unknown>>) => {
    const value = all[column];
    if (value === undefined || value === null) return;
    undecided.delete(column);
    if (typeof value === 'object') dropped.add(column);
    else track(column, String(value).trim(), all);
  };

  return {
    isWanted(row) {
      for (const { condition, seen } of conditions) {
        if (!meets(row[condition.column], condition)) {
          if (seen.size < 10) seen.add(String(row[condition.column] ?? ''));
          unwanted++;
          return false;
        }
      }
      for (const each of conditions) each.met++;
      return true;
    },
    add(cell, row, all) {
      cells.push(groups.indexOf(cell));
      lines.push(row.line);
      for (let i = 0; i < values.length; i++) values[i]!.push(row.numbers[i]!);
      if (row.seeds !== undefined || row.deviations?.some(deviation => !Number.isNaN(deviation)))
        stated.set(cells.length - 1, row);
      // Most tables have the same columns in each row, and few of them say anything here.
      if (!isLooked || !isFixed())
        for (const column in all) {
          if (known.has(column)) continue;
          known.add(column);
          undecided.add(column);
        }
      isLooked = true;
      for (const column of tracked.keys()) {
        const value = all[column];
        if (value !== undefined && value !== null) track(column, String(value).trim(), all);
      }
      for (const column of undecided) decide(column, all);
    },
    leaveOut(problem) {
      if (options.passOver) return;
      if (problems.push(problem) > maxProblems)
        throw new UnreadableFile(
          `More than ${maxProblems} rows can't be read, the first in line ${problems[0]!.line}: ${problems[0]!.message.replace(/\.$/, '')}; nothing was taken.`,
        );
    },
    leaveUnmeasured(label) {
      unmeasured.set(label, (unmeasured.get(label) ?? 0) + 1);
    },
    finish(columns, name) {
      const missing = [...unmeasured.values()].reduce((a, b) => a + b, 0);
      const rows = cells.length + problems.length + missing + unwanted;
      if (rows === 0 && !options.passOver) throw new UnreadableFile(`${name} has no rows.`);
      checkConditions(conditions, columns, name);
      const [first] = problems.sort((a, b) => a.line - b.line);
      if (first && problems.length > allowedProblems(cells.length + problems.length))
        throw new UnreadableFile(
          `${problems.length} of the ${rows} rows of ${name} can't be read, the first in line ${first.line}: ${first.message.replace(/\.$/, '')}; so many are too many, and nothing was taken: mend or delete these rows.`,
          problems,
        );
      const ofRole = (wanted: Role | undefined) =>
        [...tracked].flatMap(([column, known]) =>
          roleOf(column, known) === wanted ? [{ column, ...wordsOf(known, cells.length) }] : [],
        );
      const inOrder = (role: 'epoch' | 'trial' | 'seed') => {
        const found = ofRole(role);
        return inOrderOfRole(
          found.map(({ column }) => column),
          role,
        ).map(name => found.find(({ column }) => column === name)!);
      };
      return {
        name,
        labels,
        columns,
        rows,
        unwanted,
        unmeasured,
        problems,
        groups: groups.cells,
        cells,
        lines,
        values,
        stated,
        statuses: ofRole('status'),
        epochs: inOrder('epoch').map(column => ({ ...column, isSetting: isSetting(column.column) })),
        trial: inOrder('trial')[0],
        seeds: inOrder('seed'),
        apart: ([undefined, 'mixture', 'setting', 'factor'] as const).flatMap(role =>
          ofRole(role).map(column => ({
            ...column,
            role,
            isSaid: tracked.get(column.column)?.isSaid ?? false,
          })),
        ),
        isAny: column => any.has(column),
      };
    },
  };
}

/** A column of too many texts as one of what they speak of; `undefined` where they speak of no data set and no split. */
function saidOf({ words: texts, codes }: Tracked): Tracked | undefined {
  const words = new Map<string, number>();
  const codeOf = [...texts.keys()].map(text => {
    const word = mixtureIn(text);
    if (word === '') return -1;
    const code = words.get(word) ?? words.size;
    words.set(word, code);
    return code;
  });
  return words.size === 0
    ? undefined
    : { role: 'mixture', isSaid: true, words, codes: codes.map(code => codeOf[code] ?? -1) };
}

/** A column may say by what it holds that it is of splits or data sets, or only counts the rows of a JSON object. */
function roleOf(column: string, { role, words, codes }: Tracked): Role | undefined {
  if (role === 'mixture' && /^key(\.\d+)?$/.test(column) && new Set(codes).size === codes.length)
    return [...words.keys()].every(word => /^\d+$/.test(word)) ? 'note' : role;
  const isOpen = role === undefined || role === 'factor';
  return isOpen && areMixture([...words.keys()]) ? 'mixture' : role;
}

/** How many rows of a table may be left out because they can't be read. */
function allowedProblems(rows: number): number {
  return Math.max(rows / goodRowsPerBad, Math.min(badRowsOfFew, Math.floor(rows / goodRowsPerBadOfFew)));
}

/** 31 bits. */
function textHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash >>> 1;
}

function wordsOf(
  { words, codes }: Tracked,
  rows: number,
): { readonly words: readonly string[]; readonly codes: readonly number[] } {
  for (let row = codes.length; row < rows; row++) codes[row] = -1;
  for (let row = 0; row < rows; row++) codes[row] ??= -1;
  return { words: [...words.keys()], codes };
}

function checkConditions(
  conditions: readonly {
    readonly condition: Condition;
    readonly met: number;
    readonly seen: ReadonlySet<string>;
  }[],
  columns: readonly string[],
  name: string,
): void {
  for (const { condition, met, seen } of conditions) {
    const { column, value, negated } = condition;
    if (!columns.includes(column))
      throw new UnreadableFile(
        `${name} has no column "${column}", which --where names; its columns are ${listColumns(columns)}.`,
      );
    if (met === 0 && value !== '*')
      throw new UnreadableFile(
        `No row of ${name} has ${column}${negated ? ' other than' : ' ='} ${value}${seen.size === 0 ? '' : `; it has ${[...seen].join(', ')}`}.`,
      );
  }
}
