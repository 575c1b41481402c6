import { type FeatureGroup, type GroupContext, pairs } from './group';

/**
 * How strong the output's signal is, not only where it comes from: its power in all, its logarithm, its power for each
 * share of channels, the most that enters any vertex, and how much each sort of vertex gives.
 */
export function strengthGroup({ vocabulary }: GroupContext): FeatureGroup {
  const givers = vocabulary.keys.slice(0, -1);
  const names = [
    'strength',
    'strength.log',
    'strength.mean',
    'strength.most',
    ...pairs(['strength'], givers),
  ];
  return {
    names,
    write({ size, stride, edges, labels, channels }, { power, entering }, out, at) {
      out.fill(0, at, at + names.length);
      const last = size - 1;
      let width = 0;
      for (let u = 0; u < last; u++) {
        if (!edges[u * stride + last]) continue;
        const share = edges[u * stride + last]! * (u === 0 ? 1 : channels[u]!);
        width += share;
        out[at + 4 + labels[u]!]! += share * power[u]!;
      }
      const total = entering[last]!;
      let most = 0;
      for (let v = 1; v < last; v++) if (entering[v]! > most) most = entering[v]!;
      out[at] = total;
      out[at + 1] = Math.log(total + 1e-6);
      out[at + 2] = width > 0 ? total / width : 0;
      out[at + 3] = Math.log1p(most);
    },
  };
}
