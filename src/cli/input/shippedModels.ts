import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { isKnownKind } from '../../cells/kinds/kind';
import type { SearchSpace } from '../../cells/space';
import { spaceKey } from '../../cells/spaceKey';
import { builtInSpaces } from '../../document/builtInSpaces';
import { readSmallSync } from '../../files/regularFile';
import type { ModelCard } from '../../predictor/modelCard';
import { maxCardBytes, readModelCard } from '../../protocol/schemas/modelCard';

/** The shipped predictors lie in `models/`, beside the folder of this bundle. */
export const shippedModels = path.join(__dirname, '..', 'models');

/** The folder of the predictor that answers for a space: the one named, else the shipped one, else none. */
export function modelFolder(
  space: SearchSpace,
  named: string | undefined,
  models = shippedModels,
): string | undefined {
  if (named !== undefined) return named;
  // A space that ships means its predictor, also where a file declares it otherwise: that is told then.
  if (builtInSpaces().has(space.name)) {
    const folder = path.join(models, space.name);
    return existsSync(path.join(folder, 'card.json')) ? folder : undefined;
  }
  const key = spaceKey(space);
  return shippedOnes(models).find(shipped => shipped.key === key)?.folder;
}

interface Shipped {
  readonly folder: string;
  /** Of its space: a space with the same networks has this predictor, whatever it is called. */
  readonly key: string;
}

const shippedByFolder = new Map<string, readonly Shipped[]>();

/** The predictors that answer without being chosen: those in folders with their space's name. */
function shippedOnes(models: string): readonly Shipped[] {
  const known = shippedByFolder.get(models);
  if (known) return known;
  const found = foldersIn(models).flatMap((name): Shipped[] => {
    const folder = path.join(models, name);
    const card = cardIn(folder);
    return card && card.space.name === name && isKnownKind(card.space)
      ? [{ folder, key: spaceKey(card.space) }]
      : [];
  });
  shippedByFolder.set(models, found);
  return found;
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** `undefined` where there is none, or none that can be read. */
function cardIn(folder: string): ModelCard | undefined {
  try {
    const text = readSmallSync(path.join(folder, 'card.json'), maxCardBytes);
    const card = readModelCard<ModelCard>(text);
    return typeof card === 'string' ? undefined : card;
  } catch {
    return undefined;
  }
}
