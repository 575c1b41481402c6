import { type FeatureGroup, type GroupContext, pairs } from './group';
import { counters } from './vocabulary';

const walks = ['back', 'forth'] as const;
const C = counters.length;

/**
 * What the paths from input to output go through: most, mean, least and deviation of six counts over all paths, the same
 * means for walkers that go back and forth and for paths weighed by the channels they bring, and the walkers' chances of
 * few weights. By recursion over the vertices; no path is written out.
 */
export function pathsGroup({ vocabulary, stride: most }: GroupContext): FeatureGroup {
  const names = [
    ...pairs(['paths'], pairs(counters, ['most', 'mean', 'least', 'deviation'])),
    'paths.log',
    ...walks.flatMap(walk => [
      ...pairs([`walk.${walk}`], counters),
      ...[0, 1, 2, 3, 4].map(k => `walk.${walk}.weighted=${k}`),
      ...[0, 1, 2, 3].map(k => `walk.${walk}.spatial=${k}`),
    ]),
    ...pairs(['paths.channels'], counters),
  ];
  const tables = counters.map(counter => vocabulary.counted[counter]);
  const moments = new Float64Array(most * 4);
  const sums = new Float64Array(most * C);
  const mass = new Float64Array(most);
  const means = new Float64Array(most * C);
  const chances = new Float64Array(most * 9);
  const weighted = vocabulary.counted.weighted;
  const spatial = vocabulary.counted.spatial;

  return {
    names,
    write(graph, _flow, out, at) {
      const { size, stride, edges, labels, pathsIn, channels, indegree, outdegree } = graph;
      const last = size - 1;
      out.fill(0, at, at + names.length);
      if (!indegree[last]) return;
      const paths = pathsIn[last]!;
      for (let c = 0; c < C; c++) {
        const table = tables[c]!;
        moments.fill(0, 0, 4);
        for (let v = 1; v < size; v++) {
          let high = 0;
          let low = Number.POSITIVE_INFINITY;
          let sum = 0;
          let square = 0;
          for (let u = 0; u < v; u++) {
            const times = edges[u * stride + v]!;
            if (!times) continue;
            if (moments[u * 4]! > high) high = moments[u * 4]!;
            if (moments[u * 4 + 1]! < low) low = moments[u * 4 + 1]!;
            sum += times * moments[u * 4 + 2]!;
            square += times * moments[u * 4 + 3]!;
          }
          if (table[labels[v]!]) {
            high++;
            low++;
            square += 2 * sum + pathsIn[v]!;
            sum += pathsIn[v]!;
          }
          moments[v * 4] = high;
          moments[v * 4 + 1] = low;
          moments[v * 4 + 2] = sum;
          moments[v * 4 + 3] = square;
          sums[v * C + c] = sum;
        }
        const mean = moments[last * 4 + 2]! / paths;
        out[at + c * 4] = moments[last * 4]!;
        out[at + c * 4 + 1] = mean;
        out[at + c * 4 + 2] = moments[last * 4 + 1]!;
        out[at + c * 4 + 3] = Math.sqrt(Math.max(0, moments[last * 4 + 3]! / paths - mean * mean));
      }
      out[at + 4 * C] = Math.log1p(paths);

      let to = at + 4 * C + 1;
      for (const walk of walks) {
        means.fill(0, 0, C);
        chances.fill(0, 0, 9);
        mass[0] = chances[0] = chances[5] = 1;
        for (let v = 1; v < size; v++) {
          const row = v * C;
          const bins = v * 9;
          means.fill(0, row, row + C);
          chances.fill(0, bins, bins + 9);
          let reached = 0;
          const shiftWeighted = weighted[labels[v]!]!;
          const shiftSpatial = spatial[labels[v]!]!;
          for (let u = 0; u < v; u++) {
            const times = edges[u * stride + v]!;
            if (!times) continue;
            const share = times / (walk === 'back' ? indegree[v]! : outdegree[u]!);
            reached += share * mass[u]!;
            for (let c = 0; c < C; c++) means[row + c]! += share * means[u * C + c]!;
            for (let k = 0; k + shiftWeighted < 5; k++)
              chances[bins + k + shiftWeighted]! += share * chances[u * 9 + k]!;
            for (let k = 5; k + shiftSpatial < 9; k++)
              chances[bins + k + shiftSpatial]! += share * chances[u * 9 + k]!;
          }
          mass[v] = reached;
          for (let c = 0; c < C; c++) if (tables[c]![labels[v]!]) means[row + c]! += reached;
        }
        for (let c = 0; c < C; c++) out[to + c] = means[last * C + c]!;
        for (let k = 0; k < 9; k++) out[to + C + k] = chances[last * 9 + k]!;
        to += C + 9;
      }

      let total = 0;
      for (let u = 0; u < last; u++) {
        if (!edges[u * stride + last]) continue;
        const share = edges[u * stride + last]! * (u === 0 ? 1 : channels[u]!);
        total += share * pathsIn[u]!;
        if (u > 0) for (let c = 0; c < C; c++) out[to + c]! += share * sums[u * C + c]!;
      }
      for (let c = 0; c < C; c++) out[to + c]! /= total;
    },
  };
}
