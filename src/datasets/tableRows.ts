import { createReadStream } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { NotRead } from '../files/regularFile';
import { type Attention, attend } from './attending';
import { dictionaryColumns } from './files/dictionaryColumns';
import { beginsJsonLines, jsonDocumentRows, jsonLineRows } from './files/jsonRows';
import { chain, firstBytes, openTableFile } from './files/openTableFile';
import { toUtf8, utf16Of } from './files/recode';
import { type Header, separatedRows, separationOf } from './files/separatedRows';
import { isRowProblem, maxRows, type TableRow } from './files/tableRow';
import { isParquet, parquetRows } from './parquet/parquetRows';
import { type RowProblem, UnreadableFile } from './unreadable';

export { isRowProblem, type TableRow };

/** The rows of a table, and what its file says of them all. */
export interface TableRows {
  readonly rows: AsyncIterable<TableRow | RowProblem>;
  /** Whether a comma in a number may be its decimal sign. Known with the first row. */
  decimalComma(): boolean;
  /** Whether every row has the columns of the first. Known with the first row. */
  isFixed(): boolean;
  /** Names that several columns have, with the places of these, from 1. Known with the first row. */
  repeated(): Header['repeated'];
  /** How many lines above the header were passed over: titles, comments. Known with the first row. */
  linesAbove(): number;
  /** Lines between the rows in which the header stands again, and which are no rows. Known with the last row. */
  headersAgain(): readonly number[];
}

/** The rows of a file as a stream; see `openRows`. */
export function tableRows(file: string): AsyncIterable<TableRow | RowProblem> {
  return openRows(file).rows;
}

/**
 * The rows of a Parquet, CSV, TSV, JSON or JSONL file, compressed or alone in an archive. A text table has a header; its
 * separator is the one by which header and first row split alike. What can't be read is a problem in its row's place; a
 * file that can't be read at all throws `UnreadableFile`.
 */
export function openRows(file: string): TableRows {
  let decimalComma = false;
  let repeated: Header['repeated'] = new Map();
  let isFixed = false;
  let linesAbove = 0;
  const headersAgain: number[] = [];
  const dictionaries = dictionaryColumns();
  let attention: Attention | undefined;
  const check = () => attention?.check();
  async function* read(): AsyncGenerator<TableRow | RowProblem> {
    const name = path.basename(file);
    attention = attend();
    try {
      if (isParquet(await firstBytes(createReadStream(file, { end: 3 })))) return yield* parquetRows(file);
      const start = await firstBytes((await openTableFile(file)).text);
      const encoding = utf16Of(start);
      if (encoding === undefined && start.includes(0))
        throw new UnreadableFile(
          `${name} is not a text table in UTF-8: it has NUL bytes. If it is a table, save it as CSV in UTF-8.`,
        );
      const packed = await openTableFile(file);
      const opened =
        encoding === undefined ? packed : { ...packed, text: chain(packed.text, toUtf8(encoding)) };
      const text = new TextDecoder(encoding).decode(start);
      if (/\.(jsonl|ndjson)$/i.test(opened.name) || beginsJsonLines(text))
        return yield* jsonLineRows(opened.text, name, dictionaries);
      if (/^\uFEFF?\s*[[{]/.test(text) || /\.json$/i.test(opened.name))
        return yield* jsonDocumentRows(opened.text, name, dictionaries, check);
      const separation = separationOf(text);
      ({ decimalComma, linesAbove } = separation);
      const onHeader = (header: Header, line: number) => {
        if (isFixed) headersAgain.push(line);
        repeated = header.repeated;
        isFixed = true;
      };
      yield* separatedRows(opened.text, name, separation, onHeader, dictionaries);
    } catch (error) {
      throw unreadable(name, error);
    } finally {
      attention.end();
    }
  }
  return {
    rows: limited(read(), path.basename(file), check),
    decimalComma: () => decimalComma,
    repeated: () => repeated,
    isFixed: () => isFixed && !dictionaries.isFound(),
    linesAbove: () => linesAbove,
    headersAgain: () => headersAgain,
  };
}

/** Throws where there are too many, and what `check` throws. No generator, which would take a turn of the event loop's queue for each row. */
function limited(
  rows: AsyncGenerator<TableRow | RowProblem>,
  name: string,
  check: () => void,
): AsyncIterableIterator<TableRow | RowProblem> {
  let count = 0;
  const afterPause = async () => {
    await setImmediate();
    try {
      check();
    } catch (error) {
      await rows.return(undefined);
      throw error;
    }
    return rows.next();
  };
  const last = async () => {
    const result = await rows.next();
    if (result.done) return result;
    await rows.return(undefined);
    throw new UnreadableFile(
      `${name} has more than ${maxRows.toLocaleString('en-US')} rows, and so many are not read: divide it, or leave rows out.`,
    );
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async return(value) {
      await rows.return(value);
      return { done: true, value };
    },
    next() {
      if (++count > maxRows) return last();
      // Rows that are in memory come without a pause, in which a signal could be seen.
      return count % 4096 === 0 ? afterPause() : rows.next();
    },
  };
}

function unreadable(name: string, error: unknown): unknown {
  if (error instanceof NotRead) return new UnreadableFile(`${name} can't be read: ${error.message}.`);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT')
    return new UnreadableFile(
      `There is no file ${name}.${/[*?[{]/.test(name) ? ' A table is one file: put several together first.' : ''}`,
    );
  if (code === 'EISDIR') return new UnreadableFile(`${name} is a folder and not a table.`);
  if (code === 'EACCES') return new UnreadableFile(`${name} may not be read: its permissions forbid it.`);
  if (code.startsWith('Z_'))
    return new UnreadableFile(`${name} is a gzip file that is cut off or damaged; fetch or make it again.`);
  if (code.startsWith('CSV_'))
    return new UnreadableFile(`${name} is not a CSV table that can be read: ${(error as Error).message}.`);
  return error;
}
