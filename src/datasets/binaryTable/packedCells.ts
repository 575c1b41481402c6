/** Cells of one space as a binary table has them. */
export type PackedCells = PackedGraphs | PackedSpellings;

/** The spellings of cells that are no graphs, UTF-8, with a line feed between two. */
export interface PackedSpellings {
  readonly rows: number;
  readonly bytes: Uint8Array;
}

export function isPackedGraphs(packed: PackedCells): packed is PackedGraphs {
  return 'operationsOn' in packed;
}

/**
 * Graphs of one kind in a few bytes each. A row holds the number of vertices n, then for operations on vertices the upper
 * triangle of the n × n adjacency as bits (row-major, the lowest bit first) and one byte for each inner vertex, and for
 * operations on edges one byte for each pair of the upper triangle: 0 for none, else 1 + the index of its operation.
 */
export interface PackedGraphs {
  readonly operationsOn: 'vertices' | 'edges';
  /** Published names; the bytes of a row are indices in this list. */
  readonly operations: readonly string[];
  /** The most vertices a row may have. */
  readonly vertices: number;
  readonly rows: number;
  /** `rows × rowBytes(...)` bytes. */
  readonly bytes: Uint8Array;
}

export const maxVertices = 64;

export function pairs(vertices: number): number {
  return (vertices * (vertices - 1)) / 2;
}

export function adjacencyBytes(vertices: number): number {
  return Math.ceil(pairs(vertices) / 8);
}

/** Bytes of one row. */
export function rowBytes(operationsOn: PackedGraphs['operationsOn'], vertices: number): number {
  return 1 + (operationsOn === 'edges' ? pairs(vertices) : adjacencyBytes(vertices) + vertices - 2);
}
