import { canonicalHash } from '../cells/canonical';
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

/** A cell that may be scored: new, and within the limits. */
export interface Candidate {
  readonly cell: Cell;
  readonly hash: string;
}

export interface ScoredCell extends Candidate {
  readonly score: number;
}

/** What a search has seen, what it may still spend, and the best so far. */
export interface Scoreboard {
  /** How many cells may still be scored; none once the search is stopped. */
  readonly left: number;
  readonly scored: number;
  /** Best first; of equal ones the first scored. */
  readonly best: readonly RankedCell[];
  /** Of all scored, those that no other beats in score and the cost asked for; cheapest first. */
  readonly pareto: readonly RankedCell[];
  /** Takes a cell up as a candidate, if it is within the limits and was never taken up in any numbering. */
  offer(cell: Cell): Candidate | undefined;
  /** Scores as many as the budget allows. */
  score(candidates: readonly Candidate[]): Promise<ScoredCell[]>;
  /** The score of a graph, if it has one. */
  scoreOf(hash: string): number | undefined;
}

export interface Limits {
  readonly maxParameters?: number | undefined;
  readonly maxFlops?: number | undefined;
  /** In the unit of `latencyOf`. A cell whose latency is not known is beyond the limit. */
  readonly maxLatency?: number | undefined;
  readonly latencyOf?: ((cell: Cell) => number | undefined) | undefined;
}

export interface ScoreboardOptions extends Limits {
  readonly budget: number;
  readonly top: number;
  readonly pareto?: ParetoCost | undefined;
}

export function createScoreboard(
  space: SearchSpace,
  options: ScoreboardOptions,
  score: (cells: readonly Cell[]) => Promise<Float32Array>,
  afterBatch: (board: Scoreboard) => void,
  signal: AbortSignal | undefined,
): Scoreboard {
  const { maxParameters = Number.POSITIVE_INFINITY, maxFlops = Number.POSITIVE_INFINITY } = options;
  const limited = Number.isFinite(maxParameters) || Number.isFinite(maxFlops);
  const seen = new Set<string>();
  const scores = new Map<string, number>();
  const best: RankedCell[] = [];
  const { maxLatency = Number.POSITIVE_INFINITY, latencyOf, pareto } = options;
  const front = createParetoFront<RankedCell>(each => (pareto === undefined ? undefined : each[pareto]));

  const isFastEnough = (cell: Cell) =>
    maxLatency === Number.POSITIVE_INFINITY || (latencyOf?.(cell) ?? Number.POSITIVE_INFINITY) <= maxLatency;
  const withCosts = ({ cell, score }: ScoredCell): RankedCell => {
    const latency = latencyOf?.(cell);
    const costs = { cell, score, ...totalCosts(space, cell) };
    return latency === undefined ? costs : { ...costs, latency };
  };
  const enter = (scored: ScoredCell) => {
    if (pareto !== undefined) front.offer(withCosts(scored));
    const { score } = scored;
    const last = best.at(-1);
    if (options.top < 1 || (best.length >= options.top && last && score <= last.score)) return;
    const at = best.findIndex(other => other.score < score);
    best.splice(at < 0 ? best.length : at, 0, withCosts(scored));
    if (best.length > options.top) best.pop();
  };

  const board: Scoreboard = {
    get left() {
      return signal?.aborted ? 0 : options.budget - scores.size;
    },
    get scored() {
      return scores.size;
    },
    best,
    pareto: front.entries,
    offer(cell) {
      // Measured latencies differ between cells that are one graph, so a slow one does not bar the others.
      if (!isFastEnough(cell)) return undefined;
      const hash = canonicalHash(space, cell);
      if (seen.has(hash)) return undefined;
      seen.add(hash);
      if (limited) {
        const { parameters, flops } = totalCosts(space, cell);
        if (parameters > maxParameters || flops > maxFlops) return undefined;
      }
      return { cell, hash };
    },
    async score(candidates) {
      const taken = candidates.slice(0, Math.max(0, board.left));
      if (taken.length === 0) return [];
      let values: Float32Array;
      try {
        values = await score(taken.map(({ cell }) => cell));
        // Scoring on a CPU never leaves the microtask queue, and a signal comes from outside it.
        await new Promise(resolve => setImmediate(resolve));
      } catch (error) {
        if (signal?.aborted) return [];
        throw error;
      }
      const scored = taken.map((candidate, i) => {
        const value = values[i]!;
        return { ...candidate, score: Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value };
      });
      for (const each of scored) {
        scores.set(each.hash, each.score);
        enter(each);
      }
      afterBatch(board);
      return scored;
    },
    scoreOf: hash => scores.get(hash),
  };
  return board;
}
