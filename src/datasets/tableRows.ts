import { createReadStream } from 'node:fs';
import path from 'node:path';
import { type Duplex, pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { isParquet, parquetRows } from './parquet/parquetRows';
import { type RowProblem, UnreadableFile } from './unreadable';
import { unzstd } from './zstd/unzstd';

/** Of a file with more columns nothing is read. */
const mostColumns = 10_000;
/** Characters of one row. */
const mostRowLength = 16 * 1024 * 1024;

/** A row by its columns: text, or in JSONL whatever JSON has. A row that has not the column's value has no such key. */
export interface TableRow {
  /** From 1; of a row of several lines, its last. */
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
}

export function isRowProblem(row: TableRow | RowProblem): row is RowProblem {
  return 'message' in row;
}

/**
 * The rows of a Parquet, CSV, TSV or JSONL file, the texts gzipped, zstd-compressed or plain, as a stream. CSV has a header, and is comma-separated unless its
 * header has tabs or semicolons and no comma. What can't be read is a problem in its row's place; a file that can't be
 * read at all throws a sentence.
 */
export async function* tableRows(file: string): AsyncIterable<TableRow | RowProblem> {
  const name = path.basename(file);
  try {
    if (isParquet(await firstBytes(file))) yield* parquetRows(file);
    else if (/\.(jsonl|ndjson)(\.(gz|zst))?$/i.test(file)) yield* jsonRows(file);
    else yield* separatedRows(file);
  } catch (error) {
    throw unreadable(name, error);
  }
}

function unreadable(name: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT') return new UnreadableFile(`There is no file ${name}.`);
  if (code === 'EISDIR') return new UnreadableFile(`${name} is a folder and not a table.`);
  if (code === 'EACCES') return new UnreadableFile(`${name} may not be read: its permissions forbid it.`);
  if (code.startsWith('Z_'))
    return new UnreadableFile(`${name} is a gzip file that is cut off or damaged; fetch or make it again.`);
  if (code.startsWith('CSV_'))
    return new UnreadableFile(`${name} is not a CSV table that can be read: ${(error as Error).message}.`);
  return error;
}

/** The decompressed bytes of a file; its first bytes tell whether it is gzipped. */
async function openText(file: string): Promise<Readable> {
  const head = await firstBytes(file);
  const source = createReadStream(file);
  if (head.length === 4 && head.readUInt32LE() === 0xfd2fb528)
    return Readable.from(unzstd(source, path.basename(file)), { objectMode: false });
  return head[0] === 0x1f && head[1] === 0x8b ? chain(source, createGunzip()) : source;
}

function firstBytes(file: string): Promise<Buffer> {
  return firstChunk(createReadStream(file, { end: 3 }));
}

async function firstChunk(stream: Readable): Promise<Buffer> {
  for await (const chunk of stream) return chunk as Buffer;
  return Buffer.alloc(0);
}

/** An error of either stream reaches whoever reads the last one. */
function chain<T extends Duplex>(source: Readable, target: T): T {
  pipeline(source, target, () => {});
  return target;
}

async function* separatedRows(file: string): AsyncIterable<TableRow | RowProblem> {
  const start = await firstChunk(await openText(file));
  if (start.includes(0))
    throw new UnreadableFile(`${path.basename(file)} is not a text table in UTF-8: it has NUL bytes.`);
  const header = start.toString('utf8').split('\n', 1)[0] ?? '';
  const problems: RowProblem[] = [];
  const parser = parse({
    bom: true,
    columns: (names: string[]) => {
      if (names.length > mostColumns)
        throw new UnreadableFile(
          `${path.basename(file)} has ${names.length} columns, and ${mostColumns} are the most.`,
        );
      return names.map(each => each.trim());
    },
    max_record_size: mostRowLength,
    delimiter: separatorOf(header),
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    skip_records_with_error: true,
    on_skip: error => {
      problems.push({ line: Number(error?.['lines'] ?? 0), message: 'it is not CSV' });
      return undefined;
    },
  });
  for await (const { record, info } of chain(await openText(file), parser)) {
    yield* problems.splice(0);
    if (info.error)
      yield { line: info.lines, message: 'it has not as many values as the header has columns' };
    else yield { line: info.lines, values: record };
  }
  yield* problems;
}

function separatorOf(header: string): string {
  if (header.includes(',')) return ',';
  return header.includes('\t') ? '\t' : header.includes(';') ? ';' : ',';
}

async function* jsonRows(file: string): AsyncIterable<TableRow | RowProblem> {
  let line = 0;
  for await (const source of lines(await openText(file), path.basename(file))) {
    line++;
    if (source.trim() === '') continue;
    let values: unknown;
    try {
      values = JSON.parse(source);
    } catch {
      yield { line, message: 'it is not JSON' };
      continue;
    }
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      yield { line, message: 'it is not a JSON object' };
    else yield { line, values: values as Record<string, unknown> };
  }
}

async function* lines(text: Readable, name: string): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of text.setEncoding('utf8')) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > mostRowLength)
      throw new UnreadableFile(
        `${name} has a line of more than ${mostRowLength} characters, so it is no JSONL table.`,
      );
    yield* parts;
  }
  yield rest;
}
