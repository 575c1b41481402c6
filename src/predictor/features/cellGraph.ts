import type { Cell } from '../../cells/cell';
import type { Vocabulary } from './vocabulary';

/**
 * A cell as the features see it, in a space of any kind: operations on vertices, the input first and the output last, in
 * topological order, each on a path from input to output.
 *
 * One such object is filled anew for each cell (`reader.read`), so that reading allocates nothing. Rows of matrices have
 * `stride` entries; only the first `size` vertices mean anything.
 */
export interface CellGraph {
  readonly stride: number;
  size: number;
  readonly labels: Uint8Array;
  /**
   * `edges[from · stride + to]`: how often the second takes in what the first gives out. More than once where several edges
   * that do nothing join them, or where a concatenation has one input twice.
   */
  readonly edges: Uint16Array;
  edgeCount: number;
  /** The pairs of vertices that `edges` joins, ordered by the first and then by the second. */
  readonly bySource: EdgeList;
  /** The same pairs, ordered by the second and then by the first. */
  readonly byTarget: EdgeList;
  readonly indegree: Uint16Array;
  readonly outdegree: Uint16Array;
  /** Share of the cell's output channels, without rounding; of the most in a whole network. */
  readonly channels: Float64Array;
  /** In the whole network. */
  readonly parameters: Float64Array;
  readonly flops: Float64Array;
  totalParameters: number;
  totalFlops: number;
  /** Edges to the input and to the output, along the longest and the shortest path. */
  readonly longestIn: Uint16Array;
  readonly shortestIn: Uint16Array;
  readonly longestOut: Uint16Array;
  readonly shortestOut: Uint16Array;
  /** Paths from the input to a vertex, and from it to the output. */
  readonly pathsIn: Float64Array;
  readonly pathsOut: Float64Array;
  /** Operations on the edges of a chosen graph: `[vertices²]`, the label of each surviving edge, 0 for the others. */
  readonly edgeLabels: Uint8Array;
}

/** Pairs of vertices, so that sums over edges need not look at all pairs; the first `count` entries mean something. */
export interface EdgeList {
  count: number;
  readonly from: Uint16Array;
  readonly to: Uint16Array;
}

export interface GraphReader<C = Cell> {
  readonly vocabulary: Vocabulary;
  /** The most vertices of the graphs it gives, until it gives one of a larger `stride`. */
  readonly stride: number;
  /** Vertices of a chosen graph whose operations stand on edges, else 0. */
  readonly edgeVertices: number;
  /** Whether costs of vertices are in 1×1 convolutions, not in parameters and FLOPs. */
  readonly unitCosts: boolean;
  /** The graph of a cell, until the next one is read. */
  read(cell: C): CellGraph;
}

export function emptyGraph(stride: number, edgeVertices = 0): CellGraph {
  const shorts = () => new Uint16Array(stride);
  const doubles = () => new Float64Array(stride);
  const pairs = (stride * (stride - 1)) / 2;
  const list = (): EdgeList => ({ count: 0, from: new Uint16Array(pairs), to: new Uint16Array(pairs) });
  return {
    stride,
    size: 0,
    labels: new Uint8Array(stride),
    edges: new Uint16Array(stride * stride),
    edgeCount: 0,
    bySource: list(),
    byTarget: list(),
    indegree: shorts(),
    outdegree: shorts(),
    channels: doubles(),
    parameters: doubles(),
    flops: doubles(),
    totalParameters: 0,
    totalFlops: 0,
    longestIn: shorts(),
    shortestIn: shorts(),
    longestOut: shorts(),
    shortestOut: shorts(),
    pathsIn: doubles(),
    pathsOut: doubles(),
    edgeLabels: new Uint8Array(edgeVertices * edgeVertices),
  };
}

/** No path is as long. */
const unreached = 65_535;

/** Fills in lists of edges, degrees, distances and numbers of paths from size and edges. */
export function measure(graph: CellGraph): void {
  const { size, stride, edges, indegree, outdegree, pathsIn, pathsOut } = graph;
  const { longestIn, shortestIn, longestOut, shortestOut } = graph;
  const { bySource, byTarget } = graph;
  let count = 0;
  bySource.count = 0;
  for (let u = 0; u < size; u++)
    for (let v = u + 1; v < size; v++) if (edges[u * stride + v]) append(bySource, u, v);
  byTarget.count = 0;
  outdegree.fill(0);
  for (let v = 0; v < size; v++) {
    let degree = 0;
    let longest = 0;
    let shortest = v === 0 ? 0 : unreached;
    let paths = v === 0 ? 1 : 0;
    for (let u = 0; u < v; u++) {
      const times = edges[u * stride + v]!;
      if (!times) continue;
      append(byTarget, u, v);
      degree += times;
      outdegree[u]! += times;
      if (longestIn[u]! >= longest) longest = longestIn[u]! + 1;
      if (shortestIn[u]! < shortest) shortest = shortestIn[u]! + 1;
      paths += times * pathsIn[u]!;
    }
    indegree[v] = degree;
    count += degree;
    longestIn[v] = longest;
    shortestIn[v] = shortest === unreached ? 0 : shortest;
    pathsIn[v] = paths;
  }
  graph.edgeCount = count;
  for (let u = size - 1; u >= 0; u--) {
    let longest = 0;
    let shortest = u === size - 1 ? 0 : unreached;
    let paths = u === size - 1 ? 1 : 0;
    for (let v = u + 1; v < size; v++) {
      const times = edges[u * stride + v]!;
      if (!times) continue;
      if (longestOut[v]! >= longest) longest = longestOut[v]! + 1;
      if (shortestOut[v]! < shortest) shortest = shortestOut[v]! + 1;
      paths += times * pathsOut[v]!;
    }
    longestOut[u] = longest;
    shortestOut[u] = shortest === unreached ? 0 : shortest;
    pathsOut[u] = paths;
  }
}

function append(list: EdgeList, from: number, to: number): void {
  list.from[list.count] = from;
  list.to[list.count++] = to;
}
