import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { crc32c } from '../crc32';
import { UnreadableFile } from '../unreadable';
import type { SummaryColumn, TableSource } from './binaryTable';
import {
  aligned,
  cellBytes,
  columnWidths,
  type FileHeader,
  formatVersion,
  type HeaderColumn,
  magic,
  maxHeaderBytes,
  type Part,
  preambleBytes,
} from './fileLayout';
import type { PackedCells } from './packedCells';
import { readHeader } from './readHeader';
import { summarize } from './summarize';

/** A binary table whose header is read; each column is read, and its checksum checked, when it is asked for. */
export interface OpenBinaryTable {
  readonly space: string;
  /** Of graphs. */
  readonly operationsOn: 'vertices' | 'edges' | undefined;
  readonly rows: number;
  readonly source: TableSource;
  readonly columns: readonly { readonly name: string; readonly numeric: boolean; readonly unit?: string }[];
  cells(): Promise<PackedCells>;
  /** Throws, in a sentence, when there is no such column of numbers. */
  numbers(column: string): Promise<Float64Array>;
  /** 32 hex digits a row. */
  hashes(column: string): Promise<string[]>;
  close(): Promise<void>;
}

/** Whether a file that begins with these bytes is a binary table. */
export function isBinaryTable(firstBytes: Uint8Array): boolean {
  return magic.equals(firstBytes.subarray(0, magic.length));
}

/** Costs the header alone, whatever the size of the file. Throws `UnreadableFile`. */
export async function openBinaryTable(file: string): Promise<OpenBinaryTable> {
  const handle = await open(file, 'r');
  try {
    const { header, start } = await readStart(handle, path.basename(file));
    return tableOf(handle, path.basename(file), header, start);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readStart(handle: FileHandle, name: string): Promise<{ header: FileHeader; start: number }> {
  const { size } = await handle.stat();
  const first = await readBytes(handle, 0, Math.min(size, preambleBytes), name);
  if (!isBinaryTable(first)) throw new UnreadableFile(`${name} is not a binary table of cells.`);
  if (size < preambleBytes) throw truncated(name);
  const version = first.readUInt32LE(8);
  if (version !== formatVersion)
    throw new UnreadableFile(
      `${name} is a binary table of version ${version}, and this version of ReNAS reads version ${formatVersion}: import the source again.`,
    );
  const length = first.readUInt32LE(12);
  if (length > maxHeaderBytes)
    throw new UnreadableFile(
      `${name} is damaged: its header claims ${length} bytes, and ${maxHeaderBytes} are the most.`,
    );
  const start = aligned(preambleBytes + length);
  if (start > size) throw truncated(name);
  const json = await readBytes(handle, preambleBytes, length, name);
  if (crc32c(json) !== first.readUInt32LE(16)) throw damaged(name, 'header');
  const header = readHeader(json.toString('utf8'), size - start);
  if (typeof header === 'string') throw new UnreadableFile(`${name} is damaged: ${header}.`);
  return { header, start };
}

function tableOf(handle: FileHandle, name: string, header: FileHeader, start: number): OpenBinaryTable {
  const columns = new Map(header.columns.map(column => [column.name, column]));
  const part = async (what: string, { offset, crc32c: expected }: Part, length: number) => {
    const bytes = await readBytes(handle, start + offset, length, name);
    if (crc32c(bytes) !== expected) throw damaged(name, what);
    return bytes;
  };
  const find = (column: string): HeaderColumn => {
    const found = columns.get(column);
    if (found) return found;
    throw new UnreadableFile(
      `${name} has no column "${column}"; its columns are ${[...columns.keys()].slice(0, 200).join(', ')}.`,
    );
  };
  const stored = async (column: string): Promise<Float32Array | Float64Array> => {
    const found = find(column);
    if (found.type !== 'f32' && found.type !== 'f64')
      throw new UnreadableFile(`The column "${column}" of ${name} does not hold numbers.`);
    const bytes = await part(`column "${column}"`, found, header.rows * columnWidths[found.type]);
    const { buffer, byteOffset } = bytes;
    return found.type === 'f32'
      ? new Float32Array(buffer, byteOffset, header.rows)
      : new Float64Array(buffer, byteOffset, header.rows);
  };
  return {
    space: header.space,
    operationsOn: 'spellings' in header.cells ? undefined : header.cells.operationsOn,
    rows: header.rows,
    source: header.source,
    columns: header.columns.map(column => ({
      name: column.name,
      numeric: column.type !== 'hash128',
      ...('unit' in column && column.unit !== undefined ? { unit: column.unit } : {}),
    })),
    async cells() {
      const { rows, cells } = header;
      const bytes = await part('cells', cells, cellBytes(header));
      if ('spellings' in cells) return { rows, bytes };
      const { operationsOn, operations, vertices } = cells;
      return { operationsOn, operations, vertices, rows, bytes };
    },
    async numbers(column) {
      const found = find(column);
      if (!('of' in found)) return Float64Array.from(await stored(column));
      const of = await Promise.all(found.of.map(stored));
      return summarize(found.type as SummaryColumn['how'], of, header.rows);
    },
    async hashes(column) {
      const found = find(column);
      if (found.type !== 'hash128')
        throw new UnreadableFile(`The column "${column}" of ${name} does not hold hashes.`);
      const hex = (await part(`column "${column}"`, found, header.rows * 16)).toString('hex');
      return Array.from({ length: header.rows }, (_, row) => hex.slice(32 * row, 32 * row + 32));
    },
    close: () => handle.close(),
  };
}

/** At a multiple of 8 of a buffer of its own, so that typed arrays can lie over it. */
async function readBytes(
  handle: FileHandle,
  position: number,
  length: number,
  name: string,
): Promise<Buffer> {
  const bytes = Buffer.from(new ArrayBuffer(length));
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(bytes, read, length - read, position + read);
    if (bytesRead === 0) throw truncated(name);
    read += bytesRead;
  }
  return bytes;
}

function truncated(name: string): UnreadableFile {
  return new UnreadableFile(
    `${name} ends too early: it is a part of a binary table, so import its source again.`,
  );
}

function damaged(name: string, what: string): UnreadableFile {
  return new UnreadableFile(
    `${name} is damaged: the checksum of its ${what} is wrong, so import its source again.`,
  );
}
