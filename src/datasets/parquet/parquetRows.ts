import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import {
  type FileMetaData,
  parquetMetadata,
  parquetRead,
  type RowGroup,
  type SchemaElement,
} from 'hyparquet';
import { attending, Interrupted } from '../attending';
import { UnreadableFile } from '../unreadable';
import { checkPages } from './checkPages';
import { checkThrift } from './checkThrift';
import { decompressors } from './decompressors';

/** A row of a Parquet file by its columns: texts, numbers, booleans; a null has no key. */
export interface ParquetRow {
  /** From 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Of a file with more, nothing is read. */
const maxFooterBytes = 4 * 1024 * 1024;
const maxRows = 10_000_000;
const maxColumns = 10_000;
/** Rows × columns of one row group, which is held in memory. */
const maxGroupValues = 64_000_000;
const maxChunkBytes = 512 * 1024 * 1024;
/** Of pages that are decoded in one step: well under a second. */
const maxStepRows = 2 ** 17;

/** Whether a file that begins with these bytes is a Parquet file. */
export function isParquet(firstBytes: Uint8Array): boolean {
  return Buffer.from('PAR1').equals(firstBytes.subarray(0, 4));
}

/**
 * The rows of a Parquet file, row group by row group; columns of lists and structs are passed over. What the file claims
 * is checked before memory is taken for it. Throws `UnreadableFile`.
 */
export async function* parquetRows(file: string): AsyncGenerator<ParquetRow> {
  const name = path.basename(file);
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const metadata = await readMetadata(handle, size, name);
    const columns = await guard(name, async () => flatColumns(metadata));
    let before = 0;
    for (const group of metadata.row_groups) {
      const rows = Number(group.num_rows);
      const names = columns.map(column => column.name);
      const read = await readGroup(handle, size, metadata, group, before, columns, name);
      for (let row = 0; row < rows; row++) yield { line: ++before, values: rowOf(names, read, row) };
      if (rows < 0) throw damaged(name, 'a row group of less than no rows');
    }
  } finally {
    await handle.close();
  }
}

/** The columns of lists and structs, which `parquetRows` passes over. */
export async function nestedColumns(file: string): Promise<readonly string[]> {
  const name = path.basename(file);
  const handle = await open(file, 'r');
  try {
    const metadata = await readMetadata(handle, (await handle.stat()).size, name);
    const flat = new Set(flatColumns(metadata).map(column => column.name));
    const { schema } = metadata;
    const all: string[] = [];
    for (let at = 1; at < schema.length; at = afterElement(schema, at)) all.push(schema[at]!.name);
    return all.filter(column => !flat.has(column));
  } finally {
    await handle.close();
  }
}

async function readMetadata(handle: FileHandle, size: number, name: string): Promise<FileMetaData> {
  if (size < 12) throw damaged(name, 'it is cut off');
  const end = await readBytes(handle, size - 8, 8, size);
  if (end.toString('latin1', 4) !== 'PAR1') throw damaged(name, 'it is cut off');
  const length = end.readUInt32LE(0);
  if (length > maxFooterBytes)
    throw damaged(name, `its footer claims ${length} bytes, and ${maxFooterBytes} are the most`);
  return guard(name, async () => {
    const footer = await readBytes(handle, size - 8 - length, length + 8, size);
    checkThrift(footer.subarray(0, length), 0);
    const metadata = parquetMetadata(footer, { geoparquet: false });
    const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
    if (!Number.isSafeInteger(rows)) throw new RangeError('no number of rows');
    if (rows > maxRows) throw new RangeError(`${rows} rows, and ${maxRows} are the most`);
    if (metadata.schema.length > maxColumns) throw new RangeError(`${metadata.schema.length} columns`);
    if (metadata.schema.some(({ name }) => typeof name !== 'string'))
      throw new RangeError('a column without a name');
    return metadata;
  });
}

/** The columns that hold one value a row. */
function flatColumns({ schema }: FileMetaData): SchemaElement[] {
  const flat: SchemaElement[] = [];
  for (let at = 1; at < schema.length; at = afterElement(schema, at)) {
    const element = schema[at]!;
    if (!element.num_children && element.repetition_type !== 'REPEATED' && element.name !== '__proto__')
      flat.push(element);
  }
  return flat;
}

/** The place after an element and all that it holds. */
function afterElement(schema: readonly SchemaElement[], start: number): number {
  let at = start;
  for (let open = 1; open > 0 && at < schema.length; open--) open += schema[at++]!.num_children ?? 0;
  return at;
}

