import type { DocumentCell } from '../../document/readDocument';
import type { CellScore } from '../../protocol/predictor';
import { predictionKey } from './predictorLink';
import { hashed, type StateOf } from './scores';

/** The rank of a cell: in its space as predicted (`top`, per cent), and its place among the file's cells of that space. */
export interface Rank extends CellScore {
  /** Absent while another cell of the space in this file has no score yet: 1 is best; equal scores share a place. */
  readonly place?: Place;
}

export interface Place {
  readonly number: number;
  /** The ranked cells of the space in the file. */
  readonly of: number;
}

/** By the index of the cell in its document. */
export type Ranks = ReadonlyMap<number, Rank>;

/** The ranks of a document's cells whose scores are known. */
export function rankCells(cells: readonly DocumentCell[], state: StateOf): Ranks {
  const bySpace = new Map<string, { scored: { index: number; score: CellScore }[]; complete: boolean }>();
  cells.forEach((found, index) => {
    for (const cell of hashed(found)) {
      const key = predictionKey(cell.space);
      const score = state(cell);
      if (score === 'none') continue;
      const group = bySpace.get(key) ?? { scored: [], complete: true };
      bySpace.set(key, group);
      if (score === 'pending') group.complete = false;
      else group.scored.push({ index, score });
    }
  });
  const ranks = new Map<number, Rank>();
  for (const { scored, complete } of bySpace.values()) {
    scored.sort((a, b) => b.score.score - a.score.score);
    let number = 1;
    scored.forEach(({ index, score }, i) => {
      if (score.score !== scored[i - 1]?.score.score) number = i + 1;
      ranks.set(index, complete ? { ...score, place: { number, of: scored.length } } : score);
    });
  }
  return ranks;
}

/**
 * The cell that the one at `index` is best compared with: the file's best of its space, or for the best itself the one
 * that comes next. `undefined` where no other is ranked, or none has another place.
 */
export function rivalOf(cells: readonly DocumentCell[], ranks: Ranks, index: number): number | undefined {
  const [own, space] = [ranks.get(index)?.place, cells[index]?.space];
  if (!own || !space) return undefined;
  let rival: { readonly index: number; readonly number: number } | undefined;
  for (const [other, { place }] of ranks) {
    if (!place || place.number === own.number || cells[other]?.space !== space) continue;
    if (!rival || place.number < rival.number) rival = { index: other, number: place.number };
  }
  return rival?.index;
}
