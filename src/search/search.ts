import type { Cell } from '../cells/cell';
import { enumerateCells, enumerateQuickly, maxEnumerable, spaceSize } from '../cells/enumerate';
import { createRandom, type Random } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import { climb } from './climb';
import { evolve } from './evolution';
import { type FreshCells, freshCells } from './freshCells';
import { createPace, type Pace } from './pace';
import { type Candidate, createScoreboard, type Scoreboard } from './scoreboard';
import { scoreEvery } from './scoreEvery';
import type { RankedCell, StandingsOptions } from './standings';

export type { RankedCell };

export const strategies = ['evolution', 'local', 'random', 'exhaustive'] as const;
export type Strategy = (typeof strategies)[number];

export interface SearchOptions extends StandingsOptions {
  readonly space: SearchSpace;
  readonly strategy: Strategy;
  /** How many cells are scored at most. `exhaustive` with a lower one than the space has cells takes them in random order. */
  readonly budget: number;
  /** Equal options with an equal seed find the same, if the scores are the same. */
  readonly seed: number;
  /** Cells to begin with: scored first, and where the strategy moves from cell to cell, moved from. */
  readonly start?: readonly Cell[];
}

export interface SearchProgress {
  readonly scored: number;
  /** How many there will be at most. */
  readonly total: number;
  readonly best: readonly RankedCell[];
}

export interface SearchResult {
  /** Different graphs, best first. */
  readonly found: readonly RankedCell[];
  readonly scored: number;
  /** Only where it was asked for: cheapest first, scores rising. */
  readonly pareto?: readonly RankedCell[] | undefined;
}

/**
 * Looks for the cells with the highest scores. No graph is scored twice, in any numbering; cells beyond the limits are
 * never scored. `report` is called after each batch. Ends with what it has when the signal is aborted.
 */
export async function search(
  options: SearchOptions,
  score: (cells: readonly Cell[]) => Promise<Float32Array>,
  report: (progress: SearchProgress) => void = () => {},
  signal?: AbortSignal,
): Promise<SearchResult> {
  const { space, strategy } = options;
  const size = spaceSize(space);
  const total = Math.min(options.budget, size);
  const pace = createPace(signal);
  if (strategy === 'exhaustive' && enumerateQuickly(space) && size <= Math.min(options.budget, maxEnumerable))
    return scoreEvery(options, score, report, pace, signal);
  const board = createScoreboard(
    space,
    options,
    score,
    ({ scored, best }) => report({ scored, total, best: [...best] }),
    signal,
  );
  const random = createRandom(options.seed);
  const fresh = freshCells(space, board, random, pace, options.limits);
  const start = (options.start ?? []).flatMap(cell => board.offer(cell) ?? []);
  if (strategy === 'evolution') await evolve(space, board, fresh, random, start);
  else if (strategy === 'local') await climb(space, board, fresh, start);
  else if (strategy === 'random') await scoreRandom(board, fresh, start);
  else await scoreAll(space, board, random, pace, start);
  return {
    found: [...board.best],
    scored: board.scored,
    pareto: options.pareto && [...board.pareto],
  };
}

/** Enough to use an engine well, few enough to show progress and stop soon. */
const batch = 512;

async function scoreRandom(board: Scoreboard, fresh: FreshCells, start: readonly Candidate[]): Promise<void> {
  await board.score(start);
  while (board.left > 0) {
    const cells = await fresh(Math.min(batch, board.left));
    if (cells.length === 0) return;
    await board.score(cells);
  }
}

async function scoreAll(
  space: SearchSpace,
  board: Scoreboard,
  random: Random,
  pace: Pace,
  start: readonly Candidate[],
): Promise<void> {
  let candidates = [...start];
  const cells = enumerateCells(space);
  for (const cell of board.left < spaceSize(space) ? random.shuffle(await pace.list(cells)) : cells) {
    if (board.left <= 0 || !(await pace.go())) return;
    const candidate = board.offer(cell);
    if (candidate) candidates.push(candidate);
    if (candidates.length < batch) continue;
    await board.score(candidates);
    candidates = [];
  }
  await board.score(candidates);
}
