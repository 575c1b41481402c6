import type { ColumnMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { crc32 } from '../crc32';
import { checkRuns } from './checkRuns';
import { checkThrift } from './checkThrift';
import { decompressors, maxPageBytes } from './decompressors';

/** The pages of a column chunk. */
export interface CheckedPages {
  /** How many have a checksum: a writer gives one to all pages of a file, or to none. */
  readonly withChecksum: number;
  readonly without: number;
  /** The rows of each page of values, in order. */
  readonly rows: readonly number[];
}

/**
 * Checks the pages of one column chunk before hyparquet, which trusts what they claim, reads them: that they lie inside
 * the chunk, hold `rows` values in all, that no run in them is longer than its page, and the checksum of each that has one. `bytes` are the chunk's. A
 * step for each page; throws an error that says what is wrong. `optional`: whether values may be null, so that definition levels are there.
 */
export function* checkPages(
  bytes: Uint8Array,
  column: ColumnMetaData,
  rows: number,
  optional: boolean,
): Generator<void, CheckedPages> {
  const pages = { withChecksum: 0, without: 0, rows: [] as number[] };
  let at = 0;
  let values = 0;
  while (values < rows) {
    checkThrift(bytes, at);
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: at };
    const header = parquetHeader(reader);
    const size = header.compressed_page_size;
    const end = reader.offset + size;
    const unpacked = header.uncompressed_page_size;
    if (!(size >= 0) || end > bytes.length) throw new RangeError('a page that ends outside its column');
    if (!(unpacked >= 0 && unpacked <= maxPageBytes))
      throw new RangeError(`a page of ${unpacked > 0 ? `${unpacked} bytes` : 'no length'}`);
    const page = bytes.subarray(reader.offset, end);
    if (header.crc === undefined) pages.without++;
    else if (crc32(page) !== header.crc >>> 0) throw new RangeError('a page whose checksum is wrong');
    else pages.withChecksum++;
    const {
      dictionary_page_header: dictionary,
      data_page_header: first,
      data_page_header_v2: second,
    } = header;
    if (header.type === 'DICTIONARY_PAGE' && dictionary) {
      // A plain value takes at least a bit; texts take four bytes each.
      if (!(dictionary.num_values >= 0 && dictionary.num_values <= 8 * unpacked))
        throw new RangeError('a dictionary of more values than bytes');
    } else if (header.type === 'DATA_PAGE' && first) {
      values += counted(first.num_values, rows - values);
      pages.rows.push(first.num_values);
      const data = unpack(page, unpacked, column);
      const levels = optional ? levelBytes(data, first.num_values) : 0;
      const present = optional ? countOnes(data, 4, levels, first.num_values) : first.num_values;
      checkValues(data, levels, first.encoding, column, present);
    } else if (header.type === 'DATA_PAGE_V2' && second) {
      values += counted(second.num_values, rows - values);
      pages.rows.push(second.num_values);
      const levels = second.definition_levels_byte_length;
      if (
        second.num_rows !== second.num_values ||
        second.repetition_levels_byte_length !== 0 ||
        !(levels >= 0 && levels <= size)
      )
        throw new RangeError('levels that do not fit');
      if (optional) checkRuns(page, 0, levels, 1, second.num_values);
      const packed = page.subarray(levels);
      const data = second.is_compressed === false ? packed : unpack(packed, unpacked - levels, column);
      const present = second.num_values - second.num_nulls;
      if (!(present >= 0 && present <= second.num_values)) throw new RangeError('more nulls than values');
      checkValues(data, 0, second.encoding, column, present);
    } else throw new RangeError('a page of an unknown kind');
    at = end;
    yield;
  }
  return pages;
}

function counted(values: number, left: number): number {
  if (!(values >= 0 && values <= left)) throw new RangeError('more values than rows');
  return values;
}

function unpack(page: Uint8Array, length: number, { codec }: ColumnMetaData): Uint8Array {
  const decompress = decompressors[codec];
  const data = codec === 'UNCOMPRESSED' ? page : decompress?.(page, length);
  if (data === undefined) throw new RangeError(`the compression ${codec ?? 'that is unknown'}`);
  if (data.length !== length) throw new RangeError('a page of another length than it claims');
  return data;
}

/** Bytes of the definition levels of a page of the first version, their length among them. */
function levelBytes(data: Uint8Array, values: number): number {
  const end = 4 + lengthAt(data, 0);
  checkRuns(data, 4, end, 1, values);
  return end;
}

/** How many of `count` definition levels, checked before, say that there is a value. */
function countOnes(data: Uint8Array, start: number, end: number, count: number): number {
  let ones = 0;
  let left = count;
  for (let at = start; left > 0 && at < end; ) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = data[at++]!;
      header += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    if (header % 2 === 0) {
      ones += data[at++]! & 1 ? header / 2 : 0;
      left -= header / 2;
      continue;
    }
    for (let group = (header - 1) / 2; group > 0; group--) {
      const bits = data[at++] ?? 0;
      for (let bit = 0; bit < 8 && left > 0; bit++, left--) ones += (bits >> bit) & 1;
    }
  }
  return ones;
}

function lengthAt(data: Uint8Array, at: number): number {
  if (at + 4 > data.length) throw new RangeError('cut off');
  const length = new DataView(data.buffer, data.byteOffset, data.length).getUint32(at, true);
  if (length > data.length - at - 4) throw new RangeError('levels longer than their page');
  return length;
}

function checkValues(
  data: Uint8Array,
  start: number,
  encoding: string,
  { type }: ColumnMetaData,
  count: number,
): void {
  if (encoding === 'PLAIN') return;
  if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') {
    if (count === 0) return;
    if (start >= data.length) throw new RangeError('cut off');
    const bitWidth = data[start]!;
    if (bitWidth > 0) checkRuns(data, start + 1, data.length, bitWidth, count);
  } else if (encoding === 'RLE' && type === 'BOOLEAN') {
    const end = start + 4 + lengthAt(data, start);
    checkRuns(data, start + 4, end, 1, count);
  } else throw new RangeError(`the encoding ${encoding ?? 'that is unknown'}`);
}
