import type { DocumentCell } from '../../document/readDocument';
import type { CellScore } from '../../protocol/predictor';
import { predictionKey } from './predictorLink';
import type { HashedCell, ScoreState } from './scores';

/** Where a cell stands: in its space as predicted (`top`, per cent), and among the file's ranked cells of that space. */
export interface Rank extends CellScore {
  /** 1 is best; equal scores share a place. */
  readonly place: number;
  readonly of: number;
}

/** Name of a cell → the score it last had, and the key of its space then. */
export type LastScores = Map<string, { readonly space: string; readonly score: CellScore }>;

/**
 * The ranks of a document's cells, by their index in it. A cell whose score is pending keeps the one that `last` has for
 * its name, so that hints change once and do not flicker while somebody types; `last` is brought up to date.
 */
export function rankCells(
  cells: readonly DocumentCell[],
  state: (cell: HashedCell) => ScoreState,
  last: LastScores,
): ReadonlyMap<number, Rank> {
  const bySpace = new Map<string, { readonly index: number; readonly score: CellScore }[]>();
  const now: LastScores = new Map();
  cells.forEach(({ name, space, cell, hash }, index) => {
    if (!space || !cell || !hash) return;
    const key = predictionKey(space);
    const known = state({ space, cell, hash });
    const score = known === 'pending' ? lastScore(last.get(name), key) : known === 'none' ? undefined : known;
    if (!score) return;
    now.set(name, { space: key, score });
    const scored = bySpace.get(key);
    if (scored) scored.push({ index, score });
    else bySpace.set(key, [{ index, score }]);
  });
  last.clear();
  for (const [name, entry] of now) last.set(name, entry);
  const ranks = new Map<number, Rank>();
  for (const scored of bySpace.values()) {
    scored.sort((a, b) => b.score.score - a.score.score);
    let place = 1;
    scored.forEach(({ index, score }, i) => {
      if (score.score !== scored[i - 1]?.score.score) place = i + 1;
      ranks.set(index, { ...score, place, of: scored.length });
    });
  }
  return ranks;
}

/**
 * The cell that the one at `index` is best compared with: the file's best of its space, or for the best itself the one
 * that comes next. `undefined` where no other is ranked, or none has another place.
 */
export function rivalOf(
  cells: readonly DocumentCell[],
  ranks: ReadonlyMap<number, Rank>,
  index: number,
): number | undefined {
  const [own, space] = [ranks.get(index), cells[index]?.space];
  if (!own || !space) return undefined;
  let rival: number | undefined;
  for (const [other, rank] of ranks) {
    if (rank.place === own.place || cells[other]?.space !== space) continue;
    if (rival === undefined || rank.place < ranks.get(rival)!.place) rival = other;
  }
  return rival;
}

function lastScore(entry: ReturnType<LastScores['get']>, space: string): CellScore | undefined {
  return entry?.space === space ? entry.score : undefined;
}
