import type { LayerKind, NetworkReading, PlainLayer } from './reading';

/**
 * A walk from the outputs back to the inputs that follows the power of the signal. A layer with weights is normalised and
 * gives out power 1; sums add what comes in; concatenations have the mean of it, weighted by channels; everything else
 * passes it on. A step goes to an input with the probability of its share in what comes in.
 */
export interface PowerWalk {
  /** `[layers]`: the power that each gives out. */
  readonly power: Float64Array;
  /** For each layer the share of each of its inputs; adds up to 1. */
  readonly shares: readonly Float64Array[];
  /** `[layers]`: how often the walk meets each. Outputs have 1 together. */
  readonly visits: Float64Array;
  /** `[layers]`: how many layers read each. */
  readonly readers: Uint16Array;
  /** `[layers]`: the most layers with weights on a way from an input, it included; the fewest; the mean of the walk. */
  readonly longest: Float64Array;
  readonly shortest: Float64Array;
  /** `[layers]`: logarithm of the number of ways from an input. */
  readonly logWays: Float64Array;
}

const weighted: ReadonlySet<LayerKind> = new Set(['conv1', 'convk', 'depthwise', 'linear', 'attention']);

export function hasWeights({ kind }: PlainLayer): boolean {
  return weighted.has(kind);
}

export function walkPower({ layers }: NetworkReading): PowerWalk {
  const n = layers.length;
  const walk = {
    power: new Float64Array(n).fill(1),
    shares: new Array<Float64Array>(n),
    visits: new Float64Array(n),
    readers: new Uint16Array(n),
    longest: new Float64Array(n),
    shortest: new Float64Array(n),
    logWays: new Float64Array(n),
  };
  const { power, shares, visits, readers, longest, shortest, logWays } = walk;
  for (let i = 0; i < n; i++) {
    const layer = layers[i]!;
    const { inputs, kind } = layer;
    const own = new Float64Array(inputs.length);
    shares[i] = own;
    if (inputs.length === 0) continue;
    let total = 0;
    let channels = 0;
    let most = 0;
    let least = Number.POSITIVE_INFINITY;
    let ways = 0;
    for (let k = 0; k < inputs.length; k++) {
      const input = inputs[k]!;
      const width = kind === 'concat' ? layers[input]!.channels : 1;
      own[k] = width * power[input]!;
      total += own[k]!;
      channels += width;
      readers[input]!++;
      most = Math.max(most, longest[input]!);
      least = Math.min(least, shortest[input]!);
      ways += Math.exp(Math.min(600, logWays[input]!));
    }
    for (let k = 0; k < own.length; k++) own[k]! /= total;
    const step = weighted.has(kind) ? 1 : 0;
    power[i] =
      step || kind === 'gate' || kind === 'globalpool' ? 1 : kind === 'concat' ? total / channels : total;
    longest[i] = most + step;
    shortest[i] = least + step;
    logWays[i] = Math.log(ways);
  }
  let outputs = 0;
  for (let i = 0; i < n; i++) if (readers[i] === 0) outputs++;
  for (let i = n - 1; i >= 0; i--) {
    if (readers[i] === 0) visits[i] = 1 / outputs;
    const { inputs } = layers[i]!;
    for (let k = 0; k < inputs.length; k++) visits[inputs[k]!]! += visits[i]! * shares[i]![k]!;
  }
  return walk;
}
