import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Distribution } from '../../protocol/panel';
import { modelCard } from '../../protocol/schemas/modelCard';
import { readJson } from '../../protocol/schemas/readJson';

/** How the scores of a predictor's space are distributed, from its `card.json`; `undefined` where it does not say. */
export async function readDistribution(folder: string): Promise<Distribution | undefined> {
  const file = path.join(folder, 'card.json');
  try {
    const stamp = `${file} ${(await stat(file)).mtimeMs}`;
    if (known?.stamp !== stamp) known = { stamp, read: parseDistribution(await readFile(file, 'utf8')) };
    return known.read;
  } catch {
    return undefined;
  }
}

let known: { readonly stamp: string; readonly read: Distribution | undefined } | undefined;

export function parseDistribution(text: string): Distribution | undefined {
  const card = readJson(modelCard, text, 'card.json');
  if (typeof card === 'string') return undefined;
  const { cells, whole, scores, counts } = card.reference;
  return scores.length < 2 ? undefined : { model: card.name, cells, whole, scores, counts };
}
