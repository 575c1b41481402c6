import type { GraphCell } from '../../../../cells/cell';
import type { GraphSpace } from '../../../../cells/space';
import { type CellGraph, emptyGraph, type GraphReader, measure } from '../../cellGraph';
import type { GraphForm } from '../../vocabulary';
import { type VertexCosts, vertexCostsOf } from './vertexCosts';
import { type GraphVocabulary, vocabularyOf } from './vocabulary';

/**
 * Reads chosen graphs. Where operations stand on edges, every surviving edge is a vertex (but see `GraphForm`), and one leads
 * to another where the first ends and the second begins.
 */
export function createGraphReader(space: GraphSpace, graphForm: GraphForm): GraphReader<GraphCell> {
  const vocabulary = vocabularyOf(space, graphForm);
  const onVertices = space.operationsOn === 'vertices';
  const stride = onVertices ? space.vertices : (space.vertices * (space.vertices - 1)) / 2 + 2;
  const edgeVertices = onVertices ? 0 : space.vertices;
  const graph = emptyGraph(stride, edgeVertices);
  const labelOf = new Uint8Array(space.operations.length + 1);
  for (const [index, operation] of space.operations.entries())
    labelOf[index + 1] = vocabulary.operations.indexOf(operation) + 1;
  const fill = onVertices ? vertexFiller(graph, vocabulary) : edgeFiller(space, graph, vocabulary, labelOf);
  const costs = vertexCostsOf(space, vocabulary);
  const shared = onVertices && space.output === 'concat';
  // What does not depend on operations need not be found again for the next cell of the same shape.
  let shape: GraphCell['edges'] | undefined;
  return {
    vocabulary,
    stride,
    edgeVertices,
    unitCosts: !onVertices,
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

function fillLabels(
  { labels }: CellGraph,
  vocabulary: GraphVocabulary,
  { vertices: n, operations }: GraphCell,
): void {
  labels[0] = 0;
  labels[n - 1] = vocabulary.labels - 1;
  for (let v = 1; v < n - 1; v++) labels[v] = operations[v - 1]! + 1;
}

function vertexFiller(graph: CellGraph, vocabulary: GraphVocabulary): (cell: GraphCell) => void {
  const { edges, stride } = graph;
  return cell => {
    const n = cell.vertices;
    graph.size = n;
    fillLabels(graph, vocabulary, cell);
    for (let u = 0; u < n; u++) for (let v = 0; v < n; v++) edges[u * stride + v] = cell.edges[u * n + v]!;
  };
}

function edgeFiller(
  space: GraphSpace,
  graph: CellGraph,
  vocabulary: GraphVocabulary,
  labelOf: Uint8Array,
): (cell: GraphCell) => void {
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
        edges[a * stride + b] = Math.min(maxTimes, ways[to[a]! * n + from[b]!]!);
  };
}

/** More than this often counts as this often. */
const maxTimes = 255;

/** In how many ways edges that only pass on lead from each vertex to each; from a vertex to itself in one. */
function countWays({ edges }: GraphCell, n: number, passes: Uint8Array, ways: Float64Array): void {
  for (let u = 0; u < n; u++) {
    ways[u * n + u] = 1;
    for (let v = u + 1; v < n; v++) {
      let sum = 0;
      for (let w = u; w < v; w++) if (passes[edges[w * n + v]!]) sum += ways[u * n + w]!;
      ways[u * n + v] = sum;
    }
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
