import type { Readable } from 'node:stream';
import { notationOf } from '../../exchange/import/readCell';
import { parsePythonJson } from '../../text/pythonJson';
import { statesGoal } from '../rows/statedGoal';
import { type RowProblem, UnreadableFile } from '../unreadable';
import type { DictionaryColumns } from './dictionaryColumns';
import { flattened, isDeep, isNestedTooDeep, isObject, maxNesting } from './json';
import { parseLongJson, UnreadableJson } from './longJson';
import { maxRowLength, type TableRow } from './tableRow';

/** A JSON document is read as a whole; V8's strings are not longer. */
const maxDocumentLength = 500_000_000;

const tooDeep = Symbol('nested too deep');
const shortLine = 10_000;

/** The rows of JSON Lines: one object a line. */
export async function* jsonLineRows(
  text: Readable,
  name: string,
  dictionaries: DictionaryColumns,
): AsyncIterable<TableRow | RowProblem> {
  let line = 0;
  for await (const source of lines(text, name)) {
    line++;
    if (source.trim() === '') continue;
    // Of a line that is short, it costs less to look at what was parsed.
    const isShort = source.length < shortLine;
    const values = isShort || !isNestedTooDeep(source) ? parsePythonJson(source) : tooDeep;
    if (values === tooDeep || (isShort && isDeep(values, maxNesting)))
      yield { line, message: `it nests more than ${maxNesting} deep` };
    else if (values === undefined) yield { line, message: 'it is not JSON' };
    else if (!isObject(values)) yield { line, message: 'it is not a JSON object' };
    else yield { line, values: dictionaries.expand(flattened(values)) };
  }
}

async function* lines(text: Readable, name: string): AsyncIterable<string> {
  // The pieces of a line that has not ended: joined once, so that a long line costs no more than its length.
  let pieces: string[] = [];
  let length = 0;
  for await (const chunk of text.setEncoding('utf8')) {
    const [first = '', ...parts] = (chunk as string).split('\n');
    pieces.push(first);
    length += first.length;
    if (length > maxRowLength)
      throw new UnreadableFile(
        `${name} has a line of more than ${maxRowLength} characters, so it is no JSONL table.`,
      );
    if (parts.length === 0) continue;
    yield pieces.join('');
    const last = parts.pop()!;
    yield* parts;
    pieces = [last];
    length = last.length;
  }
  yield pieces.join('');
}

