import type { PackedCells } from './packedCells';

/**
 * A table of measured cells in memory, independent of the search space: operations keep their published names.
 * The file's layout is described in `docs/tables.md`.
 */
export interface BinaryTable {
  /** The space the cells were taken from, as the importer knows it: `nasbench101`. */
  readonly space: string;
  readonly cells: PackedCells;
  readonly columns: readonly TableColumn[];
  readonly source: TableSource;
}

export type TableColumn = NumberColumn | HashColumn | SummaryColumn;

export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** `fraction`, `per cent`, `s`, `ms`, `count`, … */
  readonly unit?: string;
  /** One value a row; NaN where the source has none. */
  readonly values: Float32Array | Float64Array;
}

/** 16 bytes a row, as NAS-Bench-101's `module_hash`. */
export interface HashColumn {
  readonly kind: 'hash';
  readonly name: string;
  readonly values: Uint8Array;
}

/** Computed from other columns when it is read, over the values that are there; takes no room in the file. */
export interface SummaryColumn {
  readonly kind: 'summary';
  readonly name: string;
  readonly unit?: string;
  /** `spread` is the largest minus the smallest. */
  readonly how: 'mean' | 'best' | 'spread';
  /** The number columns it sums up. */
  readonly of: readonly string[];
}

/** Where the numbers are from. */
export interface TableSource {
  readonly format: string;
  /** Name without folder. */
  readonly file: string;
  readonly bytes?: number;
  readonly sha256?: string;
  /** The published file that has this sha256. */
  readonly published?: string;
}

/** The mean, best and spread over the columns `PREFIX.SUFFIX`. */
export function summaries(
  prefix: string,
  of: readonly string[],
  unit: string,
  hows: readonly SummaryColumn['how'][],
): SummaryColumn[] {
  return hows.map(how => ({ kind: 'summary', name: `${prefix}.${how}`, unit, how, of }));
}
