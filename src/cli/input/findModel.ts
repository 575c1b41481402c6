import { isDeepStrictEqual } from 'node:util';
import type { SearchSpace } from '../../cells/space';
import { spaceKey } from '../../cells/spaceKey';
import { loadPredictor, type Predictor } from '../../predictor/predictor';
import type { MeasuredSoFar } from '../../predictor/prior/spacePredictor';
import { UserError } from '../failure';
import { modelFolder, shippedModels } from './shippedModels';
import { transferModel } from './transferModel';

/**
 * Loads the predictor for a space: the one named, or the shipped one, or else what other spaces taught, with what was
 * `measured` so far. Throws one sentence if it can't be used, or if it was trained for another space.
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
  if (spaceKey(predictor.space) !== spaceKey(space)) {
    predictor.dispose();
    throw new UserError(
      `The predictor in ${folder} was trained for another space than ${space.name} is now (${describeDifference(predictor.space, space)}), so it cannot rank these cells.`,
    );
  }
  return predictor;
}

function describeDifference(a: SearchSpace, b: SearchSpace): string {
  const differs = (Object.keys({ ...a, ...b }) as (keyof SearchSpace)[]).filter(
    key => key !== 'doc' && !isDeepStrictEqual(a[key], b[key]),
  );
  return `they differ in ${differs.join(', ')}`;
}
