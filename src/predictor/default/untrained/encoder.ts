import type { Random } from '../../../cells/random';
import { fromHalf, toHalf } from '../../half';
import { type Scaling, scale, scalingOf } from '../math/scaling';
import { dense, denseGradients, inputGradient } from '../network/dense';
import { learn } from '../network/learn';
import { bias, type ParameterShape, viewsOf, weight } from '../network/parameters';
import { takeRows } from '../process/posterior';

/**
 * What was learned of networks before training: small networks that say from a cell's features what `createMeter` would
 * measure. What they say and what their last hidden layers hold is quick to compute, has none of the chance of random
 * weights in it, and is worth more to a predictor than the measurements themselves (docs/predictor.md).
 */
export interface Encoder {
  /** Names of the features of the cells it learned from. */
  readonly features: readonly string[];
  /** Of their signed roots. */
  readonly scaling: Scaling;
  readonly networks: readonly EncoderNetwork[];
}

/** `inputs → hidden → hidden → what is measured`, each hidden layer through `swish`. Weights `[from, to]`. */
export type EncoderNetwork = Readonly<Record<ArrayName, Float32Array>>;

type ArrayName = 'first' | 'firstBias' | 'second' | 'secondBias' | 'last' | 'lastBias';

/** Networks learned, each from start values of its own, and neurons of each of their two layers. */
const networks = 4;
export const hidden = 64;

/** Groups of features that it reads. */
export const encodedGroups = ['cheap', 'power', 'counts', 'reach', 'entropy', 'strength'] as const;

/** How far from the mean an input may be; what is beyond is held there. */
export const encoderLimit = 5;

/** What an input is made of a feature: signed roots keep what is large in sight of what is small. */
export function encoderInput(feature: number): number {
  return Math.sign(feature) * Math.sqrt(Math.abs(feature));
}

const batch = 128;

/**
 * Learns from `features` `[cells, names]` of cells what was measured of them, `[cells, width]`. Features that do not vary
 * are left out.
 */
export async function learnEncoder(
  names: readonly string[],
  features: Float32Array,
  measured: Float32Array,
  width: number,
  random: Random,
  steps = 5000,
): Promise<Encoder> {
  const cells = measured.length / width;
  const raw = features.map(encoderInput);
  const scaling = scalingOf(raw, names.length);
  const inputs = scale(raw, names.length, scaling, encoderLimit);
  const targets = scaledTargets(measured, width);
  const learned: EncoderNetwork[] = [];
  for (let k = 0; k < networks; k++) learned.push(await learnNetwork(inputs, targets, cells, random, steps));
  return { features: names, scaling, networks: learned };
}

function scaledTargets(measured: Float32Array, width: number): Float32Array {
  return scale(measured, width, scalingOf(measured, width), encoderLimit);
}

async function learnNetwork(
  inputs: Float32Array,
  targets: Float32Array,
  cells: number,
  random: Random,
  steps: number,
): Promise<EncoderNetwork> {
  const from = inputs.length / cells;
  const to = targets.length / cells;
  const shapes = {
    first: weight(from, hidden, 0.7),
    firstBias: bias(hidden),
    second: weight(hidden, hidden),
    secondBias: bias(hidden),
    last: weight(hidden, to, 0.7),
    lastBias: bias(to),
  } satisfies Record<string, ParameterShape>;
  const { views } = await learn<ArrayName>(
    {
      shapes,
      schedule: { steps, rate: 3e-3, warmUp: steps / 10, decay: 0.05 },
      rows: cells,
      batch,
      async slope({ views: p }, chosen, gradient) {
        const g = viewsOf(gradient, shapes);
        const x = takeRows(inputs, from, chosen);
        const wanted = takeRows(targets, to, chosen);
        const firstSum = await dense(x, p.first, p.firstBias, false);
        const first = firstSum.map(swish);
        const secondSum = await dense(first, p.second, p.secondBias, false);
        const second = secondSum.map(swish);
        const said = await dense(second, p.last, p.lastBias, false);
        const bySaid = said.map((value, k) => (2 * (value - wanted[k]!)) / said.length);
        await denseGradients(second, bySaid, g.last, g.lastBias);
        const bySecond = throughSwish(await inputGradient(bySaid, p.last, to), secondSum);
        await denseGradients(first, bySecond, g.second, g.secondBias);
        const byFirst = throughSwish(await inputGradient(bySecond, p.second, hidden), firstSum);
        await denseGradients(x, byFirst, g.first, g.firstBias);
      },
    },
    random,
  );
  return views;
}

/** `x · σ(x)`, smooth where a rectifier has a corner (Ramachandran et al., 2017). */
export function swish(x: number): number {
  return x / (1 + Math.exp(-x));
}

/** The gradient by `sums` from that by what `swish` made of them, in place. */
function throughSwish(gradient: Float32Array, sums: Float32Array): Float32Array {
  for (const [k, x] of sums.entries()) {
    const gate = 1 / (1 + Math.exp(-x));
    gradient[k]! *= gate * (1 + x * (1 - gate));
  }
  return gradient;
}

/** An encoder as it is kept: the networks' numbers in half precision, in base 64. */
export interface StoredEncoder {
  readonly features: readonly string[];
  readonly scaling: Readonly<Record<keyof Scaling, readonly number[]>>;
  readonly networks: readonly Readonly<Record<ArrayName, string>>[];
}

export function storeEncoder({ features, scaling, networks }: Encoder): StoredEncoder {
  const short = (values: ArrayLike<number>) => Array.from(values, value => Number(value.toPrecision(6)));
  const store = (values: Float32Array) => Buffer.from(toHalf(values).buffer).toString('base64');
  const { columns, mean, deviation } = scaling;
  return {
    features,
    scaling: { columns: [...columns], mean: short(mean), deviation: short(deviation) },
    networks: networks.map(network => eachArray(name => store(network[name]))),
  };
}

export function restoreEncoder({ features, scaling, networks }: StoredEncoder): Encoder {
  const restore = (stored: string) =>
    fromHalf(new Uint16Array(Uint8Array.from(Buffer.from(stored, 'base64')).buffer));
  return {
    features,
    scaling: {
      columns: Uint16Array.from(scaling.columns),
      mean: Float32Array.from(scaling.mean),
      deviation: Float32Array.from(scaling.deviation),
    },
    networks: networks.map(network => eachArray(name => restore(network[name]))),
  };
}

function eachArray<T>(of: (name: ArrayName) => T): Record<ArrayName, T> {
  return {
    first: of('first'),
    firstBias: of('firstBias'),
    second: of('second'),
    secondBias: of('secondBias'),
    last: of('last'),
    lastBias: of('lastBias'),
  };
}
