import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { type VertexCosts, vertexCostsOf } from './vertexCosts';
import { type GraphForm, type Vocabulary, vocabularyOf } from './vocabulary';

/**
 * A cell as the features see it: operations on vertices in both kinds of space, the input first and the output last, in
 * topological order, each on a path from input to output. Where operations stand on edges, every surviving edge is a
 * vertex (but see `Reading`), and one leads to another where the first ends and the second begins.
 *
 * One such object is filled anew for each cell (`reader.read`), so that reading allocates nothing. Rows of matrices have
 * `stride` entries; only the first `size` vertices mean anything.
 */
export interface CellGraph {
  readonly stride: number;
  size: number;
  readonly labels: Uint8Array;
  /**
   * `edges[from · stride + to]`: how often the second takes in what the first gives out. More than once only where several
   * edges that do nothing join them.
   */
  readonly edges: Uint16Array;
  edgeCount: number;
  readonly indegree: Uint16Array;
  readonly outdegree: Uint16Array;
  /** Share of the cell's output channels, without rounding. */
  readonly channels: Float64Array;
  /** In the whole network. */
  readonly parameters: Float64Array;
  readonly flops: Float64Array;
  totalParameters: number;
  totalFlops: number;
  /** Edges to the input and to the output, along the longest and the shortest path. */
  readonly longestIn: Uint8Array;
  readonly shortestIn: Uint8Array;
  readonly longestOut: Uint8Array;
  readonly shortestOut: Uint8Array;
  /** Paths from the input to a vertex, and from it to the output. */
  readonly pathsIn: Float64Array;
  readonly pathsOut: Float64Array;
  /** Operations on edges: `[vertices²]`, the label of each surviving edge, 0 for the others. */
  readonly edgeLabels: Uint8Array;
}

export interface GraphReader {
  readonly graph: CellGraph;
  readonly vocabulary: Vocabulary;
  /** The vertices a cell of the space may have in this form. */
  readonly stride: number;
  read(cell: Cell): CellGraph;
}

export function createGraphReader(space: SearchSpace, graphForm: GraphForm = 'syntactic'): GraphReader {
  const vocabulary = vocabularyOf(space, graphForm);
  const onVertices = space.operationsOn === 'vertices';
  const stride = onVertices ? space.vertices : (space.vertices * (space.vertices - 1)) / 2 + 2;
  const graph = emptyGraph(stride, onVertices ? 0 : space.vertices);
  const labelOf = new Uint8Array(space.operations.length + 1);
  for (const [index, operation] of space.operations.entries())
    labelOf[index + 1] = vocabulary.operations.indexOf(operation) + 1;
  const fill = onVertices ? vertexFiller(graph, vocabulary) : edgeFiller(space, graph, vocabulary, labelOf);
  const costs = vertexCostsOf(space, vocabulary);
  const shared = onVertices && space.output === 'concat';
  // What does not depend on operations need not be found again for the next cell of the same shape.
  let shape: Cell['edges'] | undefined;
  return {
    graph,
    vocabulary,
    stride,
    read(cell) {
      if (onVertices && cell.edges === shape) fillLabels(graph, vocabulary, cell);
      else {
        fill(cell);
        measure(graph);
        shareChannels(graph, shared);
        shape = cell.edges;
      }
      addCosts(graph, costs);
      return graph;
    },
  };
}

function emptyGraph(stride: number, edgeVertices: number): CellGraph {
  const bytes = () => new Uint8Array(stride);
  const doubles = () => new Float64Array(stride);
  return {
    stride,
    size: 0,
    labels: bytes(),
    edges: new Uint16Array(stride * stride),
    edgeCount: 0,
    indegree: new Uint16Array(stride),
    outdegree: new Uint16Array(stride),
    channels: doubles(),
    parameters: doubles(),
    flops: doubles(),
    totalParameters: 0,
    totalFlops: 0,
    longestIn: bytes(),
    shortestIn: bytes(),
    longestOut: bytes(),
    shortestOut: bytes(),
    pathsIn: doubles(),
    pathsOut: doubles(),
    edgeLabels: new Uint8Array(edgeVertices * edgeVertices),
  };
}

function fillLabels({ labels }: CellGraph, vocabulary: Vocabulary, { vertices: n, operations }: Cell): void {
  labels[0] = 0;
  labels[n - 1] = vocabulary.labels - 1;
  for (let v = 1; v < n - 1; v++) labels[v] = operations[v - 1]! + 1;
}

function vertexFiller(graph: CellGraph, vocabulary: Vocabulary): (cell: Cell) => void {
  const { edges, stride } = graph;
  return cell => {
    const n = cell.vertices;
    graph.size = n;
    fillLabels(graph, vocabulary, cell);
    for (let u = 0; u < n; u++) for (let v = 0; v < n; v++) edges[u * stride + v] = cell.edges[u * n + v]!;
  };
}

