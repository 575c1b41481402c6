import { scale } from '../math/scaling';
import { encoderInput, encoderLimit, hidden, restoreEncoder, swish } from '../untrained/encoder';
import stored from '../untrained/encoder.json';
import { cheapGroup } from './cheap';
import { entropyGroup } from './entropy';
import type { FeatureGroup, GroupContext } from './group';
import { countsGroup, reachGroup } from './signalCounts';
import { strengthGroup } from './strength';
import { powerGroup } from './weightedPairs';

/** Groups of features that the encoder reads. */
export const encodedGroups = {
  cheap: cheapGroup,
  power: powerGroup,
  counts: countsGroup,
  reach: reachGroup,
  entropy: entropyGroup,
  strength: strengthGroup,
};

const encoder = restoreEncoder(stored);
const networks = encoder.networks.map(({ first, firstBias, second, secondBias, last, lastBias }) => ({
  first: layerOf(first, firstBias),
  second: layerOf(second, secondBias),
  last: layerOf(last, lastBias),
}));
const known = new Map(encoder.features.map((name, column) => [name, column]));

/**
 * What is to be expected of networks of the cell before any training, from an encoder that has looked at many (see
 * `Encoder`). None where operations stand on edges or the space has some that the encoder does not know.
 */
export function untrainedGroup(context: GroupContext): FeatureGroup {
  const parts = Object.values(encodedGroups).map(make => make(context));
  const own = parts.flatMap(({ names }) => names);
  if (context.edgeVertices > 0 || own.some(name => !known.has(name))) return { names: [], write() {} };

  const { scaling } = encoder;
  const places = Uint16Array.from(own, name => known.get(name)!);
  const read = new Float32Array(own.length);
  const all = new Float32Array(encoder.features.length);
  const inputs = new Float64Array(scaling.columns.length);
  const first = new Float64Array(hidden);
  const second = new Float64Array(hidden);
  const measured = networks[0]!.last.bias.length;
  const said = new Float64Array(measured);
  return {
    names: [
      ...Array.from({ length: measured }, (_, k) => `untrained.${k}`),
      ...networks.flatMap((_, n) => Array.from({ length: hidden }, (_, k) => `untrained.${n}.${k}`)),
    ],
    write(graph, flow, out, at) {
      let start = 0;
      for (const part of parts) {
        part.write(graph, flow, read, start);
        start += part.names.length;
      }
      for (const [k, place] of places.entries()) all[place] = encoderInput(read[k]!);
      inputs.set(scale(all, all.length, scaling, encoderLimit));
      out.fill(0, at, at + measured);
      for (const [n, network] of networks.entries()) {
        pass(inputs, network.first, first);
        through(first);
        pass(first, network.second, second);
        through(second);
        pass(second, network.last, said);
        for (let k = 0; k < measured; k++) out[at + k]! += said[k]! / networks.length;
        out.set(second, at + measured + n * hidden);
      }
    },
  };
}

/** Weights `[to, from]`, so that a neuron's lie side by side; in the precision that sums are made in. */
interface Layer {
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

function layerOf(weights: Float32Array, bias: Float32Array): Layer {
  const to = bias.length;
  const from = weights.length / to;
  return {
    weights: Float64Array.from(weights, (_, k) => weights[(k % from) * to + Math.floor(k / from)]!),
    bias: Float64Array.from(bias),
  };
}

/** Four neurons at a time, which is three times as quick as one. */
function pass(x: Float64Array, { weights, bias }: Layer, out: Float64Array): void {
  const n = x.length;
  let to = 0;
  for (; to + 4 <= out.length; to += 4) {
    let a = bias[to]!;
    let b = bias[to + 1]!;
    let c = bias[to + 2]!;
    let d = bias[to + 3]!;
    for (let k = 0, at = to * n; k < n; k++, at++) {
      const value = x[k]!;
      a += value * weights[at]!;
      b += value * weights[at + n]!;
      c += value * weights[at + 2 * n]!;
      d += value * weights[at + 3 * n]!;
    }
    out[to] = a;
    out[to + 1] = b;
    out[to + 2] = c;
    out[to + 3] = d;
  }
  for (; to < out.length; to++) {
    let sum = bias[to]!;
    for (let k = 0, at = to * n; k < n; k++, at++) sum += x[k]! * weights[at]!;
    out[to] = sum;
  }
}

function through(values: Float64Array): void {
  for (let k = 0; k < values.length; k++) values[k] = swish(values[k]!);
}
