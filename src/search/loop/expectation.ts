import { valuesOfScores } from './acquireFront';
import type { CandidatePosterior } from './candidatePosterior';
import type { Measurement } from './gpSurrogate';

/** What a training is expected to measure, on the scale of what was measured. */
export interface Expectation {
  readonly value: number;
  /** The 80 % interval, noise included. */
  readonly low: number;
  readonly high: number;
}

/** A standard normal is between −1.2816 and 1.2816 with a probability of 80 %. */
const halfWidth = 1.2816;
/** Of fewer measurements there is no scale to read off. */
const fewest = 3;

/** `undefined` where too little is measured. */
export function expectationOf(
  posterior: CandidatePosterior | undefined,
  index: number,
  measured: readonly Measurement[],
): Expectation | undefined {
  if (!posterior || measured.length < fewest) return undefined;
  const toValue = valuesOfScores(measured);
  const mean = posterior.mean[index]!;
  const reach = halfWidth * Math.sqrt(Math.max(0, posterior.variance[index]!) + posterior.noise);
  return { value: toValue(mean), low: toValue(mean - reach), high: toValue(mean + reach) };
}
