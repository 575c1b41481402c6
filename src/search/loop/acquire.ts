import type { Random } from '../../cells/random';
import type { CandidatePosterior } from './candidatePosterior';

/** How the next cells to measure are chosen under a posterior. */
export type Acquisition =
  /** For the best cell: the highest upper confidence bound, treating each chosen one as measured. */
  | 'ucb'
  /** For the best ranking: what most reduces the variance of all candidates. */
  | 'variance-reduction';

/** The upper bound is so many deviations above the mean. */
const usualReach = 0.5;
/** Maximum number of classes, those with the highest bounds, whose joint covariance is computed. */
const maxContenders = 400;
/** For variance reduction: maximum number of classes to choose from, and draws of the cells whose variance is to fall. */
const maxChoosable = 1500;
const referencePoints = 600;

/**
 * `count` of the candidates in `open`, in the order chosen. `sizes` tells how many cells each candidate stands for. Those
 * that are `pending` count as measured, at what is expected of them.
 */
export async function acquire(
  posterior: CandidatePosterior,
  open: readonly number[],
  count: number,
  acquisition: Acquisition,
  sizes: (candidate: number) => number,
  random: Random,
  pending: readonly number[] = [],
  reach = usualReach,
): Promise<number[]> {
  if (open.length === 0) return [];
  if (acquisition === 'variance-reduction') {
    const some = open.length <= maxChoosable ? open : random.shuffle([...open]).slice(0, maxChoosable);
    const S = await remainingCovariance(posterior, some, pending);
    const weights = drawReferencePoints(some.map(sizes), random);
    return byVariance(S, weights, posterior.noise, count).map(at => some[at]!);
  }
  const some = best(open, at => posterior.mean[at]! + 2 * Math.sqrt(posterior.variance[at]!), maxContenders);
  const S = await remainingCovariance(posterior, some, pending);
  const means = some.map(at => posterior.mean[at]!);
  return byBound(means, S, posterior.noise, count, reach).map(at => some[at]!);
}

/** Covariances among some candidates, `[n, n]`, that are left when others are measured too. */
async function remainingCovariance(
  posterior: CandidatePosterior,
  some: readonly number[],
  pending: readonly number[],
): Promise<Float64Array> {
  if (pending.length === 0) return posterior.covariance(some);
  const n = some.length;
  const all = n + pending.length;
  const S = await posterior.covariance([...some, ...pending]);
  for (let at = n; at < all; at++) subtractMeasured(S, all, at, posterior.noise);
  const rest = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rest.set(S.subarray(i * all, i * all + n), i * n);
  return rest;
}

/** Changes covariances, `[n, n]`, to what is left when one is measured. */
function subtractMeasured(S: Float64Array, n: number, measured: number, noise: number): void {
  const column = S.slice(measured * n, (measured + 1) * n);
  const scale = 1 / (column[measured]! + noise);
  for (let i = 0; i < n; i++) {
    const factor = column[i]! * scale;
    for (let j = 0, at = i * n; j < n; j++, at++) S[at]! -= factor * column[j]!;
  }
}

/** The `count` highest, highest first. */
function best(candidates: readonly number[], worth: (candidate: number) => number, count: number): number[] {
  const worths = Float64Array.from(candidates, worth);
  const order = Uint32Array.from(candidates.keys()).sort((a, b) => worths[b]! - worths[a]! || a - b);
  return Array.from(order.subarray(0, count), at => candidates[at]!);
}

function byBound(
  means: readonly number[],
  S: Float64Array,
  noise: number,
  count: number,
  reach: number,
): number[] {
  return greedily(
    S,
    means.length,
    noise,
    count,
    i => means[i]! + reach * Math.sqrt(Math.max(0, S[i * means.length + i]!)),
  );
}

/** How often each is drawn as a witness, the more cells it stands for the likelier. */
function drawReferencePoints(sizes: readonly number[], random: Random): Uint16Array {
  const ends: number[] = [];
  for (const size of sizes) ends.push((ends.at(-1) ?? 0) + size);
  const drawn = new Uint16Array(sizes.length);
  for (let k = 0; k < referencePoints; k++) {
    const at = random.next() * ends.at(-1)!;
    drawn[ends.findIndex(end => at < end)]!++;
  }
  return drawn;
}

function byVariance(S: Float64Array, weights: ArrayLike<number>, noise: number, count: number): number[] {
  const n = weights.length;
  const watched = Array.from({ length: n }, (_, i) => i).filter(i => weights[i]! > 0);
  return greedily(S, n, noise, count, i => {
    let sum = 0;
    for (const j of watched) sum += weights[j]! * S[i * n + j]! ** 2;
    return sum / (S[i * n + i]! + noise);
  });
}

/** Again and again the one worth most; S, changed in place, is then what is left when that one is measured. */
function greedily(
  S: Float64Array,
  n: number,
  noise: number,
  count: number,
  worth: (index: number) => number,
): number[] {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, n)) {
    let top = -1;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < n; i++) {
      if (chosen.has(i)) continue;
      const value = worth(i);
      if (value > highest) {
        highest = value;
        top = i;
      }
    }
    chosen.add(top);
    subtractMeasured(S, n, top, noise);
  }
  return [...chosen];
}
