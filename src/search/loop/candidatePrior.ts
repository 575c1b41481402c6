import type { Cell } from '../../cells/cell';
import type { Candidates } from './candidates';

/** What is known of cells before any is measured: what hints of the same space rest on. */
export interface PriorOf {
  /** Of the rows. */
  readonly width: number;
  /**
   * `[cells, width]` rows that the process tells cells apart by, and `[cells]` scores of mean 0 and deviation 1 over the space;
   * more is better.
   */
  look(cells: readonly Cell[]): { readonly rows: Float32Array; readonly scores: ArrayLike<number> };
}

/** Where the prior says what to measure first, so many are. */
export const firstByPrior = 4;
/** How many deviations above its mean a candidate is hoped to be, where there is a prior. */
export const reachWithPrior = 1;
/** A prior looks at whole networks, some thousand a second: of larger spaces as many cells are candidates. */
export const maxWithPrior = 3000;

/** The same of a loop's candidates. */
export interface CandidatePrior {
  readonly width: number;
  /** `[candidates]` and `[candidates, width]`, those added since among them. */
  look(): { readonly scores: Float64Array; readonly rows: Float32Array };
  /** The best of some candidates, best first. */
  best(open: readonly number[], count: number): number[];
}

export function candidatePrior(candidates: Candidates, prior: PriorOf): CandidatePrior {
  const { width } = prior;
  let known = { scores: new Float64Array(0), rows: new Float32Array(0) };
  const look = () => {
    const before = known.scores.length;
    const fresh: Cell[] = [];
    for (let index = before; index < candidates.count; index++) fresh.push(candidates.members(index)[0]!);
    if (fresh.length > 0) {
      const all = {
        scores: new Float64Array(candidates.count),
        rows: new Float32Array(candidates.count * width),
      };
      const added = prior.look(fresh);
      all.scores.set(known.scores);
      all.scores.set(added.scores, before);
      all.rows.set(known.rows);
      all.rows.set(added.rows, before * width);
      known = all;
    }
    return known;
  };
  return {
    width,
    look,
    best(open, count) {
      const { scores } = look();
      return [...open].sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, count);
    },
  };
}
