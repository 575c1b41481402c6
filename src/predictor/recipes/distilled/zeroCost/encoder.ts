import { fromHalf, toHalf } from '../../../half';
import type { Scaling } from '../../../math/scaling';

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

export type ArrayName = 'first' | 'firstBias' | 'second' | 'secondBias' | 'last' | 'lastBias';

/** Networks that are learned, each from start values of its own. */
export const encoderNetworks = 8;

/** Neurons of each of a network's two hidden layers. */
export const hidden = 64;

/** How far from the mean an input may be; what is beyond is held there. */
export const encoderLimit = 5;

/** What an input is made of a feature: signed roots keep what is large in sight of what is small. */
export function encoderInput(feature: number): number {
  return Math.sign(feature) * Math.sqrt(Math.abs(feature));
}

/** `x · σ(x)`, smooth where a rectifier has a corner (Ramachandran et al., 2017). */
export function swish(x: number): number {
  return x / (1 + Math.exp(-x));
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
  return { features, scaling: restoreScaling(scaling), networks: networks.map(restoreNetwork) };
}

export function restoreScaling({ columns, mean, deviation }: StoredEncoder['scaling']): Scaling {
  return {
    columns: Uint16Array.from(columns),
    mean: Float32Array.from(mean),
    deviation: Float32Array.from(deviation),
  };
}

export function restoreNetwork(network: StoredEncoder['networks'][number]): EncoderNetwork {
  return eachArray(name =>
    fromHalf(new Uint16Array(Uint8Array.from(Buffer.from(network[name], 'base64')).buffer)),
  );
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