function edgeFiller(
  space: SearchSpace,
  graph: CellGraph,
  vocabulary: Vocabulary,
  labelOf: Uint8Array,
): (cell: Cell) => void {
  const n = space.vertices;
  const { labels, edges, stride, edgeLabels } = graph;
  const from = new Uint8Array(stride);
  const to = new Uint8Array(stride);
  const fromInput = new Uint8Array(n);
  const toOutput = new Uint8Array(n);
  // Edges that are no vertices and yet pass everything on.
  const passes = new Uint8Array(labelOf.length);
  for (const [index, { definition }] of space.operations.entries())
    if (definition.kind === 'identity' && !labelOf[index + 1]) passes[index + 1] = 1;
  const leads = (edge: number) => labelOf[edge]! || passes[edge]!;
  const ways = new Float64Array(n * n);
  return cell => {
    fromInput.fill(0);
    toOutput.fill(0);
    fromInput[0] = 1;
    toOutput[n - 1] = 1;
    for (let v = 1; v < n; v++)
      for (let u = 0; u < v; u++) if (fromInput[u] && leads(cell.edges[u * n + v]!)) fromInput[v] = 1;
    for (let u = n - 2; u >= 0; u--)
      for (let v = u + 1; v < n; v++) if (toOutput[v] && leads(cell.edges[u * n + v]!)) toOutput[u] = 1;

    let size = 1;
    labels[0] = 0;
    for (let u = 0; u < n; u++)
      for (let v = u + 1; v < n; v++) {
        const label = fromInput[u] && toOutput[v] ? labelOf[cell.edges[u * n + v]!]! : 0;
        edgeLabels[u * n + v] = label;
        if (!label) continue;
        labels[size] = label;
        from[size] = u;
        to[size] = v;
        size++;
      }
    const out = size;
    labels[out] = vocabulary.labels - 1;
    graph.size = size + 1;
    countWays(cell, n, passes, ways);
    to[0] = 0;
    from[out] = n - 1;
    edges.fill(0);
    for (let a = 0; a < out; a++)
      for (let b = a + 1; b <= out; b++)
        edges[a * stride + b] = Math.min(mostTimes, ways[to[a]! * n + from[b]!]!);
  };
}

/** More than this often counts as this often. */
const mostTimes = 255;

/** In how many ways edges that only pass on lead from each vertex to each; from a vertex to itself in one. */
function countWays({ edges }: Cell, n: number, passes: Uint8Array, ways: Float64Array): void {
  for (let u = 0; u < n; u++) {
    ways[u * n + u] = 1;
    for (let v = u + 1; v < n; v++) {
      let sum = 0;
      for (let w = u; w < v; w++) if (passes[edges[w * n + v]!]) sum += ways[u * n + w]!;
      ways[u * n + v] = sum;
    }
  }
}

/** Degrees, distances and numbers of paths. */
function measure(graph: CellGraph): void {
  const { size, stride, edges, indegree, outdegree, pathsIn, pathsOut } = graph;
  const { longestIn, shortestIn, longestOut, shortestOut } = graph;
  let count = 0;
  outdegree.fill(0);
  for (let v = 0; v < size; v++) {
    let degree = 0;
    let longest = 0;
    let shortest = v === 0 ? 0 : 255;
    let paths = v === 0 ? 1 : 0;
    for (let u = 0; u < v; u++) {
      const times = edges[u * stride + v]!;
      if (!times) continue;
      degree += times;
      outdegree[u]! += times;
      if (longestIn[u]! >= longest) longest = longestIn[u]! + 1;
      if (shortestIn[u]! < shortest) shortest = shortestIn[u]! + 1;
      paths += times * pathsIn[u]!;
    }
    indegree[v] = degree;
    count += degree;
    longestIn[v] = longest;
    shortestIn[v] = shortest === 255 ? 0 : shortest;
    pathsIn[v] = paths;
  }
  graph.edgeCount = count;
  for (let u = size - 1; u >= 0; u--) {
    let longest = 0;
    let shortest = u === size - 1 ? 0 : 255;
    let paths = u === size - 1 ? 1 : 0;
    for (let v = u + 1; v < size; v++) {
      const times = edges[u * stride + v]!;
      if (!times) continue;
      if (longestOut[v]! >= longest) longest = longestOut[v]! + 1;
      if (shortestOut[v]! < shortest) shortest = shortestOut[v]! + 1;
      paths += times * pathsOut[v]!;
    }
    longestOut[u] = longest;
    shortestOut[u] = shortest === 255 ? 0 : shortest;
    pathsOut[u] = paths;
  }
}

/**
 * NAS-Bench-101's rule for a concatenated output, as shares: the vertices that feed the output divide its channels
 * equally, others have the most of their successors. Elsewhere every vertex has all channels.
 */
function shareChannels({ size, stride, edges, channels, indegree }: CellGraph, shared: boolean): void {
  channels.fill(1, 0, size);
  if (!shared) return;
  const out = size - 1;
  const feeders = indegree[out]! - edges[out]!;
  for (let v = out - 1; v > 0; v--) {
    let most = 0;
    if (edges[v * stride + out]) most = 1 / feeders;
    else
      for (let w = v + 1; w < out; w++) if (edges[v * stride + w] && channels[w]! > most) most = channels[w]!;
    channels[v] = most;
  }
}

function addCosts(graph: CellGraph, { operation, projection, addition, base }: VertexCosts): void {
  const { size, edges, labels, channels, indegree, parameters, flops } = graph;
  let allParameters = base.parameters;
  let allFlops = base.flops;
  parameters[0] = flops[0] = parameters[size - 1] = flops[size - 1] = 0;
  for (let v = 1; v < size; v++) {
    const r = channels[v]!;
    const at = labels[v]! * 4;
    let p = 0;
    let f = 0;
    if (v < size - 1) {
      p = (operation[at]! * r + operation[at + 1]!) * r;
      f = (operation[at + 2]! * r + operation[at + 3]!) * r;
      if (indegree[v]! > 1) f += (indegree[v]! - 1) * addition * r;
    }
    if (edges[v]) {
      p += (projection[0]! * r + projection[1]!) * r;
      f += (projection[2]! * r + projection[3]!) * r;
    }
    allParameters += p;
    allFlops += f;
    if (v === size - 1) break;
    parameters[v] = p;
    flops[v] = f;
  }
  graph.totalParameters = allParameters;
  graph.totalFlops = allFlops;
}