/** Whether a text that begins so is JSON Lines: its first line is an object by itself, and another line follows. */
export function beginsJsonLines(start: string): boolean {
  const [first = '', rest] = start.trimStart().split(/\r?\n(.*)/s, 2);
  return rest !== undefined && /^\s*\{/.test(rest) && isObject(parsePythonJson(first));
}

/**
 * The rows of one JSON document: a list of objects; an object of lists or of objects by row, as pandas' `to_json` and
 * `to_dict` write columns; `columns` and `data` (its `split`); or objects by cell, by data set and so on, whose keys
 * become the columns `key`, `key.2`, …. `afterPause` may throw, which ends the reading.
 */
export async function* jsonDocumentRows(
  text: Readable,
  name: string,
  dictionaries: DictionaryColumns,
  afterPause: () => void,
): AsyncIterable<TableRow | RowProblem> {
  let source = '';
  for await (const chunk of text.setEncoding('utf8')) {
    afterPause();
    source += chunk;
    if (source.length > maxDocumentLength)
      throw new UnreadableFile(
        `${name} is a JSON document of more than ${maxDocumentLength} characters; write it as JSONL, one object a line.`,
      );
  }
  let value: unknown;
  try {
    value = await parseLongJson(source.replace(/^\uFEFF/, ''), afterPause);
  } catch (error) {
    if (!(error instanceof UnreadableJson)) throw error;
    throw new UnreadableFile(`${name} ${error.message}.`);
  }
  let line = 0;
  for (const row of rowsOf(value, name)) {
    line++;
    if (isObject(row)) yield { line, values: dictionaries.expand(flattened(row)) };
    else if (Array.isArray(row))
      yield { line, message: 'it is a list, which does not name its columns: write an object for each row' };
    else yield { line, message: 'it is not a JSON object' };
  }
}

function rowsOf(value: unknown, name: string): Iterable<unknown> {
  if (Array.isArray(value)) return value;
  if (isObject(value)) {
    if (isTexts(value['columns']) && Array.isArray(value['data']))
      return rowsOfSplit(value['columns'], value['data']);
    // A list of rows beside what is told of it.
    const lists = Object.values(value).filter(
      each => Array.isArray(each) && each.length > 0 && each.every(isObject),
    );
    if (lists.length === 1) {
      // What stands beside the list is of no row, but for the direction of a study.
      const stated = Object.entries(value).filter(([key, each]) => statesGoal(key) && !isObject(each));
      const rows = lists[0] as Record<string, unknown>[];
      return stated.length === 0 ? rows : rows.map(row => ({ ...Object.fromEntries(stated), ...row }));
    }
    const isOneRow =
      Object.values(value).some(each => typeof each !== 'number') &&
      !Object.values(value).some(isObject) &&
      !areCells(value);
    // The epochs of a cell may look like the numbers of rows.
    const columns = areCells(value) ? undefined : byColumn(value);
    return columns ?? (isOneRow ? [value] : byKey(value, []));
  }
  throw new UnreadableFile(`${name} is JSON, and neither a list of rows nor an object of them.`);
}

function* rowsOfSplit(columns: readonly string[], data: readonly unknown[]): Iterable<unknown> {
  for (const row of data)
    yield Array.isArray(row) ? Object.fromEntries(columns.map((column, i) => [column, row[i]])) : row;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'string');
}

/** `{"acc": [1, 2]}` and `{"acc": {"0": 1, "1": 2}}`; `undefined` if the object is of another form. */
function byColumn(
  value: Readonly<Record<string, unknown>>,
): Iterable<Readonly<Record<string, unknown>>> | undefined {
  const entries = Object.entries(value);
  const first = entries[0]?.[1];
  const count = rowCount(first);
  if (count === undefined || count === 0) return undefined;
  if (entries.some(([, column]) => rowCount(column) !== count)) return undefined;
  return rowsByColumn(entries, Array.isArray(first) ? undefined : Object.keys(first as object), count);
}

/** How many rows a column has; `undefined`: it is none. */
function rowCount(column: unknown): number | undefined {
  if (Array.isArray(column)) return column.length;
  if (!isObject(column)) return undefined;
  const keys = Object.keys(column);
  return keys.every(key => /^\d+$/.test(key)) ? keys.length : undefined;
}

/** `keys`: those of the rows; absent: 0, 1, … */
function* rowsByColumn(
  entries: readonly (readonly [string, unknown])[],
  keys: readonly string[] | undefined,
  count: number,
): Iterable<Readonly<Record<string, unknown>>> {
  for (let row = 0; row < count; row++)
    yield Object.fromEntries(
      entries.map(([name, column]) => [
        name,
        (column as Readonly<Record<string, unknown>>)[keys?.[row] ?? row],
      ]),
    );
}

/** Whether the keys of an object are cells, so that its values are not the columns of one row. */
function areCells(value: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(value).slice(0, 20);
  return keys.length > 0 && keys.every(key => notationOf(key) !== undefined);
}

/** Each innermost object is a row, each number a row with it as `value`; the keys on the way are columns. */
function* byKey(
  value: Readonly<Record<string, unknown>>,
  path: readonly string[],
): Iterable<Readonly<Record<string, unknown>>> {
  if (path.length > 8) return;
  for (const [key, inner] of Object.entries(value)) {
    const keys = [...path, key];
    const named = Object.fromEntries(keys.map((each, i) => [i === 0 ? 'key' : `key.${i + 1}`, each]));
    if (!isObject(inner)) yield { ...named, value: inner };
    else if (Object.values(inner).some(isObject) || areCells(inner)) yield* byKey(inner, keys);
    else yield { ...inner, ...named };
  }
}
