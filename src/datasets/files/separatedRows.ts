import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import { type RowProblem, UnreadableFile } from '../unreadable';
import type { DictionaryColumns } from './dictionaryColumns';
import { chain } from './openTableFile';
import { spacesToTabs } from './recode';
import { maxColumns, maxRowLength, type TableRow } from './tableRow';

/** How the values of a text table are separated. */
export interface Separation {
  readonly delimiter: string;
  /** Lines above the header: Excel's `sep=;`, a title, comments. */
  readonly linesAbove: number;
  /** Whether the values stand between spaces, of which there may be several. */
  readonly isSpaced: boolean;
  /** Whether a comma in a number may be its decimal sign: it separates no values. */
  readonly decimalComma: boolean;
}

/** The column names of a header as rows have them. */
export interface Header {
  readonly names: readonly string[];
  /** Names that several columns have, with their places from 1; in rows they are called `name.1`, `name.2`. */
  readonly repeated: ReadonlyMap<string, readonly number[]>;
}

/** The separator by which header and first row split alike, out of the beginning of the text. */
export function separationOf(start: string): Separation {
  const whole = start.replace(/^\uFEFF/, '');
  const stated = /^\s*"?sep=(.)"?\s*(?:\r?\n|$)/i.exec(whole)?.[1];
  if (stated !== undefined)
    return { delimiter: stated, linesAbove: 1, isSpaced: false, decimalComma: stated !== ',' };
  const linesAbove = linesAboveHeader(whole);
  const text = linesAbove === 0 ? whole : whole.split(lineEnd).slice(linesAbove).join('\n');
  const candidates = ['\t', ';', ','].map(delimiter => {
    const [header = [], row] = firstRecords(text, delimiter);
    const isUsed = header.length > 1;
    return {
      delimiter,
      columns: header.length,
      fits: isUsed && (!row || row.length === header.length),
      isUsed,
    };
  });
  const fitting = candidates.filter(({ fits }) => fits).sort((a, b) => b.columns - a.columns);
  const used = [candidates[2]!, candidates[0]!, candidates[1]!].find(({ isUsed }) => isUsed);
  const isSpaced = used === undefined && splitsAtSpaces(text);
  const { delimiter } = isSpaced ? candidates[0]! : (fitting[0] ?? used ?? candidates[2]!);
  return { delimiter, linesAbove, isSpaced, decimalComma: delimiter !== ',' };
}

const lineEnd = /\r\n|\n|\r/;
const mostLinesAbove = 30;

/**
 * How many lines stand above the header: comments that begin with #, and titles, which have one value alone. Nothing is
 * passed over unless the line below is a header: two names at least, none of them a number.
 */
function linesAboveHeader(text: string): number {
  for (const [at, line] of text.split(lineEnd, mostLinesAbove).entries()) {
    const fields = [/\t/, /;/, /,/]
      .map(delimiter => line.split(delimiter).filter(field => /[^\s"]/.test(field)))
      .reduce((most, each) => (each.length > most.length ? each : most));
    if (fields.length < 2 || line.trimStart().startsWith('#')) continue;
    return fields.every(mayBeTitle) ? at : 0;
  }
  return 0;
}

/** No number, and no part of a cell. */
function mayBeTitle(field: string): boolean {
  const text = field.replaceAll('"', '').trim();
  return Number.isNaN(Number(text.replace(',', '.'))) && !/^[[{|]|\('/.test(text);
}

/** Whether header and first row have equally many values between spaces, two at least. */
function splitsAtSpaces(text: string): boolean {
  const [header = [], row = []] = text
    .split(lineEnd, mostLinesAbove)
    .filter(line => line.trim() !== '')
    .map(line => line.trim().split(/\s+/));
  return header.length > 1 && row.length === header.length && !text.includes('"');
}

function firstRecords(text: string, delimiter: string): string[][] {
  try {
    return parseNow(text, {
      delimiter,
      to: 2,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as string[][];
  } catch {
    return [];
  }
}

/** Names as rows have them: none empty, no two alike. */
export function headerOf(written: readonly string[]): Header {
  const names = written.map((name, i) => name.trim() || `column ${i + 1}`);
  const places = new Map<string, number[]>();
  for (const [i, name] of names.entries()) places.set(name, [...(places.get(name) ?? []), i + 1]);
  const repeated = new Map([...places].filter(([, at]) => at.length > 1));
  const taken = new Set(places.keys());
  const counts = new Map<string, number>();
  return {
    repeated,
    names: names.map(name => {
      if (!repeated.has(name)) return name;
      let nth = counts.get(name) ?? 0;
      let called: string;
      do called = `${name}.${++nth}`;
      while (taken.has(called));
      counts.set(name, nth);
      return called;
    }),
  };
}

/**
 * The rows of a text with a header. `onHeader` hears the columns before the first row, and again where the same header
 * stands between the rows; another one there, of a file put together of several, throws `UnreadableFile`.
 */
export async function* separatedRows(
  text: Readable,
  name: string,
  separation: Separation,
  onHeader: (header: Header, line: number) => void,
  dictionaries: DictionaryColumns,
): AsyncIterable<TableRow | RowProblem> {
  const problems: RowProblem[] = [];
  let header: Header | undefined;
  let titles: readonly string[] = [];
  let known: ReadonlySet<string> = new Set();
  const parser = parse({
    bom: true,
    max_record_size: maxRowLength,
    delimiter: separation.delimiter,
    from_line: separation.linesAbove + 1,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    skip_records_with_error: true,
    on_record: record => {
      // The first record may have any length, and others get an error, which takes five times as long as the record:
      // lengths are compared below.
      (parser.info as { records: number }).records = 0;
      return record;
    },
    on_skip: error => {
      problems.push({ line: Number(error?.['lines'] ?? 0), message: 'it is not CSV' });
      return undefined;
    },
  });
  const values = separation.isSpaced ? chain(text, spacesToTabs()) : text;
  for await (const { record, info } of chain(values, parser) as AsyncIterable<Parsed>) {
    yield* problems.splice(0);
    if (!header) {
      if (record.length > maxColumns)
        throw new UnreadableFile(`${name} has ${record.length} columns, and ${maxColumns} are the most.`);
      header = headerOf(record);
      titles = record.map(title => title.trim());
      known = new Set(titles);
      onHeader(header, 1);
    } else if (known.has(record[0]!) && isHeader(record, titles, known)) {
      // One look at the first value tells nearly every row from a header.
      if (titles.some((title, i) => record[i] !== title))
        throw new UnreadableFile(
          `${name} is of several tables put together: line ${info.lines} is a header of other columns than the first. Make one file of each.`,
        );
      onHeader(header, info.lines);
    } else if (record.length !== titles.length)
      yield { line: info.lines, message: 'it has not as many values as the header has columns' };
    else yield { line: info.lines, values: dictionaries.expand(rowOf(header.names, record)) };
  }
  yield* problems;
}

/** A record as `csv-parse` gives it with `info`. */
interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The values of a row by column; a column may have any name, that of a prototype too. */
function rowOf(names: readonly string[], record: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, i) => [name, record[i]!]));
}

/** Whether the values of a row are titles of columns: the first is the title of the first, or each is one. */
function isHeader(values: readonly string[], titles: readonly string[], known: ReadonlySet<string>): boolean {
  return (
    (values[0] === titles[0] && titles[0] !== '') || values.every(value => value !== '' && known.has(value))
  );
}
