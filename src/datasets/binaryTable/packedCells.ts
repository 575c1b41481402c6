/**
 * Cells of one kind in a few bytes each. A row holds the number of vertices n, then for operations on vertices the upper
 * triangle of the n × n adjacency as bits (row-major, the lowest bit first) and one byte for each inner vertex, and for
 * operations on edges one byte for each pair of the upper triangle: 0 for none, else 1 + the index of its operation.
 */
export interface PackedCells {
  readonly operationsOn: 'vertices' | 'edges';
  /** Published names; the bytes of a row are indices in this list. */
  readonly operations: readonly string[];
  /** The most vertices a row may have. */
  readonly vertices: number;
  readonly rows: number;
  /** `rows × rowBytes(...)` bytes. */
  readonly bytes: Uint8Array;
}

export const mostVertices = 64;

export function pairs(vertices: number): number {
  return (vertices * (vertices - 1)) / 2;
}

export function adjacencyBytes(vertices: number): number {
  return Math.ceil(pairs(vertices) / 8);
}

/** Bytes of one row. */
export function rowBytes(operationsOn: PackedCells['operationsOn'], vertices: number): number {
  return 1 + (operationsOn === 'edges' ? pairs(vertices) : adjacencyBytes(vertices) + vertices - 2);
}
