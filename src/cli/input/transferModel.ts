import path from 'node:path';
import type { SearchSpace } from '../../cells/space';
import type { Predictor } from '../../predictor/predictor';
import type { Prior } from '../../predictor/prior/prior';
import { readPrior } from '../../predictor/prior/priorFolder';
import {
  createSpacePredictor,
  type MeasuredSoFar,
  preparePrior,
  type SpacePrior,
} from '../../predictor/prior/spacePredictor';

/** The folder below `models/` of what all spaces have in common; no space can have it for its own. */
export const priorFolder = 'any';

const priors = new Map<string, Promise<Prior>>();
/** The space object → what was read of it: a few, for a declaration that is edited gives a new one each time. */
const prepared = new WeakMap<SearchSpace, SpacePrior>();

/** What other spaces teach; loaded once. Throws one sentence where the folder holds none. */
export function loadPrior(models: string): Promise<Prior> {
  const known = priors.get(models);
  if (known) return known;
  const loading = readPrior(path.join(models, priorFolder)).then(({ prior }) => prior);
  loading.catch(() => priors.delete(models));
  priors.set(models, loading);
  return loading;
}

export async function priorOfSpace(space: SearchSpace, models: string): Promise<SpacePrior> {
  const known = prepared.get(space) ?? preparePrior(space, await loadPrior(models));
  prepared.set(space, known);
  return known;
}

/** Ranks a space that has no predictor of its own, by what other spaces taught and what was measured of it so far. */
export async function transferModel(
  space: SearchSpace,
  models: string,
  measured?: MeasuredSoFar,
): Promise<Predictor> {
  return createSpacePredictor(await priorOfSpace(space, models), measured);
}
