import { scale } from '../math/scaling';
import { encoderInput, encoderLimit, hidden, restoreEncoder, swish } from '../untrained/encoder';
import stored from '../untrained/encoder.json';
import { cheapGroup } from './cheap';
import { entropyGroup } from './entropy';
import type { FeatureGroup, GroupContext } from './group';
import { countsGroup, reachGroup } from './signalCounts';
import { strengthGroup } from './strength';
import { powerGroup } from './weightedPairs';

/** Of `encodedGroups`. */
const makers = [cheapGroup, powerGroup, countsGroup, reachGroup, entropyGroup, strengthGroup];

const encoder = restoreEncoder(stored);
const known = new Map(encoder.features.map((name, column) => [name, column]));

/**
 * What is to be expected of networks of the cell before any training, from an encoder that has looked at many (see
 * `Encoder`). None where operations stand on edges or the space has some that the encoder does not know.
 */
export function untrainedGroup(context: GroupContext): FeatureGroup {
  const parts = makers.map(make => make(context));
  const own = parts.flatMap(({ names }) => names);
  if (context.edgeVertices > 0 || own.some(name => !known.has(name))) return { names: [], write() {} };

  const { scaling, networks } = encoder;
  const places = Uint16Array.from(own, name => known.get(name)!);
  const read = new Float32Array(own.length);
  const all = new Float32Array(encoder.features.length);
  const first = new Float32Array(hidden);
  const second = new Float32Array(hidden);
  const measured = networks[0]!.lastBias.length;
  const said = new Float32Array(measured);
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
      const inputs = scale(all, all.length, scaling, encoderLimit);
      out.fill(0, at, at + measured);
      for (const [n, network] of networks.entries()) {
        layer(inputs, network.first, network.firstBias, first);
        through(first);
        layer(first, network.second, network.secondBias, second);
        through(second);
        layer(second, network.last, network.lastBias, said);
        for (let k = 0; k < measured; k++) out[at + k]! += said[k]! / networks.length;
        out.set(second, at + measured + n * hidden);
      }
    },
  };
}

/** `x · weights + bias`; `weights` `[from, to]`. */
function layer(x: Float32Array, weights: Float32Array, bias: Float32Array, out: Float32Array): void {
  out.set(bias);
  for (let from = 0, at = 0; from < x.length; from++) {
    const value = x[from]!;
    for (let to = 0; to < out.length; to++, at++) out[to]! += value * weights[at]!;
  }
}

function through(values: Float32Array): void {
  for (let k = 0; k < values.length; k++) values[k] = swish(values[k]!);
}
