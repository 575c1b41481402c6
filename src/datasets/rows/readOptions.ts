import type { Goal } from '../../cells/goal';

/** Which rows of a table count, and what of them. */
export interface ReadOptions {
  /** The column of the cells, two joined by a comma, or a pattern of columns (`params_Op{i}`). */
  readonly cells?: string | undefined;
  readonly where?: readonly Condition[];
  /** Of each trial; `last` where this is left out. */
  readonly epoch?: EpochChoice | undefined;
  /** Which values of the first label are better: what `best` means. */
  readonly goal?: Goal | undefined;
  /** Cells without one of the labels are kept, with NaN. */
  readonly keepMissing?: boolean;
  /** Rows that can't be read, as cells of other spaces, are passed over, be they all: a table may hold cells of several. */
  readonly passOver?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export type EpochChoice = 'last' | 'best' | number;

/** `COLUMN=VALUE` or `COLUMN!=VALUE`; the value `*` is any, so that rows which differ in the column count as repeated. */
export interface Condition {
  readonly column: string;
  readonly value: string;
  readonly negated: boolean;
}

/** Reads `--where`; `undefined` if the text is no condition. */
export function parseCondition(text: string): Condition | undefined {
  const [, column, not, value] = /^(.+?)(!?)=(.*)$/s.exec(text) ?? [];
  if (column === undefined || value === undefined || column.trim() === '') return undefined;
  return { column: column.trim(), value: value.trim(), negated: not === '!' };
}

/** Reads `--epoch`; `undefined` if the text is neither `last` nor `best` nor a number. */
export function parseEpoch(text: string): EpochChoice | undefined {
  if (text === 'last' || text === 'best') return text;
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) && number >= 0 ? number : undefined;
}

/** Whether a value of a table is the one of a condition: the same text, or the same number. */
export function meets(value: unknown, condition: Condition): boolean {
  if (condition.value === '*') return true;
  const text = value === undefined || value === null ? '' : String(value).trim();
  const isSame =
    text.toLowerCase() === condition.value.toLowerCase() ||
    (text !== '' && condition.value !== '' && Number(text) === Number(condition.value));
  return isSame !== condition.negated;
}
