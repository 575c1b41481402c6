import type { CellGraph } from './cellGraph';
import { type FeatureGroup, type GroupContext, operationKeys, pairs } from './group';
import { positionMeasures } from './vertexFeatures';

/** What a vertex is described by in sums over vertices. */
const descriptions = ['share', ...positionMeasures] as const;

/** Whose walk weighs edges and vertices: the signal's, or a walker's that takes every way alike. */
type Walk = 'signal' | 'back' | 'forth';

/**
 * `Pw`: how much of the output's signal crosses from one kind of operation to another, and what the vertices it comes
 * through are like.
 */
export function powerGroup(context: GroupContext): FeatureGroup {
  return walkGroup(context, 'signal');
}

/** The same for walks that take each way in, and each way out, alike. */
export function walksGroup(context: GroupContext): FeatureGroup {
  const groups = [walkGroup(context, 'back'), walkGroup(context, 'forth')] as const;
  return {
    names: groups.flatMap(({ names }) => names),
    write(graph, flow, out, at) {
      groups[0].write(graph, flow, out, at);
      groups[1].write(graph, flow, out, at + groups[0].names.length);
    },
  };
}

function walkGroup({ vocabulary, stride: most }: GroupContext, walk: Walk): FeatureGroup {
  const { labels: count, keys } = vocabulary;
  const names = [
    ...pairs([walk], pairs(keys, keys, '>')),
    ...pairs([walk], pairs(operationKeys(vocabulary), descriptions)),
  ];
  const back = new Float64Array(most);
  return {
    names,
    write(graph, flow, out, at) {
      const { size, stride, edges, labels, indegree, outdegree, pathsIn, pathsOut, bySource } = graph;
      const last = size - 1;
      out.fill(0, at, at + names.length);
      if (walk === 'back') walkBack(graph, back);
      const mass = walk === 'signal' ? flow.backward : walk === 'forth' ? flow.forward : back;
      for (let e = 0; e < bySource.count; e++) {
        const u = bySource.from[e]!;
        const v = bySource.to[e]!;
        const edge = u * stride + v;
        const crossing =
          walk === 'signal'
            ? flow.weights[edge]! * mass[v]!
            : walk === 'back'
              ? (edges[edge]! * mass[v]!) / indegree[v]!
              : (edges[edge]! * mass[u]!) / outdegree[u]!;
        out[at + labels[u]! * count + labels[v]!]! += crossing;
      }
      const allPaths = pathsIn[last]!;
      const sums = at + count * count;
      for (let v = 1; v < last; v++) {
        const m = mass[v]!;
        const to = sums + (labels[v]! - 1) * descriptions.length;
        out[to]! += m;
        out[to + 1]! += m * graph.channels[v]!;
        out[to + 2]! += (m * indegree[v]!) / 3;
        out[to + 3]! += (m * outdegree[v]!) / 3;
        out[to + 4]! += (m * graph.longestIn[v]!) / 4;
        out[to + 5]! += (m * graph.shortestIn[v]!) / 3;
        out[to + 6]! += (m * graph.longestOut[v]!) / 4;
        out[to + 7]! += (m * graph.shortestOut[v]!) / 3;
        out[to + 8]! += (m * pathsIn[v]! * pathsOut[v]!) / allPaths;
      }
    },
  };
}

/** From the output back, each way in alike: the share of the walks that pass each vertex. */
function walkBack({ size, stride, edges, indegree }: CellGraph, mass: Float64Array): void {
  mass[size - 1] = 1;
  for (let u = size - 2; u >= 0; u--) {
    let sum = 0;
    for (let v = u + 1; v < size; v++)
      if (edges[u * stride + v]) sum += (edges[u * stride + v]! * mass[v]!) / indegree[v]!;
    mass[u] = sum;
  }
}
