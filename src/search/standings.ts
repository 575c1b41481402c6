import type { Cell } from '../cells/cell';
import { totalCosts } from '../cells/costs';
import type { SearchSpace } from '../cells/space';
import { createParetoFront, type ParetoCost } from './pareto';

export interface RankedCell {
  readonly cell: Cell;
  /** Higher is better. */
  readonly score: number;
  readonly parameters: number;
  readonly flops: number;
  /** On the device asked about; undefined where it is not known. */
  readonly latency?: number;
}

export interface Limits {
  readonly maxParameters?: number | undefined;
  readonly maxFlops?: number | undefined;
  /** In the unit of `latencyOf`. A cell whose latency is not known is beyond the limit. */
  readonly maxLatency?: number | undefined;
  readonly latencyOf?: ((cell: Cell) => number | undefined) | undefined;
}

export interface StandingsOptions extends Limits {
  /** How many of the best are kept. */
  readonly top: number;
  /** The cost to weigh against the score. */
  readonly pareto?: ParetoCost | undefined;
}

/** The best of the cells scored, and those that may be scored at all. */
export interface Standings {
  /** Best first; of equal ones the first entered. */
  readonly best: readonly RankedCell[];
  /** Of all entered, those that no other beats in score and the cost asked for; cheapest first. */
  readonly pareto: readonly RankedCell[];
  /** Whether a cell keeps to the limit of latency, which is its own and not its graph's. */
  isFastEnough(cell: Cell): boolean;
  /** Whether a cell's graph keeps to the other limits. */
  isSmallEnough(cell: Cell): boolean;
  /** Whether `enter` would change anything. */
  counts(score: number): boolean;
  enter(cell: Cell, score: number): void;
}

export function createStandings(space: SearchSpace, options: StandingsOptions): Standings {
  const { maxParameters = Number.POSITIVE_INFINITY, maxFlops = Number.POSITIVE_INFINITY } = options;
  const { maxLatency = Number.POSITIVE_INFINITY, latencyOf, pareto, top } = options;
  const limited = Number.isFinite(maxParameters) || Number.isFinite(maxFlops);
  const best: RankedCell[] = [];
  const front = createParetoFront<RankedCell>(each => (pareto === undefined ? undefined : each[pareto]));

  const withCosts = (cell: Cell, score: number): RankedCell => {
    const latency = latencyOf?.(cell);
    const costs = { cell, score, ...totalCosts(space, cell) };
    return latency === undefined ? costs : { ...costs, latency };
  };
  const isAmongBest = (score: number) => top > 0 && (best.length < top || score > best.at(-1)!.score);
  return {
    best,
    pareto: front.entries,
    isFastEnough: cell =>
      maxLatency === Number.POSITIVE_INFINITY ||
      (latencyOf?.(cell) ?? Number.POSITIVE_INFINITY) <= maxLatency,
    isSmallEnough(cell) {
      if (!limited) return true;
      const { parameters, flops } = totalCosts(space, cell);
      return parameters <= maxParameters && flops <= maxFlops;
    },
    counts: score => pareto !== undefined || isAmongBest(score),
    enter(cell, score) {
      if (pareto !== undefined) front.offer(withCosts(cell, score));
      if (!isAmongBest(score)) return;
      const at = best.findIndex(other => other.score < score);
      best.splice(at < 0 ? best.length : at, 0, withCosts(cell, score));
      if (best.length > top) best.pop();
    },
  };
}
