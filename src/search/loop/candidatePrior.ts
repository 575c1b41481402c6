import type { Cell } from '../../cells/cell';
import type { Candidates } from './candidates';

/** What is known of cells before any is measured: of mean 0 and deviation 1 over the space; more is better. */
export type PriorOf = (cells: readonly Cell[]) => ArrayLike<number>;

/** Where the prior says what to measure first, so many are. */
export const firstByPrior = 4;
/** How many deviations above its mean a candidate is hoped to be, where there is a prior. */
export const reachWithPrior = 1;
/** A prior looks at whole networks, some thousand a second: of larger spaces as many cells are candidates. */
export const maxWithPrior = 3000;

/** The same of a loop's candidates. */
export interface CandidatePrior {
  /** `[candidates]`, those added since among them. */
  scores(): Float64Array;
  /** The best of some candidates, best first. */
  best(open: readonly number[], count: number): number[];
}

export function candidatePrior(candidates: Candidates, priorOf: PriorOf): CandidatePrior {
  let known = new Float64Array(0);
  const scores = () => {
    const fresh: Cell[] = [];
    for (let index = known.length; index < candidates.count; index++)
      fresh.push(candidates.members(index)[0]!);
    if (fresh.length > 0) {
      const all = new Float64Array(candidates.count);
      all.set(known);
      all.set(priorOf(fresh), known.length);
      known = all;
    }
    return known;
  };
  return {
    scores,
    best(open, count) {
      const all = scores();
      return [...open].sort((a, b) => all[b]! - all[a]! || a - b).slice(0, count);
    },
  };
}
