import { type FeatureGroup, type GroupContext, operationKeys, pairs } from './group';

/** How evenly the output's signal is spread over the vertices and their ways in, and how its power grows. */
export function entropyGroup({ vocabulary }: GroupContext): FeatureGroup {
  const keys = operationKeys(vocabulary);
  const m = keys.length;
  const names = [
    'entropy',
    'concentration',
    'logPower',
    'signal.logPower',
    ...pairs(['concentration.in'], [...keys, 'output']),
    ...pairs(['signal.logPower'], keys),
    ...pairs(['concentration'], keys),
    ...pairs(['most.signal'], keys),
  ];
  return {
    names,
    write({ size, stride, edges, labels }, { power, weights, backward }, out, at) {
      out.fill(0, at, at + names.length);
      const columns = at + 3; // labels begin at 1
      const powers = columns + m + 1;
      const squares = powers + m;
      const most = squares + m;
      for (let v = 0; v < size; v++) {
        const share = backward[v]!;
        if (share > 0) out[at]! += share * Math.log(share);
        out[at + 1]! += share * share;
        if (v === 0) continue;
        const label = labels[v]!;
        let column = 0;
        for (let u = 0; u < v; u++) if (edges[u * stride + v]) column += weights[u * stride + v]! ** 2;
        out[columns + label]! += share * column;
        if (v === size - 1) break;
        const logPower = power[v]! === 1 ? 0 : Math.log(power[v]!);
        out[at + 2]! += logPower;
        out[at + 3]! += share * logPower;
        out[powers + label]! += share * logPower;
        out[squares + label]! += share * share;
        if (share > out[most + label]!) out[most + label] = share;
      }
    },
  };
}
