import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readSmall } from '../../files/regularFile';
import type { Distribution } from '../../protocol/panel';
import { maxCardBytes, readModelCard } from '../../protocol/schemas/modelCard';

/** How the scores of a predictor's space are distributed, from its `card.json`; `undefined` where it does not say. */
export async function readDistribution(folder: string): Promise<Distribution | undefined> {
  const file = path.join(folder, 'card.json');
  try {
    const stamp = `${file} ${(await stat(file)).mtimeMs}`;
    if (known?.stamp !== stamp)
      known = { stamp, read: parseDistribution(await readSmall(file, maxCardBytes)) };
    return known.read;
  } catch {
    return undefined;
  }
}

let known: { readonly stamp: string; readonly read: Distribution | undefined } | undefined;

export function parseDistribution(text: string): Distribution | undefined {
  const card = readModelCard(text);
  if (typeof card === 'string') return undefined;
  const { cells, whole, scores, counts } = card.reference;
  return scores.length < 2 ? undefined : { model: card.name, cells, whole, scores, counts };
}
