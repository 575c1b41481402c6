import type { NetworkGroup } from './group';
import type { LayerKind } from './reading';
import { hasWeights } from './walk';

/** Layers that the walk tells apart; it passes through all others. */
export const walkedKinds = ['conv1', 'convk', 'depthwise', 'pool', 'linear', 'attention', 'gate'] as const;

const count = walkedKinds.length;
const indexOf = new Map<LayerKind, number>(walkedKinds.map((kind, i) => [kind, i]));

/** Sums along the walk of one for each layer that is so. */
const sums: readonly (readonly [string, (kind: LayerKind) => boolean])[] = [
  ['weighted', kind => indexOf.has(kind) && kind !== 'pool' && kind !== 'gate'],
  ['spatial', kind => kind === 'convk' || kind === 'depthwise'],
  ['pools', kind => kind === 'pool'],
  ['any', kind => indexOf.has(kind) && kind !== 'gate'],
];

const perKind = ['visits', 'share', 'squares', 'peak', 'fanIn', 'fanOut', 'distance', 'power'] as const;

/**
 * What the walk along the signal's power meets: which operation after which (`P:a>b`, the logarithm of one more than how
 * often), how often and where each kind, and the mean and deviation of the number of layers on its way.
 */
export const walkGroup: NetworkGroup = {
  names: [
    ...[...walkedKinds, 'input'].flatMap(a => walkedKinds.map(b => `P:${a}>${b}`)),
    ...walkedKinds.flatMap(kind => perKind.map(name => `${name}:${kind}`)),
    ...sums.flatMap(([name]) => [`mean:${name}`, `deviation:${name}`]),
    'concentration',
    'joined.mean',
    'joined.most',
    'joined.visits',
    'entropy',
  ],
  write({ layers }, walk, out, at) {
    const { power, shares, visits, readers } = walk;
    const n = layers.length;
    const states = count + 1;
    // Of each layer, which kind the walk met last before it, coming from the input: a distribution.
    const last = new Float64Array(n * states);
    const pairs = new Float64Array(states * count);
    const means = new Float64Array(n * sums.length);
    const squares = new Float64Array(n * sums.length);
    const since = new Float64Array(n);
    const kinds = new Float64Array(count * 7);
    let concentration = 0;
    let entropy = 0;
    let joins = 0;
    let joined = 0;
    let maxJoined = 0;
    let joinedVisits = 0;
    let output = n - 1;
    for (let i = 0; i < n; i++) {
      const layer = layers[i]!;
      const { inputs, kind } = layer;
      const seen = visits[i]!;
      concentration += seen * seen;
      joinedVisits += seen * Math.log(Math.max(power[i]!, 1e-9));
      if (inputs.length === 0) {
        last[i * states + count] = 1;
        continue;
      }
      const own = shares[i]!;
      const to = i * states;
      const into = i * sums.length;
      let least = Number.POSITIVE_INFINITY;
      for (let k = 0; k < inputs.length; k++) {
        const input = inputs[k]!;
        const share = own[k]!;
        if (inputs.length > 1) entropy -= seen * share * Math.log(share + 1e-12);
        for (let s = 0; s < states; s++) last[to + s]! += share * last[input * states + s]!;
        for (let s = 0; s < sums.length; s++) {
          means[into + s]! += share * means[input * sums.length + s]!;
          squares[into + s]! += share * squares[input * sums.length + s]!;
        }
        least = Math.min(least, since[input]!);
      }
      if (kind === 'add' || kind === 'concat') {
        const log = Math.log(Math.max(power[i]!, 1e-9));
        joins++;
        joined += log;
        maxJoined = Math.max(maxJoined, log);
      }
      since[i] = (kind === 'concat' ? 0 : least) + (hasWeights(layer) ? 1 : 0);
      if (readers[i] === 0) output = i;
      // The classifier is the same in all networks of a space.
      if (readers[i] === 0 && kind === 'linear') continue;
      for (let s = 0; s < sums.length; s++) {
        if (!sums[s]![1](kind)) continue;
        squares[into + s]! += 2 * means[into + s]! + 1;
        means[into + s]!++;
      }
      const own_ = indexOf.get(kind);
      if (own_ === undefined) continue;
      for (let s = 0; s < states; s++) {
        pairs[s * count + own_]! += seen * last[to + s]!;
        last[to + s] = 0;
      }
      last[to + own_] = 1;
      const first = layers[inputs[0]!]!;
      const fanIn = first.kind === 'add' || first.kind === 'concat' ? first.inputs.length : 1;
      const base = own_ * 7;
      kinds[base]! += seen;
      kinds[base + 1]! += seen * seen;
      kinds[base + 2]! += seen * fanIn;
      kinds[base + 3]! += seen * readers[i]!;
      kinds[base + 4]! += seen * since[i]!;
      kinds[base + 5]! += seen * Math.log(Math.max(power[inputs[0]!]!, 1e-9));
    }
    for (let p = 0; p < pairs.length; p++) out[at++] = Math.log1p(pairs[p]!);
    let all = 0;
    for (let k = 0; k < count; k++) all += kinds[k * 7]!;
    for (let k = 0; k < count; k++) {
      const base = k * 7;
      const seen = kinds[base]!;
      out[at++] = Math.log1p(seen);
      out[at++] = all > 0 ? seen / all : 0;
      out[at++] = Math.log1p(kinds[base + 1]!);
      out[at++] = seen > 0 ? kinds[base + 1]! / seen : 0;
      out[at++] = Math.log1p(kinds[base + 2]!);
      out[at++] = Math.log1p(kinds[base + 3]!);
      out[at++] = Math.log1p(kinds[base + 4]!);
      out[at++] = Math.asinh(kinds[base + 5]!);
    }
    for (let s = 0; s < sums.length; s++) {
      const mean = means[output * sums.length + s]!;
      out[at++] = Math.log1p(mean);
      out[at++] = Math.sqrt(Math.max(0, squares[output * sums.length + s]! - mean * mean)) / (mean + 1);
    }
    out[at++] = Math.log1p(concentration);
    out[at++] = joins > 0 ? joined / joins : 0;
    out[at++] = maxJoined;
    out[at++] = joinedVisits;
    out[at++] = entropy;
  },
};
