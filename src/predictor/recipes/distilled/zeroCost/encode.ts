import type { Cell } from '../../../../cells/cell';
import type { SearchSpace } from '../../../../cells/space';
import { createFeatures, type GroupName } from '../../../features/features';
import { featureKindOf } from '../../../features/kinds/featureKind';
import { rowsAtOnce } from '../../../gp/posterior';
import { scale } from '../../../math/scaling';
import { dense } from '../gnn/dense';
import {
  type Encoder,
  type EncoderNetwork,
  encoderInput,
  encoderLimit,
  hidden,
  restoreEncoder,
  swish,
} from './encoder';
import stored from './encoder.json';

/** Groups of features that the encoder reads. */
export const encodedGroups: readonly GroupName[] = [
  'cheap',
  'power',
  'counts',
  'reach',
  'entropy',
  'strength',
];

let restored: Encoder | undefined;

/** Restored when it is first asked for: most processes ask for none, and it takes as long as the rest of their start. */
function knownEncoder(): Encoder {
  restored ??= restoreEncoder(stored);
  return restored;
}

export interface Encoding {
  readonly width: number;
  /** `[cells, width]`. */
  matrix(cells: readonly Cell[]): Promise<Float32Array>;
}

/**
 * What is to be expected of networks of the cells before any training, from an encoder that has looked at many (see
 * `Encoder`): what those of its networks that are asked say on the average, and what the last hidden layer of each holds.
 * Of width 0 where outputs of cells are not concatenated or the space has operations that the encoder does not know.
 */
export function createEncoding(space: SearchSpace, asked: readonly number[]): Encoding {
  const reader = createFeatures(space, encodedGroups, 'functional');
  const { untrained } = featureKindOf(space).traits(space);
  const known = new Map(stored.features.map((name, column) => [name, column]));
  if (!untrained?.concatenates || reader.names.some(name => !known.has(name)))
    return { width: 0, matrix: async () => new Float32Array() };
  const places = Uint16Array.from(reader.names, name => known.get(name)!);
  const encoder = knownEncoder();
  const networks = asked.map(n => encoder.networks[n]!);
  const width = encoder.networks[0]!.lastBias.length + networks.length * hidden;
  return {
    width,
    async matrix(cells) {
      const out = new Float32Array(cells.length * width);
      for (let start = 0; start < cells.length; start += rowsAtOnce) {
        const features = reader.matrix(cells.slice(start, start + rowsAtOnce));
        const inputs = inputsFrom(features, places, encoder);
        await encode(networks, inputs, out.subarray(start * width), width);
      }
      return out;
    },
  };
}

/** Scaled inputs `[cells, columns]` from a space's own features `[cells, places]`; those that it has not are 0. */
function inputsFrom(features: Float32Array, places: Uint16Array, { features: names, scaling }: Encoder) {
  const all = names.length;
  const cells = features.length / places.length;
  const raw = new Float32Array(cells * all);
  for (let i = 0, at = 0; i < cells; i++)
    for (const place of places) raw[i * all + place] = encoderInput(features[at++]!);
  return scale(raw, all, scaling, encoderLimit);
}

async function encode(
  networks: readonly EncoderNetwork[],
  inputs: Float32Array,
  out: Float32Array,
  width: number,
): Promise<void> {
  for (const [n, network] of networks.entries()) {
    const { said, held } = await ask(network, inputs);
    const measured = network.lastBias.length;
    const rows = said.length / measured;
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < measured; k++) out[i * width + k]! += said[i * measured + k]! / networks.length;
      out.set(held.subarray(i * hidden, (i + 1) * hidden), i * width + measured + n * hidden);
    }
  }
}

async function ask(network: EncoderNetwork, inputs: Float32Array) {
  const first = (await dense(inputs, network.first, network.firstBias, false)).map(swish);
  const held = (await dense(first, network.second, network.secondBias, false)).map(swish);
  return { held, said: await dense(held, network.last, network.lastBias, false) };
}
