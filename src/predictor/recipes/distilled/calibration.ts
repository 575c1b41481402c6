import type { Prediction } from '../../gp/posterior';
import { normalBelow, normalScores } from '../../math/ranks';

/**
 * What makes honest statements of scores and spreads. Scores are normal deviates: Φ(score) is the share of the space that
 * is predicted to be worse. The true place of a cell, as a normal deviate too, is `slope · score + spread · e`, with e
 * between `low` and `high` in four cases of five.
 */
export interface Calibration {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
  /** Two cells' difference over their common spread, times this, is a normal deviate: Φ of it is the chance to be better. */
  readonly sharpness: number;
  /** A spread above this is that of a cell unlike those trained on. */
  readonly unlike: number;
}

/** Of predictions for cells that had no part in them, and the cells' true normal scores. */
export function calibrate(predicted: Prediction, noise: number, targets: Float64Array): Calibration {
  const n = targets.length;
  const scores = normalScores(predicted.mean);
  const spreads = predicted.variance.map(variance => Math.sqrt(variance + noise));
  let both = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    both += scores[i]! * targets[i]!;
    square += scores[i]! ** 2;
  }
  const slope = square > 0 ? Math.max(0.05, both / square) : 1;
  const errors = scores.map((score, i) => (targets[i]! - slope * score) / spreads[i]!);
  return {
    slope,
    low: quantile(errors, 0.1),
    high: quantile(errors, 0.9),
    sharpness: fitSharpness(scores, spreads, targets),
    unlike: 1.1 * quantile(spreads, 1),
  };
}

/** The chance that a cell of the first score and spread beats one of the second. */
export function chanceToBeat(
  { sharpness }: Calibration,
  first: { readonly score: number; readonly spread: number },
  second: { readonly score: number; readonly spread: number },
): number {
  return normalBelow((sharpness * (first.score - second.score)) / Math.hypot(first.spread, second.spread));
}

/** Pairs that the sharpness is fitted to at most. */
const maxPairs = 20_000;

/** The sharpness under which the pairs that did come out as they did were likeliest, by golden section. */
function fitSharpness(scores: Float64Array, spreads: Float64Array, targets: Float64Array): number {
  const n = scores.length;
  const stride = Math.max(1, Math.floor((n * (n - 1)) / 2 / maxPairs));
  const margins: number[] = [];
  let at = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      if (at++ % stride !== 0 || targets[i] === targets[j]) continue;
      const margin = (scores[i]! - scores[j]!) / Math.hypot(spreads[i]!, spreads[j]!);
      margins.push(targets[i]! > targets[j]! ? margin : -margin);
    }
  const loss = (logarithm: number) => {
    const sharpness = Math.exp(logarithm);
    let sum = 0;
    for (const margin of margins) sum -= Math.log(Math.max(1e-9, normalBelow(sharpness * margin)));
    return sum;
  };
  return Math.exp(minimumOf(loss, Math.log(0.1), Math.log(10)));
}

function minimumOf(f: (x: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = from;
  let high = to;
  for (let k = 0; k < 40; k++) {
    const a = high - golden * (high - low);
    const b = low + golden * (high - low);
    if (f(a) < f(b)) high = b;
    else low = a;
  }
  return (low + high) / 2;
}

/** Between the two nearest values. */
function quantile(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const left = sorted[below]!;
  return left + (at - below) * ((sorted[below + 1] ?? left) - left);
}
