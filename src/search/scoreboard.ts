import { canonicalHash } from '../cells/canonical';
import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import { createStandings, type RankedCell, type StandingsOptions } from './standings';

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
  /** Whether a cell keeps to all limits. */
  isWithin(cell: Cell): boolean;
  /** Scores as many as the budget allows. */
  score(candidates: readonly Candidate[]): Promise<ScoredCell[]>;
  /** The score of a graph, if it has one. */
  scoreOf(hash: string): number | undefined;
}

export interface ScoreboardOptions extends StandingsOptions {
  readonly budget: number;
}

export function createScoreboard(
  space: SearchSpace,
  options: ScoreboardOptions,
  score: (cells: readonly Cell[]) => Promise<Float32Array>,
  afterBatch: (board: Scoreboard) => void,
  signal: AbortSignal | undefined,
): Scoreboard {
  const seen = new Set<string>();
  const scores = new Map<string, number>();
  const standings = createStandings(space, options);

  const board: Scoreboard = {
    get left() {
      return signal?.aborted ? 0 : options.budget - scores.size;
    },
    get scored() {
      return scores.size;
    },
    best: standings.best,
    pareto: standings.pareto,
    offer(cell) {
      // Measured latencies differ between cells that are one graph, so a slow one does not bar the others.
      if (!standings.keepsOwnLimits(cell)) return undefined;
      const hash = canonicalHash(space, cell);
      if (seen.has(hash)) return undefined;
      seen.add(hash);
      if (!standings.keepsLimits(cell)) return undefined;
      return { cell, hash };
    },
    isWithin: cell => standings.keepsOwnLimits(cell) && standings.keepsLimits(cell),
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
        standings.enter(each.cell, each.score);
      }
      afterBatch(board);
      return scored;
    },
    scoreOf: hash => scores.get(hash),
  };
  return board;
}
