import type { SearchSpace } from '../../../../cells/space';
import type { TensorReader } from '../featureKind';
import { createNetworkReader } from './networkReader';

/** Places along the depth of a network, input and output included. */
const places = 8;

/**
 * The tensor of ReNAS for the network of any cell: its layers stand at one of eight places along its depth, and entry (i, j)
 * sums over connections from a layer at place i to one at place j. Channels: how many lead to a layer of each label, then
 * the logarithms of the FLOPs and of the parameters of those layers.
 */
export function createTensorReader(space: SearchSpace): TensorReader {
  const reader = createNetworkReader(space);
  const { labels: count } = reader.vocabulary;
  const shape = { vertices: places, channels: count + 2 };
  return {
    shape,
    write(cell, to) {
      const { size, stride, edges, labels, longestIn, indegree, flops, parameters } = reader.read(cell);
      const depth = longestIn[size - 1]! || 1;
      const placeOf = (v: number) => Math.round((longestIn[v]! / depth) * (places - 1));
      for (let v = 1; v < size; v++)
        for (let u = 0; u < v; u++) {
          const times = edges[u * stride + v]!;
          if (!times) continue;
          const at = (placeOf(u) * places + placeOf(v)) * shape.channels;
          const share = times / indegree[v]!;
          to[at + labels[v]!]! += times;
          to[at + count]! += share * Math.log1p(flops[v]!);
          to[at + count + 1]! += share * Math.log1p(parameters[v]!);
        }
    },
  };
}
