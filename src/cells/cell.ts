import type { SearchSpace } from './space';

/**
 * A cell of a search space: a directed acyclic graph whose vertex 0 is the input and whose last vertex is the output.
 * Plain data. Vertices are in topological order: an edge goes from a lower to a higher index.
 *
 * In a space with operations on vertices, a cell is always pruned (every vertex lies on a path from input to output).
 */
export interface Cell {
  /** Vertices, input and output included. */
  readonly vertices: number;
  /**
   * Row-major `vertices × vertices`, `edges[from * vertices + to]`.
   * Operations on vertices: 1 for an edge, 0 for none.
   * Operations on edges: 1 + the index in `space.operations`; 0 below and on the diagonal, and for an edge not written
   * in a space without a `zero` operation.
   */
  readonly edges: readonly number[];
  /** Operations on vertices: the index in `space.operations` of each inner vertex (`vertices − 2` of them). Else empty. */
  readonly operations: readonly number[];
}

/** A cell together with the space that gives its numbers their meaning. */
export interface CellOf {
  readonly space: SearchSpace;
  readonly cell: Cell;
}
