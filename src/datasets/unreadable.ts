/**
 * A file of measured cells that can't be read. Its message is one sentence for the user: which file, what is wrong and
 * where, how to go on.
 */
export class UnreadableFile extends Error {
  constructor(
    message: string,
    /** Of a table with too many bad rows: those, in order. */
    readonly problems: readonly RowProblem[] = [],
    /** The column by which rows have to be chosen, and what it holds. */
    readonly choice?: { readonly column: string; readonly values: readonly string[] },
  ) {
    super(message);
  }
}

/** Throws what cancelled the work, if it was. */
export function stopIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Error('The import was cancelled; nothing was written.');
}

/** How far an import is: `done` of `total`, bytes or files. */
export type ImportProgress = (done: number, total: number) => void;

/** A row, record or file that could not be read and was left out. */
export interface RowProblem {
  /** From 1: the record of a TFRecord, the row of a binary table, the line of a text. */
  readonly line: number;
  readonly message: string;
}
