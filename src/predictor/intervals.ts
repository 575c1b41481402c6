import type { Cell } from '../cells/cell';
import { normalScores } from './math/ranks';
import type { Scorer } from './recipe';

/** Of fewer cells a share says nothing. */
const fewest = 20;

/** The share of cells whose true place among these lies within the interval given; undefined where none is given. */
export async function intervalsHold(
  scorer: Scorer,
  cells: readonly Cell[],
  labels: ArrayLike<number>,
  signal?: AbortSignal,
): Promise<number | undefined> {
  if (!scorer.judge || cells.length < fewest) return undefined;
  const places = normalScores(labels);
  const judged = await scorer.judge(cells, signal);
  return judged.filter(({ low, high }, i) => low <= places[i]! && places[i]! <= high).length / cells.length;
}
