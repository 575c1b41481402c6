import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Distribution } from '../../protocol/panel';

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
  const { name, reference } = JSON.parse(text) as { name?: unknown; reference?: Record<string, unknown> };
  const { cells, whole, scores, counts } = reference ?? {};
  if (typeof name !== 'string' || typeof cells !== 'number') return undefined;
  if (!isNumbers(scores) || !isNumbers(counts) || scores.length !== counts.length) return undefined;
  return scores.length < 2 ? undefined : { model: name, cells, whole: whole === true, scores, counts };
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(item => typeof item === 'number');
}
