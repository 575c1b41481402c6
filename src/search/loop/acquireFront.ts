import { normalScores } from '../../predictor/math/ranks';
import { createParetoFront } from '../pareto';
import type { CandidatePosterior } from './candidatePosterior';
import type { Measurement } from './gpSurrogate';

/** What each candidate costs. */
export type CandidateCost = (candidate: number) => number;

/** Nodes and weights of Gauss–Hermite quadrature with seven points, for a standard normal. */
const nodes = [
  -3.7504397177257425, -2.366759410734541, -1.154405394739968, 0, 1.154405394739968, 2.366759410734541,
  3.7504397177257425,
] as const;
const weights = [
  0.0005482688559722179, 0.03075712396758651, 0.2401231786050127, 0.45714285714285713, 0.2401231786050127,
  0.03075712396758651, 0.0005482688559722179,
] as const;

/**
 * `count` of the candidates in `open` that promise to extend the front of value against cost most, in the order chosen:
 * those of the largest expected growth of the area under it (expected hypervolume improvement, Emmerich et al., 2006), with
 * costs known and each one chosen taken for measured as expected. Values are as measured; the posterior is of the normal
 * scores of their ranks, so that what a score stands for is read off those measured.
 */
export function acquireFront(
  posterior: CandidatePosterior,
  open: readonly number[],
  count: number,
  costOf: CandidateCost,
  measured: readonly Measurement[],
): number[] {
  const toValue = valuesOfScores(measured);
  const ceiling = [...open, ...measured.map(({ index }) => index)].reduce(
    (most, candidate) => (Number.isFinite(costOf(candidate)) ? Math.max(most, costOf(candidate)) : most),
    0,
  );
  const floor = measured.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const front = createParetoFront<{ readonly score: number; readonly cost: number }>(({ cost }) => cost);
  for (const { index, value } of measured) front.offer({ score: value, cost: costOf(index) });
  const left = new Set(open);
  const chosen: number[] = [];
  while (chosen.length < count && left.size > 0) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (const candidate of left) {
      const deviation = Math.sqrt(Math.max(0, posterior.variance[candidate]!));
      let worth = 0;
      for (const [i, node] of nodes.entries()) {
        const value = toValue(posterior.mean[candidate]! + node * deviation);
        worth += weights[i]! * growth(front.entries, costOf(candidate), value, floor, ceiling);
      }
      // Where nothing is expected to grow, what is likely to be best comes first.
      worth += 1e-12 * posterior.mean[candidate]!;
      if (worth > most) {
        most = worth;
        best = candidate;
      }
    }
    chosen.push(best);
    left.delete(best);
    front.offer({ score: toValue(posterior.mean[best]!), cost: costOf(best) });
  }
  return chosen;
}

/** By how much the area between a front and (`ceiling`, `floor`) grows with one more point. */
function growth(
  front: readonly { readonly score: number; readonly cost: number }[],
  cost: number,
  value: number,
  floor: number,
  ceiling: number,
): number {
  let grown = 0;
  let from = cost;
  let level = floor;
  for (const each of front) {
    if (each.cost > from) {
      if (value <= level) return grown;
      grown += (each.cost - from) * (value - level);
      from = each.cost;
    }
    level = each.score;
  }
  return value > level ? grown + Math.max(0, ceiling - from) * (value - level) : grown;
}

/** The value that a normal score stands for among those measured: between two of them, or on along the last steps. */
export function valuesOfScores(measured: readonly Measurement[]): (score: number) => number {
  const scores = normalScores(measured.map(({ value }) => value));
  const points = measured
    .map(({ value }, i) => ({ score: scores[i]!, value }))
    .sort((a, b) => a.score - b.score);
  const at = points.filter((point, i) => i === 0 || point.score > points[i - 1]!.score);
  const [first] = at;
  const last = at.at(-1);
  if (!first || !last || at.length === 1) return () => first?.value ?? 0;
  const slope = (a: { score: number; value: number }, b: { score: number; value: number }) =>
    (b.value - a.value) / (b.score - a.score);
  const above = slope(at[Math.max(0, at.length - 1 - Math.ceil(at.length / 5))]!, last);
  return score => {
    if (score <= first.score) return first.value;
    if (score >= last.score) return last.value + above * (score - last.score);
    let low = 0;
    for (let high = at.length - 1; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (at[middle]!.score <= score) low = middle;
      else high = middle;
    }
    const a = at[low]!;
    return a.value + slope(a, at[low + 1]!) * (score - a.score);
  };
}