async function readGroup(
  handle: FileHandle,
  size: number,
  metadata: FileMetaData,
  group: RowGroup,
  before: number,
  columns: readonly SchemaElement[],
  name: string,
): Promise<readonly ColumnValues[]> {
  return guard(name, async () => {
    const rows = Number(group.num_rows);
    if (!(rows >= 0 && rows * columns.length <= maxGroupValues))
      throw new RangeError(`a row group of ${rows} rows of ${columns.length} columns`);
    const chunks = new Map(
      group.columns.map(({ meta_data: data }) => [JSON.stringify(data?.path_in_schema), data]),
    );
    if (chunks.size < group.columns.length) throw new RangeError('a column twice');
    let [withChecksum, without] = [0, 0];
    const read: ColumnValues[] = [];
    for (const column of columns) {
      const chunk = chunks.get(JSON.stringify([column.name]));
      if (chunk === undefined) throw new RangeError(`no values of ${column.name}`);
      const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
      const bytes = await readBytes(handle, start, Number(chunk.total_compressed_size), size);
      const isOptional = column.repetition_type !== 'REQUIRED';
      const pages = await attending(checkPages(bytes, chunk, rows, isOptional));
      withChecksum += pages.withChecksum;
      without += pages.without;
      const parts = await attending(readPages(bytes, start, size, metadata, before, column.name, pages.rows));
      if (parts.reduce((sum, { length }) => sum + length, 0) !== rows)
        throw new RangeError(`another number of values of ${column.name} than of rows`);
      read.push(columnValues(parts));
    }
    if (withChecksum > 0 && without > 0) throw new RangeError('a page that lost its checksum');
    return read;
  });
}

/**
 * The values of a column chunk, whose pages have been checked, in steps of some pages. `bytes` are the chunk's, which
 * begins at `start` in a file of `size` bytes; `before`: rows of the groups before; `pages`: rows of each page.
 */
async function* readPages(
  bytes: Buffer,
  start: number,
  size: number,
  metadata: FileMetaData,
  before: number,
  name: string,
  pages: readonly number[],
): AsyncGenerator<void, readonly ArrayLike<unknown>[]> {
  const own = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const file = {
    byteLength: size,
    slice: (from: number, end = size) => {
      if (from < start || end > start + bytes.length) throw new RangeError('bytes outside the column');
      return from === start && end === start + bytes.length ? own : own.slice(from - start, end - start);
    },
  };
  const parts: ArrayLike<unknown>[] = [];
  let from = before;
  for (let page = 0; page < pages.length; ) {
    let to = from + pages[page++]!;
    while (page < pages.length && to - from + pages[page]! <= maxStepRows) to += pages[page++]!;
    if (to === from) continue;
    const [rowStart, rowEnd] = [from, to];
    await parquetRead({
      file,
      metadata,
      columns: [name],
      compressors: decompressors,
      rowStart,
      rowEnd,
      // Of pages that lie in the rows in part only, the others come along.
      onChunk: ({ columnData, rowStart: first, rowEnd: last }) => {
        if (last > rowStart && first < rowEnd)
          parts.push(columnData.slice(Math.max(0, rowStart - first), rowEnd - first));
      },
    });
    from = to;
    yield;
  }
  return parts;
}

/** The value of a column in a row, from 0; rows are asked for in order. */
type ColumnValues = (row: number) => unknown;

function columnValues(parts: readonly ArrayLike<unknown>[]): ColumnValues {
  let part = 0;
  let start = 0;
  return row => {
    while (row >= start + parts[part]!.length) start += parts[part++]!.length;
    return parts[part]![row - start];
  };
}

function rowOf(
  names: readonly string[],
  columns: readonly ColumnValues[],
  row: number,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [at, name] of names.entries()) {
    const value = columns[at]!(row);
    if (value === null || value === undefined) continue;
    values[name] = typeof value === 'bigint' ? Number(value) : value;
  }
  return values;
}

async function readBytes(handle: FileHandle, start: number, length: number, size: number): Promise<Buffer> {
  if (!(start >= 0 && length >= 0 && start + length <= size)) throw new RangeError('bytes outside the file');
  if (length > maxChunkBytes) throw new RangeError(`a column of ${length} bytes`);
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(bytes, read, length - read, start + read);
    if (bytesRead === 0) throw new RangeError('cut off');
    read += bytesRead;
  }
  return bytes;
}

/** Whatever goes wrong inside is a sentence about the file. */
async function guard<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnreadableFile || error instanceof Interrupted) throw error;
    // What else is thrown was thrown by a library at what it did not expect.
    const what =
      error instanceof RangeError && !/call stack|array length/.test(error.message)
        ? ` (${error.message})`
        : '';
    throw damaged(name, `it holds what can't be read${what}`);
  }
}

function damaged(name: string, what: string): UnreadableFile {
  return new UnreadableFile(`${name} is not a Parquet table that can be read: ${what.replace(/\.$/, '')}.`);
}
