import { existsSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { SearchSpace } from '../../cells/space';
import { spaceKey } from '../../cells/spaceKey';
import { loadPredictor, type Predictor } from '../../predictor/predictor';
import type { MeasuredSoFar } from '../../predictor/prior/spacePredictor';
import { UserError } from '../failure';
import { priorFolder, transferModel } from './transferModel';

/** The shipped predictors lie in `models/`, beside the folder of this bundle. */
export const shippedModels = path.join(__dirname, '..', 'models');

/** The folder of the predictor that answers for a space: the one named, else the shipped one, else none. */
export function modelFolder(
  space: SearchSpace,
  named: string | undefined,
  models = shippedModels,
): string | undefined {
  if (named !== undefined) return named;
  if (space.name === priorFolder) return undefined;
  const shipped = path.join(models, space.name);
  return existsSync(path.join(shipped, 'card.json')) ? shipped : undefined;
}

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
