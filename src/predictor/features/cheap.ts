import { type FeatureGroup, type GroupContext, operationKeys, pairs } from './group';

/** Size, costs, degrees and which operations meet. */
export function cheapGroup({ vocabulary }: GroupContext): FeatureGroup {
  const keys = operationKeys(vocabulary);
  const m = keys.length;
  const names = [
    'parameters',
    'flops',
    'vertices',
    'edges',
    ...pairs(['count'], keys),
    ...pairs(['channels'], keys),
    'input>output',
    'input.outdegree',
    'output.indegree',
    ...pairs(['input'], keys, '>'),
    ...pairs(keys, ['output'], '>'),
    ...pairs(keys, keys, '>'),
    'excess.indegree',
    'excess.outdegree',
    'most.indegree',
    'most.outdegree',
    'least.channels',
    'mean.channels',
  ];
  return {
    names,
    write(graph, _flow, out, at) {
      const { size, stride, edges, labels, channels, indegree, outdegree } = graph;
      const last = size - 1;
      out.fill(0, at, at + names.length);
      out[at] = Math.log(graph.totalParameters);
      out[at + 1] = Math.log(graph.totalFlops);
      out[at + 2] = size;
      out[at + 3] = graph.edgeCount;
      const count = at + 3; // labels begin at 1
      const width = count + m;
      const direct = at + 4 + 2 * m;
      const fromInput = direct + 2;
      const toOutput = fromInput + m;
      const inner = direct + 3 + 2 * m;
      const rest = inner + m * m;
      out[direct] = edges[last]!;
      out[direct + 1] = outdegree[0]!;
      out[direct + 2] = indegree[last]!;
      let least = 1;
      for (let v = 1; v < last; v++) {
        const label = labels[v]!;
        const share = channels[v]!;
        out[count + label]! += 1;
        out[width + label]! += share;
        out[fromInput + label]! += edges[v]!;
        out[toOutput + label]! += edges[v * stride + last]!;
        for (let w = v + 1; w < last; w++)
          out[inner + (label - 1) * m + labels[w]! - 1]! += edges[v * stride + w]!;
        out[rest]! += indegree[v]! - 1;
        out[rest + 1]! += outdegree[v]! - 1;
        if (indegree[v]! > out[rest + 2]!) out[rest + 2] = indegree[v]!;
        if (outdegree[v]! > out[rest + 3]!) out[rest + 3] = outdegree[v]!;
        if (share < least) least = share;
        out[rest + 5]! += share;
      }
      out[rest + 4] = least;
      out[rest + 5] = last > 1 ? out[rest + 5]! / (last - 1) : 1;
    },
  };
}
