import { type FeatureGroup, type GroupContext, pairs } from './group';
import type { Counter } from './vocabulary';

/** Bins of the distribution; the last takes all that is more. */
const bins: Partial<Record<Counter, number>> = { spatial: 5, weighted: 6, pool: 5, any: 6, reach: 6 };

/** `Q`: how many of each sort of operation the output's signal went through, as distributions, with mean and deviation. */
export function countsGroup(context: GroupContext): FeatureGroup {
  return distributions(context, ['spatial', 'weighted', 'pool', 'any']);
}

/** `rf`: the same for what widens the receptive field. */
export function reachGroup(context: GroupContext): FeatureGroup {
  return distributions(context, ['reach']);
}

function distributions(
  { vocabulary, stride: vertices }: GroupContext,
  counted: readonly Counter[],
): FeatureGroup {
  const widths = counted.map(counter => bins[counter]!);
  const tables = counted.map(counter => vocabulary.counted[counter]);
  const names = [
    ...counted.flatMap((counter, i) =>
      pairs(
        [`signal.${counter}`],
        Array.from({ length: widths[i]! }, (_, k) => `${k}`),
        '=',
      ),
    ),
    ...counted.flatMap(counter => [`signal.${counter}.mean`, `signal.${counter}.deviation`]),
  ];
  const total = widths.reduce((sum, width) => sum + width, 0);
  const scratch = new Float64Array(vertices * Math.max(...widths));
  const shares = new Float64Array((vertices * (vertices - 1)) / 2);
  return {
    names,
    write({ size, stride, byTarget, labels, longestIn }, { weights }, out, at) {
      const last = size - 1;
      const { count, from: froms, to: tos } = byTarget;
      for (let e = 0; e < count; e++) shares[e] = weights[froms[e]! * stride + tos[e]!]!;
      let to = at;
      for (let c = 0; c < counted.length; c++) {
        const width = widths[c]!;
        const table = tables[c]!;
        for (let k = 0; k < size * width; k++) scratch[k] = 0;
        scratch[0] = 1;
        for (let e = 0; e < count; e++) {
          const u = froms[e]!;
          const v = tos[e]!;
          const share = shares[e]!;
          const shift = table[labels[v]!]!;
          const from = u * width;
          const row = v * width;
          // No path has more to count than vertices.
          const most = Math.min(longestIn[u]!, width - 1);
          for (let k = 0; k < most; k++) scratch[row + k + shift]! += share * scratch[from + k]!;
          scratch[row + Math.min(most + shift, width - 1)]! += share * scratch[from + most]!;
        }
        let mean = 0;
        let square = 0;
        for (let k = 0; k < width; k++) {
          const q = scratch[last * width + k]!;
          out[to + k] = q;
          mean += k * q;
          square += k * k * q;
        }
        out[at + total + 2 * c] = mean;
        out[at + total + 2 * c + 1] = Math.sqrt(Math.max(0, square - mean * mean));
        to += width;
      }
    },
  };
}
