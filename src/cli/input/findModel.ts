import { describeChange } from '../../cells/describeChange';
import type { SearchSpace } from '../../cells/space';
import { loadPredictor, type Predictor } from '../../predictor/predictor';
import type { MeasuredSoFar } from '../../predictor/prior/spacePredictor';
import { UserError } from '../failure';
import { earlierPredictor, isOfSpace } from './earlierPredictor';
import { modelFolder, shippedModels } from './shippedModels';
import { transferModel } from './transferModel';

/**
 * Loads the predictor for a space: the one named, or the shipped one, or else what other spaces taught, with what was
 * `measured` so far. One that was trained before the space was changed goes on as an estimate. Throws one sentence if it
 * can't be used, or if hardly any cell of its space fits this one.
 */
export async function findModel(
  space: SearchSpace,
  named: string | undefined,
  models = shippedModels,
  measured?: MeasuredSoFar,
): Promise<Predictor> {
  const folder = modelFolder(space, named, models);
  if (folder === undefined) return transferModel(space, models, measured);
  const predictor = await loadPredictor(folder);
  if (isOfSpace(predictor, space)) return predictor;
  try {
    const going = await earlierPredictor(predictor, space, models);
    if (going) return going;
    throw new UserError(
      `The predictor in ${folder} was trained for another space than ${space.name} is now (${describeChange(predictor.space, space)}), and too few of its cells fit ${space.name} to rank these.`,
    );
  } finally {
    predictor.dispose();
  }
}
