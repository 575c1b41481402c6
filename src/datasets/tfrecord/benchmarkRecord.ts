import { decodeModelMetrics, type ModelMetrics, newModelMetrics } from './modelMetrics';

/**
 * One record of NAS-Bench-101: a JSON array `[module_hash, epochs, raw_adjacency, raw_operations, raw_metrics]`, taken
 * apart without making strings of it. The ranges are those of the bytes given.
 */
export interface BenchmarkRecord {
  /** The 128 bits of `module_hash`, as it is written. */
  readonly hash: Uint32Array;
  epochs: number;
  adjacencyStart: number;
  adjacencyEnd: number;
  operationsStart: number;
  operationsEnd: number;
  readonly metrics: ModelMetrics;
}

export interface RecordReader {
  readonly record: BenchmarkRecord;
  /** Fills `record`; a string says what is wrong with the bytes. */
  read(bytes: Uint8Array, start: number, end: number): string | undefined;
}

const maxMetricBytes = 16 * 1024;

export function createRecordReader(): RecordReader {
  const record: BenchmarkRecord = {
    hash: new Uint32Array(4),
    epochs: 0,
    adjacencyStart: 0,
    adjacencyEnd: 0,
    operationsStart: 0,
    operationsEnd: 0,
    metrics: newModelMetrics(),
  };
  const decoded = new Uint8Array(maxMetricBytes);
  const view = new DataView(decoded.buffer);
  const notArray =
    'It is not the JSON array [module_hash, epochs, raw_adjacency, raw_operations, raw_metrics].';

  const read = (bytes: Uint8Array, start: number, end: number): string | undefined => {
    let at = past(bytes, start, end, openBracket);
    const hashEnd = stringEnd(bytes, at, end);
    if (hashEnd < 0) return notArray;
    if (hashEnd - at !== 33 || !readHash(bytes, at + 1, record.hash))
      return 'Its module_hash is not 32 hexadecimal digits.';
    at = past(bytes, hashEnd + 1, end, comma);
    if (at < 0) return notArray;
    let epochs = 0;
    const digits = at;
    for (; at < end && bytes[at]! >= zero && bytes[at]! <= zero + 9; at++)
      epochs = 10 * epochs + bytes[at]! - zero;
    if (at === digits || at - digits > 6 || epochs === 0)
      return 'Its number of epochs is not a whole number.';
    record.epochs = epochs;
    at = past(bytes, at, end, comma);
    record.adjacencyEnd = stringEnd(bytes, at, end);
    if (record.adjacencyEnd < 0) return notArray;
    record.adjacencyStart = at + 1;
    at = past(bytes, record.adjacencyEnd + 1, end, comma);
    record.operationsEnd = stringEnd(bytes, at, end);
    if (record.operationsEnd < 0) return notArray;
    record.operationsStart = at + 1;
    at = past(bytes, record.operationsEnd + 1, end, comma);
    const metricsEnd = stringEnd(bytes, at, end);
    if (metricsEnd < 0 || past(bytes, metricsEnd + 1, end, closeBracket) !== end) return notArray;
    const size = decodeBase64(bytes, at + 1, metricsEnd, decoded);
    if (size < 0) return 'Its raw_metrics is not base64.';
    if (!decodeModelMetrics(view, size, record.metrics))
      return 'Its raw_metrics is not the protobuf ModelMetrics.';
    return undefined;
  };
  return { record, read };
}

const quote = 0x22;
const comma = 0x2c;
const zero = 0x30;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;

/** The place after the token, with the white space around it passed over; −1 if it is not there. */
function past(bytes: Uint8Array, start: number, end: number, token: number): number {
  let at = start;
  while (at < end && isSpace(bytes[at]!)) at++;
  if (at >= end || bytes[at] !== token) return -1;
  at++;
  while (at < end && isSpace(bytes[at]!)) at++;
  return at;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** The closing quote of the string that begins at `at`; −1 if there is none, or an escape (no record has one). */
function stringEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at < 0 || at >= end || bytes[at] !== quote) return -1;
  for (let here = at + 1; here < end; here++) {
    const byte = bytes[here]!;
    if (byte === quote) return here;
    if (byte === backslash || byte < 0x20 || byte > 0x7e) return -1;
  }
  return -1;
}

function readHash(bytes: Uint8Array, start: number, into: Uint32Array): boolean {
  for (let word = 0; word < 4; word++) {
    let value = 0;
    for (let digit = 0; digit < 8; digit++) {
      const nibble = hexDigits[bytes[start + 8 * word + digit]!]!;
      if (nibble < 0) return false;
      value = (value << 4) | nibble;
    }
    into[word] = value;
  }
  return true;
}

/** The number of bytes decoded; −1 if the text is not base64, or too long. */
function decodeBase64(bytes: Uint8Array, start: number, end: number, into: Uint8Array): number {
  const length = end - start;
  if (length % 4 !== 0 || length > (into.length / 3) * 4) return -1;
  let size = 0;
  for (let at = start; at < end; at += 4) {
    const third = bytes[at + 2]!;
    const fourth = bytes[at + 3]!;
    const last = at + 4 === end;
    const bits =
      (base64Digits[bytes[at]!]! << 18) |
      (base64Digits[bytes[at + 1]!]! << 12) |
      (last && third === padding && fourth === padding ? 0 : base64Digits[third]! << 6) |
      (last && fourth === padding ? 0 : base64Digits[fourth]!);
    if (bits < 0) return -1;
    into[size++] = bits >> 16;
    if (!last || third !== padding) into[size++] = bits >> 8;
    if (!last || fourth !== padding) into[size++] = bits;
  }
  return size;
}

const padding = 0x3d;
const hexDigits = digitTable('0123456789abcdef');
const base64Digits = digitTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');

/** The value of each byte as a digit; −1 if it is none. */
function digitTable(digits: string): Int32Array {
  const table = new Int32Array(256).fill(-1);
  for (let value = 0; value < digits.length; value++) table[digits.charCodeAt(value)] = value;
  return table;
}
