import type { Cell } from '../../../../cells/cell';
import type { SearchSpace } from '../../../../cells/space';
import { createFeatures, type GroupName } from '../../../features/features';
import { featureKindOf } from '../../../features/kinds/featureKind';
import { rowsAtOnce } from '../../../gp/posterior';
import { type Scaling, scale } from '../../../math/scaling';
import { dense } from '../gnn/dense';
import {
  type EncoderNetwork,
  encoderInput,
  encoderLimit,
  hidden,
  restoreNetwork,
  restoreScaling,
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

const restored = new Map<number, EncoderNetwork>();

/** Restored when it is first asked for: most processes ask for none, and all take as long as the rest of their start. */
function knownNetwork(n: number): EncoderNetwork {
  const network = restored.get(n) ?? restoreNetwork(stored.networks[n]!);
  restored.set(n, network);
  return network;
}

export interface Encoding {
  readonly width: number;
  /** `[cells, width]`. */
  matrix(cells: readonly Cell[]): Promise<Float32Array>;
  /** The same for few cells, some twentieth of a millisecond each, without an engine. */
  matrixNow(cells: readonly Cell[]): Float32Array;
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
    return { width: 0, matrix: async () => new Float32Array(), matrixNow: () => new Float32Array() };
  const places = Uint16Array.from(reader.names, name => known.get(name)!);
  const scaling = restoreScaling(stored.scaling);
  const networks = asked.map(knownNetwork);
  const width = networks[0]!.lastBias.length + networks.length * hidden;
  const inputsOf = (cells: readonly Cell[]) => inputsFrom(reader.matrix(cells), places, scaling);
  return {
    width,
    async matrix(cells) {
      const out = new Float32Array(cells.length * width);
      for (let start = 0; start < cells.length; start += rowsAtOnce) {
        const inputs = inputsOf(cells.slice(start, start + rowsAtOnce));
        for (const [n, network] of networks.entries()) {
          const answer = await ask(network, inputs);
          keep(answer, out.subarray(start * width), width, n, networks.length);
        }
      }
      return out;
    },
    matrixNow(cells) {
      const out = new Float32Array(cells.length * width);
      const inputs = inputsOf(cells);
      for (const [n, network] of networks.entries())
        keep(askNow(network, inputs), out, width, n, networks.length);
      return out;
    },
  };
}

/** Scaled inputs `[cells, columns]` from a space's own features `[cells, places]`; those that it has not are 0. */
function inputsFrom(features: Float32Array, places: Uint16Array, scaling: Scaling): Float32Array {
  const all = stored.features.length;
  const cells = features.length / places.length;
  const raw = new Float32Array(cells * all);
  for (let i = 0, at = 0; i < cells; i++)
    for (const place of places) raw[i * all + place] = encoderInput(features[at++]!);
  return scale(raw, all, scaling, encoderLimit);
}

interface Answer {
  /** `[cells, measured]` */
  readonly said: Float32Array;
  /** `[cells, hidden]` */
  readonly held: Float32Array;
}

/** Adds what the `n`th of some networks answers: what they say on the average, and what each holds. */
function keep({ said, held }: Answer, out: Float32Array, width: number, n: number, networks: number): void {
  const rows = held.length / hidden;
  const measured = said.length / rows;
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < measured; k++) out[i * width + k]! += said[i * measured + k]! / networks;
    out.set(held.subarray(i * hidden, (i + 1) * hidden), i * width + measured + n * hidden);
  }
}

async function ask(network: EncoderNetwork, inputs: Float32Array): Promise<Answer> {
  const first = (await dense(inputs, network.first, network.firstBias, false)).map(swish);
  const held = (await dense(first, network.second, network.secondBias, false)).map(swish);
  return { held, said: await dense(held, network.last, network.lastBias, false) };
}

function askNow(network: EncoderNetwork, inputs: Float32Array): Answer {
  const first = denseNow(inputs, network.first, network.firstBias).map(swish);
  const held = denseNow(first, network.second, network.secondBias).map(swish);
  return { held, said: denseNow(held, network.last, network.lastBias) };
}

/** `x · w + b` without an engine. `x` `[rows, from]`, `w` `[from, to]`, `b` `[to]`. */
function denseNow(x: Float32Array, w: Float32Array, b: Float32Array): Float32Array {
  const to = b.length;
  const from = w.length / to;
  const y = new Float32Array((x.length / from) * to);
  for (let at = 0, row = 0; row < y.length; row += to) {
    for (let k = 0; k < to; k++) y[row + k] = b[k]!;
    for (let j = 0; j < w.length; j += to, at++) {
      const value = x[at]!;
      for (let k = 0; k < to; k++) y[row + k]! += value * w[j + k]!;
    }
  }
  return y;
}
