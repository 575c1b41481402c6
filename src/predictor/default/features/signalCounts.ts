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
  { vocabulary, stride: most }: GroupContext,
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
  const scratch = new Float64Array(most * Math.max(...widths));
  return {
    names,
    write({ size, stride, edges, labels }, { weights }, out, at) {
      const last = size - 1;
      let to = at;
      for (let c = 0; c < counted.length; c++) {
        const width = widths[c]!;
        const table = tables[c]!;
        scratch.fill(0, 0, size * width);
        scratch[0] = 1;
        for (let v = 1; v < size; v++) {
          const shift = table[labels[v]!]!;
          const row = v * width;
          for (let u = 0; u < v; u++) {
            if (!edges[u * stride + v]) continue;
            const weight = weights[u * stride + v]!;
            const from = u * width;
            for (let k = 0; k < width - 1; k++) scratch[row + k + shift]! += weight * scratch[from + k]!;
            scratch[row + width - 1]! += weight * scratch[from + width - 1]!;
          }
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
