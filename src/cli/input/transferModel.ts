import { existsSync } from 'node:fs';
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
import type { PriorOf } from '../../search/loop/candidatePrior';
import { modelFolder } from './shippedModels';

/** The folder below `models/` of what all spaces have in common; no space can have it for its own. */
export const priorFolder = 'any';

/** Whether a folder of shipped predictors has it. */
export function hasPrior(models: string): boolean {
  return existsSync(path.join(models, priorFolder, 'card.json'));
}

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

/** What a training of few cells begins with: what other spaces taught, where they are others. */
export async function unseenPrior(space: SearchSpace, models: string): Promise<Prior | undefined> {
  return isUnseen(space, models) ? loadPrior(models) : undefined;
}

function isUnseen(space: SearchSpace, models: string): boolean {
  return modelFolder(space, undefined, models) === undefined && hasPrior(models);
}

/**
 * What loops and suggestions begin with: what other spaces taught, for a space without a shipped predictor of its own. (The
 * prior has learned from the spaces of the others.)
 */
export async function priorOf(space: SearchSpace, models: string): Promise<PriorOf | undefined> {
  if (!isUnseen(space, models)) return undefined;
  const prepared = await priorOfSpace(space, models);
  return cells => prepared.look(cells).scores;
}

/** Ranks a space that has no predictor of its own, by what other spaces taught and what was measured of it so far. */
export async function transferModel(
  space: SearchSpace,
  models: string,
  measured?: MeasuredSoFar,
): Promise<Predictor> {
  return createSpacePredictor(await priorOfSpace(space, models), measured);
}
