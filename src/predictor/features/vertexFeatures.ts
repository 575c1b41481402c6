import type { CellGraph } from './cellGraph';
import { type FeatureGroup, type GroupContext, operationKeys, pairs } from './group';
import type { SignalFlow } from './signalFlow';
import type { Vocabulary } from './vocabulary';

/** How a vertex stands in its graph. */
export const positionMeasures = [
  'channels',
  'indegree',
  'outdegree',
  'longestIn',
  'shortestIn',
  'longestOut',
  'shortestOut',
  'paths',
] as const;
const measures = ['flops', 'parameters', ...positionMeasures] as const;
const M: number = measures.length;

/** Vertices whose largest is kept as well: channels, longest way in, longest way out, share of the paths. */
const largest = [2, 5, 7, 9];

/** `[vertices · measures]` of a graph; input and output included. */
export function writeMeasures(
  graph: CellGraph,
  unitCosts: boolean,
  out: Float64Array | Float32Array,
  step = M,
  at = 0,
) {
  const { size, flops, parameters, pathsIn, pathsOut } = graph;
  const paths = pathsIn[size - 1]! || 1;
  for (let v = 0; v < size; v++) {
    const to = at + v * step;
    out[to] = unitCosts ? 0.8 * Math.log10(1 + flops[v]!) : Math.log10(1 + flops[v]! / 1e6) / 3;
    out[to + 1] = unitCosts ? out[to]! : Math.log10(1 + parameters[v]! / 1e4) / 3;
    out[to + 2] = graph.channels[v]!;
    out[to + 3] = graph.indegree[v]! / 3;
    out[to + 4] = graph.outdegree[v]! / 3;
    out[to + 5] = graph.longestIn[v]! / 4;
    out[to + 6] = graph.shortestIn[v]! / 3;
    out[to + 7] = graph.longestOut[v]! / 4;
    out[to + 8] = graph.shortestOut[v]! / 3;
    out[to + 9] = (pathsIn[v]! * pathsOut[v]!) / paths;
  }
}

/** `S`: sums and maxima of what the vertices of each operation are like. */
export function sumsGroup({ vocabulary, stride, unitCosts }: GroupContext): FeatureGroup {
  const keys = operationKeys(vocabulary);
  const names = [
    ...pairs(['sum'], pairs(keys, measures)),
    ...pairs(
      ['largest'],
      pairs(
        keys,
        largest.map(k => measures[k]!),
      ),
    ),
  ];
  const scratch = new Float64Array(stride * M);
  return {
    names,
    write(graph, _flow, out, at) {
      out.fill(0, at, at + names.length);
      writeMeasures(graph, unitCosts, scratch);
      const maxima = at + keys.length * M;
      for (let v = 1; v < graph.size - 1; v++) {
        const operation = graph.labels[v]! - 1;
        for (let k = 0; k < M; k++) out[at + operation * M + k]! += scratch[v * M + k]!;
        for (let k = 0; k < largest.length; k++) {
          const to = maxima + operation * largest.length + k;
          out[to] = Math.max(out[to]!, scratch[v * M + largest[k]!]!);
        }
      }
    },
  };
}

/** How many numbers `writeVertices` gives a vertex. */
export function vertexWidth({ labels }: Vocabulary): number {
  return labels + M + 6;
}

/**
 * `X`: one row a vertex, `[size, vertexWidth]`: its label one-hot, the measures, its share of the signal backward and
 * forward, and how many spatial, weighted, pooling and any operations the signal went through before it leaves it.
 */
export function writeVertices(
  graph: CellGraph,
  flow: SignalFlow,
  { labels: count, counted }: Vocabulary,
  unitCosts: boolean,
  out: Float32Array,
  at: number,
): void {
  const width = count + M + 6;
  const { size, stride, edges, labels } = graph;
  out.fill(0, at, at + size * width);
  writeMeasures(graph, unitCosts, out, width, at + count);
  for (let v = 0; v < size; v++) {
    const row = at + v * width;
    const label = labels[v]!;
    out[row + label] = 1;
    out[row + count + M] = flow.backward[v]!;
    out[row + count + M + 1] = flow.forward[v]!;
    const means = row + count + M + 2;
    for (let u = 0; u < v; u++) {
      if (!edges[u * stride + v]) continue;
      const weight = flow.weights[u * stride + v]!;
      for (let k = 0; k < 4; k++) out[means + k]! += weight * out[at + u * width + count + M + 2 + k]!;
    }
    out[means]! += counted.spatial[label]! / 3;
    out[means + 1]! += counted.weighted[label]! / 3;
    out[means + 2]! += counted.pool[label]! / 3;
    out[means + 3]! += counted.any[label]! / 3;
  }
}
