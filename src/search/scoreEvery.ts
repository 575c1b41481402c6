import { canonicalCell } from '../cells/canonical';
import type { Cell } from '../cells/cell';
import { enumerateQuickly, spaceSize } from '../cells/enumerate';
import type { Pace } from './pace';
import type { SearchOptions, SearchProgress, SearchResult } from './search';
import { createStandings, type RankedCell } from './standings';

/** Enough that an engine's calls cost nothing beside its work, few enough to show progress and stop soon. */
const batch = 8192;

/**
 * Scores every cell of a space that can be listed quickly. The list has each once, so that nothing need be known of those
 * that were scored, and only the best are numbered canonically and scored once more as they are given
 * back. Cells to begin with are among the others.
 */
export async function scoreEvery(
  options: SearchOptions,
  score: (cells: readonly Cell[]) => Promise<Float32Array>,
  report: (progress: SearchProgress) => void,
  pace: Pace,
  signal: AbortSignal | undefined,
): Promise<SearchResult> {
  const { space } = options;
  const total = spaceSize(space);
  const standings = createStandings(space, options);
  // Costs and latencies depend on the numbering.
  const weighed = (options.limits ?? []).length > 0 || options.pareto !== undefined;
  let scored = 0;

  const take = async (cells: readonly Cell[]): Promise<boolean> => {
    if (cells.length === 0 || signal?.aborted) return !signal?.aborted;
    let values: Float32Array;
    try {
      values = await score(cells);
      // Scoring on a CPU never leaves the microtask queue, and a signal comes from outside it.
      await new Promise(resolve => setImmediate(resolve));
    } catch (error) {
      if (signal?.aborted) return false;
      throw error;
    }
    scored += cells.length;
    for (let i = 0; i < cells.length; i++) {
      const value = Number.isNaN(values[i]!) ? Number.NEGATIVE_INFINITY : values[i]!;
      if (standings.counts(value))
        standings.enter(weighed ? cells[i]! : canonicalCell(space, cells[i]!), value);
    }
    report({ scored, total, best: [...standings.best] });
    return true;
  };

  let cells: Cell[] = [];
  let going = true;
  for (const graph of enumerateQuickly(space) ?? []) {
    // One that keeps to no limit is not scored, which is where a signal would be heard.
    if (weighed && !(await pace.go())) break;
    const cell = weighed ? canonicalCell(space, graph) : graph;
    if (weighed && !(standings.keepsOwnLimits(cell) && standings.keepsLimits(cell))) continue;
    cells.push(cell);
    if (cells.length < batch) continue;
    going = await take(cells);
    cells = [];
    if (!going) break;
  }
  if (going) await take(cells);
  return {
    found: weighed ? [...standings.best] : await scoredAgain(standings.best, score, signal),
    scored,
    pareto: options.pareto && [...standings.pareto],
  };
}

/** Sums over the vertices of another numbering may differ in their last digit. */
async function scoredAgain(
  best: readonly RankedCell[],
  score: (cells: readonly Cell[]) => Promise<Float32Array>,
  signal: AbortSignal | undefined,
): Promise<RankedCell[]> {
  if (best.length === 0 || signal?.aborted) return [...best];
  const values = await score(best.map(({ cell }) => cell));
  return best
    .map((ranked, i) => ({ ...ranked, score: Number.isNaN(values[i]!) ? ranked.score : values[i]! }))
    .sort((a, b) => b.score - a.score);
}
