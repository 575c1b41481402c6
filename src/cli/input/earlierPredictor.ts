import type { Cell } from '../../cells/cell';
import { describeChange } from '../../cells/describeChange';
import { drawCells, enumerateCells, spaceSize } from '../../cells/enumerate';
import { createRandom } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';
import { spaceKey } from '../../cells/spaceKey';
import { refit } from '../../document/refit';
import type { Predictor } from '../../predictor/predictor';
import { hasPrior, transferModel } from './transferModel';

/** So many cells of the earlier space say what its predictor has learned. */
const asked = 200;
/** Where fewer of them fit the space as it is now, its predictor says nothing of it. */
const fewest = 20;

/**
 * A predictor for a space that was changed after it was trained, as one for the space as it is now: what it says of cells
 * that still fit is learned from, beside what other spaces taught, as if it were measured. How far its ranks are off is not
 * known. `undefined` where too few cells fit. The earlier predictor is left as it is.
 */
export async function earlierPredictor(
  earlier: Predictor,
  space: SearchSpace,
  models: string,
): Promise<Predictor | undefined> {
  if (!hasPrior(models)) return undefined;
  const { space: from, card } = earlier;
  const drawn = cellsOf(from);
  const fitting = refit(drawn, from, space).flatMap((cell, i) => (cell ? [{ cell, was: drawn[i]! }] : []));
  if (fitting.length < Math.min(fewest, drawn.length)) return undefined;
  const scores = await earlier.score(fitting.map(({ was }) => was));
  const cells = fitting.map(({ cell }) => cell);
  const {
    judge: _,
    chance: _chance,
    ...made
  } = await transferModel(space, models, {
    cells,
    values: scores,
  });
  const before = describeChange(from, space);
  const { kendallTau: _tau, folds: _folds, ...known } = made.card;
  return {
    ...made,
    judge: undefined,
    chance: undefined,
    measured: card.trained,
    before,
    card: {
      ...known,
      ...{ name: card.name, data: card.data, label: card.label, created: card.created },
      ...{ trained: card.trained, source: `${card.source}, before ${before}` },
    },
  };
}

/** Whether a predictor ranks the cells of a space as it is. */
export function isOfSpace(predictor: Predictor, space: SearchSpace): boolean {
  return spaceKey(predictor.space) === spaceKey(space);
}

function cellsOf(space: SearchSpace): readonly Cell[] {
  if (spaceSize(space) <= asked) return [...enumerateCells(space)];
  return drawCells(space, asked, createRandom(0));
}
