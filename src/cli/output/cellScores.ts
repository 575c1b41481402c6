import type { Cell } from '../../cells/cell';
import type { Predictor } from '../../predictor/predictor';
import type { Judgement } from '../../predictor/recipe';
import type { CellScore } from '../../protocol/predictor';

/** Where each cell stands in the space, with how far that may be off where the predictor's recipe says so. */
export async function cellScores(predictor: Predictor, cells: readonly Cell[]): Promise<CellScore[]> {
  if (predictor.judge)
    return (await predictor.judge(cells)).map(judgement => judgedScore(predictor, judgement));
  return Array.from(await predictor.score(cells), score => ({
    score,
    top: predictor.top(score),
    ...basisOf(predictor),
  }));
}

/** Absent for a predictor of the space's own. */
function basisOf({ basis, measured, before }: Predictor): Pick<CellScore, 'basis' | 'learned' | 'before'> {
  if (basis === 'own') return {};
  return { basis, learned: measured, ...(before === undefined ? {} : { before }) };
}

function judgedScore(predictor: Predictor, { score, low, high, unlike }: Judgement): CellScore {
  const top = predictor.top(score);
  // What is expected of the true place is drawn to the middle, so that its interval may lie beside the score.
  return {
    score,
    top,
    low: Math.min(top, predictor.top(high)),
    high: Math.max(top, predictor.top(low)),
    unlike,
    ...basisOf(predictor),
  };
}

/** Of each pair, the chance that its first cell is the better one; `undefined` where the recipe can't say. */
export async function chancesOf(
  predictor: Predictor,
  pairs: readonly (readonly [Cell, Cell])[],
): Promise<number[] | undefined> {
  const { judge, chance } = predictor;
  if (!judge || !chance) return undefined;
  const judged = await judge(pairs.flat());
  return pairs.map((_, i) => chance(judged[2 * i]!, judged[2 * i + 1]!));
}
