import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { crc32c } from '../crc32';
import { stopIfCancelled } from '../unreadable';
import type { BinaryTable } from './binaryTable';
import {
  aligned,
  type FileHeader,
  formatVersion,
  type HeaderColumn,
  magic,
  preambleBytes,
} from './fileLayout';

/** Writes the table beside `path` and puts it there by a rename, so that no half file is ever seen. */
export async function writeBinaryTable(
  path: string,
  table: BinaryTable,
  signal?: AbortSignal,
): Promise<void> {
  const parts: Uint8Array[] = [];
  let end = 0;
  const place = (values: Uint8Array | Float32Array | Float64Array) => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const part = { offset: end, crc32c: crc32c(bytes) };
    parts.push(bytes);
    end += aligned(bytes.length);
    return part;
  };
  const { rows, bytes, ...graphs } = table.cells;
  const header: FileHeader = {
    space: table.space,
    rows,
    cells: { ...('operationsOn' in graphs ? graphs : { spellings: bytes.length }), ...place(bytes) },
    columns: table.columns.map((column): HeaderColumn => {
      if (column.kind === 'hash') return { name: column.name, type: 'hash128', ...place(column.values) };
      const named = { name: column.name, ...(column.unit === undefined ? {} : { unit: column.unit }) };
      if (column.kind === 'summary') return { ...named, type: column.how, of: column.of };
      return {
        ...named,
        type: column.values instanceof Float32Array ? 'f32' : 'f64',
        ...place(column.values),
      };
    }),
    source: table.source,
  };
  const temporary = `${path}.${process.pid}.part`;
  const handle = await open(temporary, 'w');
  try {
    await writeParts(handle, [preamble(header), ...parts], signal);
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The first bytes of the file, up to the parts. */
function preamble(header: FileHeader): Uint8Array {
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const start = Buffer.alloc(aligned(preambleBytes + json.length));
  magic.copy(start);
  start.writeUInt32LE(formatVersion, 8);
  start.writeUInt32LE(json.length, 12);
  start.writeUInt32LE(crc32c(json), 16);
  json.copy(start, preambleBytes);
  return start;
}

async function writeParts(
  handle: FileHandle,
  parts: readonly Uint8Array[],
  signal: AbortSignal | undefined,
): Promise<void> {
  let position = 0;
  for (const part of parts) {
    stopIfCancelled(signal);
    let written = 0;
    while (written < part.length)
      written += (await handle.write(part, written, part.length - written, position + written)).bytesWritten;
    position += aligned(part.length);
  }
  await handle.truncate(position);
}
