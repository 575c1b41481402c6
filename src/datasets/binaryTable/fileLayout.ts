import type { SummaryColumn, TableSource } from './binaryTable';
import { type PackedGraphs, rowBytes } from './packedCells';

/**
 * The file: 24 bytes (magic, version, header's length, its crc32c, reserved), the header as JSON, zeros up to a multiple
 * of 8, then the parts, each at a multiple of 8 after that. All numbers little endian.
 */
export const magic = Buffer.from('\x89RNT\r\n\x1a\n', 'latin1');
export const formatVersion = 1;
export const preambleBytes = 24;
/** A longer header is refused before it is read. */
export const maxHeaderBytes = 4 * 1024 * 1024;

/** `spellings`: how many bytes they are. */
export interface FileHeader {
  readonly space: string;
  readonly rows: number;
  readonly cells: (Omit<PackedGraphs, 'rows' | 'bytes'> | { readonly spellings: number }) & Part;
  readonly columns: readonly HeaderColumn[];
  readonly source: TableSource;
}

/** Where the bytes of a part lie, counted from the first part, and their crc32c. */
export interface Part {
  readonly offset: number;
  readonly crc32c: number;
}

export type HeaderColumn =
  | ({ readonly name: string; readonly type: 'f32' | 'f64'; readonly unit?: string } & Part)
  | ({ readonly name: string; readonly type: 'hash128' } & Part)
  | {
      readonly name: string;
      readonly type: SummaryColumn['how'];
      readonly unit?: string;
      readonly of: readonly string[];
    };

export const columnWidths = { f32: 4, f64: 8, hash128: 16 } as const;

export function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** Bytes of all cells. */
export function cellBytes({ rows, cells }: Pick<FileHeader, 'rows' | 'cells'>): number {
  return 'spellings' in cells ? cells.spellings : rows * rowBytes(cells.operationsOn, cells.vertices);
}
