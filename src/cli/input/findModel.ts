import { existsSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { SearchSpace } from '../../cells/space';
import { spaceKey } from '../../cells/spaceKey';
import { loadPredictor, type Predictor } from '../../predictor/predictor';
import { UserError } from '../failure';

/** The shipped predictors lie in `models/`, beside the folder of this bundle. */
export const shippedModels = path.join(__dirname, '..', 'models');

/** The folder of the predictor that answers for a space: the one named, else the shipped one, else none. */
export function modelFolder(
  space: SearchSpace,
  named: string | undefined,
  models = shippedModels,
): string | undefined {
  if (named !== undefined) return named;
  const shipped = path.join(models, space.name);
  return existsSync(path.join(shipped, 'card.json')) ? shipped : undefined;
}

/** Loads the predictor for a space; throws one sentence if there is none, or if it was trained for another space. */
export async function findModel(
  space: SearchSpace,
  named: string | undefined,
  models?: string,
): Promise<Predictor> {
  const folder = modelFolder(space, named, models);
  if (folder === undefined)
    throw new UserError(
      `No predictor for space ${space.name} yet: train one on a table of its measured cells with \`renas train --space ${space.name} --data FILE --label COLUMN --out DIR\`, and name it with --predictor DIR.`,
    );
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
