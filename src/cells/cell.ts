import type { NetworkCell } from './kinds/network/choices';
import type { KindName, SearchSpace, SpaceOf } from './space';

/**
 * A cell that is a graph: a directed acyclic graph whose vertex 0 is the input and whose last vertex is the output.
 * Vertices are in topological order: an edge goes from a lower to a higher index.
 *
 * In a space with operations on vertices, it is always pruned (every vertex lies on a path from input to output).
 */
export interface GraphCell {
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

/**
 * What a cell of each kind of space is, as plain data. Open: another module adds a kind to this interface and to
 * `ChoiceNodes` by declaration merging, and registers it with `registerKind`. Only folders called `kinds`, `language` and
 * `document` look into a cell; everything else hands it on.
 */
export interface ChoiceValues {
  graph: GraphCell;
  network: NetworkCell;
}

/** What was chosen in a search space. */
export type Cell = ChoiceValues[keyof ChoiceValues];

/** What is chosen in a space of this type: `Cell`, where nothing is known of the space. */
export type CellIn<S extends SearchSpace> = {
  [K in KindName]: S extends SpaceOf<K> ? ChoiceValues[K] : never;
}[KindName];

/** A cell together with the space that gives it its meaning. */
export interface CellOf {
  readonly space: SearchSpace;
  readonly cell: Cell;
}
