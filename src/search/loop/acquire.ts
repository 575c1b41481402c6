import type { Random } from '../../cells/random';
import { cholesky } from '../../predictor/math/cholesky';
import type { Posterior } from './posterior';

/** How the next cells to measure are chosen under a posterior. */
export type Acquisition =
  /** For the best cell: the best of the cells in one draw of what might be, for each cell to choose. */
  | 'thompson'
  /** For the best cell: the highest upper bound, taking each chosen one as measured. */
  | 'bound'
  /** For the best ranking: what most reduces the uncertainty of all. */
  | 'ranking';

/** Classes that a draw of the joint posterior takes in. */
const contenders = 400;
/** Classes that are looked at where the uncertainty of all is to fall, and draws of those that stand for all. */
const choosable = 1500;
const witnesses = 600;

/**
 * `count` of the candidates in `open`, in the order chosen. `sizes` tells how many cells each candidate stands for.
 */
export async function acquire(
  posterior: Posterior,
  open: readonly number[],
  count: number,
  acquisition: Acquisition,
  sizes: (candidate: number) => number,
  random: Random,
): Promise<number[]> {
  if (open.length === 0) return [];
  if (acquisition === 'ranking') {
    const some = open.length <= choosable ? open : random.shuffle([...open]).slice(0, choosable);
    const S = await posterior.covariance(some);
    const weights = witnessesAmong(some.map(sizes), random);
    return byVariance(S, weights, posterior.noise, count).map(at => some[at]!);
  }
  const some = best(open, at => posterior.mean[at]! + 2 * Math.sqrt(posterior.variance[at]!), contenders);
  const S = await posterior.covariance(some);
  const means = some.map(at => posterior.mean[at]!);
  const chosen =
    acquisition === 'thompson' ? byDraws(means, S, count, random) : byBound(means, S, posterior.noise, count);
  return chosen.map(at => some[at]!);
}

/** The `count` highest, highest first. */
function best(candidates: readonly number[], worth: (candidate: number) => number, count: number): number[] {
  const worths = Float64Array.from(candidates, worth);
  const order = Uint32Array.from(candidates.keys()).sort((a, b) => worths[b]! - worths[a]! || a - b);
  return Array.from(order.subarray(0, count), at => candidates[at]!);
}

function byDraws(means: readonly number[], S: Float64Array, count: number, random: Random): number[] {
  const n = means.length;
  let L: Float64Array | undefined;
  for (let extra = 1e-4; !L; extra *= 10) {
    const firm = S.slice();
    for (let i = 0; i < n; i++) firm[i * n + i]! += extra;
    L = cholesky(firm, n);
  }
  const chosen = new Set<number>();
  const normals = new Float64Array(n);
  while (chosen.size < Math.min(count, n)) {
    for (let i = 0; i < n; i++) normals[i] = random.normal();
    let top = -1;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < n; i++) {
      if (chosen.has(i)) continue;
      let value = means[i]!;
      for (let j = 0, at = i * n; j <= i; j++, at++) value += L[at]! * normals[j]!;
      if (value > highest) {
        highest = value;
        top = i;
      }
    }
    chosen.add(top);
  }
  return [...chosen];
}

function byBound(means: readonly number[], S: Float64Array, noise: number, count: number): number[] {
  return greedily(
    S,
    means.length,
    noise,
    count,
    i => means[i]! + 0.5 * Math.sqrt(Math.max(0, S[i * means.length + i]!)),
  );
}

/** How often each is drawn as a witness, the more cells it stands for the likelier. */
function witnessesAmong(sizes: readonly number[], random: Random): Uint16Array {
  const ends: number[] = [];
  for (const size of sizes) ends.push((ends.at(-1) ?? 0) + size);
  const drawn = new Uint16Array(sizes.length);
  for (let k = 0; k < witnesses; k++) {
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
    const column = S.slice(top * n, (top + 1) * n);
    const scale = 1 / (column[top]! + noise);
    for (let i = 0; i < n; i++) {
      const factor = column[i]! * scale;
      for (let j = 0, at = i * n; j < n; j++, at++) S[at]! -= factor * column[j]!;
    }
  }
  return [...chosen];
}
