import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** What the sidebar tells of a saved predictor: a part of its `card.json`. */
export interface CardSummary {
  readonly space: string;
  /** `nasbench101, 424 cells` */
  readonly name: string;
  /** `424 cells, validation_accuracy of nasbench101.csv.gz` */
  readonly source: string;
  readonly recipe: string;
  readonly label: string;
  readonly seed: number | undefined;
  /** On cells that it was not trained on, or by cross-validation in so many folds. */
  readonly kendallTau: number | undefined;
  readonly folds: number | undefined;
  /** ISO 8601. */
  readonly created: string | undefined;
}

/** Reads `card.json` of a predictor's folder; a string says, in a sentence, why it can't be read. */
export async function readCard(folder: string): Promise<CardSummary | string> {
  try {
    return parseCard(await readFile(path.join(folder, 'card.json'), 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? 'There is no card.json in this folder, so it holds no predictor.'
      : `card.json can't be read (${code ?? String(error)}).`;
  }
}

export function parseCard(text: string): CardSummary | string {
  let card: Record<string, unknown>;
  try {
    card = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return 'card.json is not valid JSON.';
  }
  if (typeof card !== 'object' || card === null) return 'card.json does not hold an object.';
  if (card['format'] !== 1)
    return `card.json has the format ${String(card['format'])}, and this version of ReNAS reads format 1.`;
  const space = (card['space'] as { readonly name?: unknown } | null | undefined)?.name;
  if (typeof space !== 'string') return 'card.json does not say which space the predictor is for.';
  const words = (key: string) => (typeof card[key] === 'string' ? (card[key] as string) : undefined);
  const number = (key: string) => (typeof card[key] === 'number' ? (card[key] as number) : undefined);
  return {
    space,
    name: words('name') ?? space,
    source: words('source') ?? 'unknown source',
    recipe: words('recipe') ?? 'unknown recipe',
    label: words('label') ?? 'unknown label',
    seed: number('seed'),
    kendallTau: number('kendallTau'),
    folds: number('folds'),
    created: words('created'),
  };
}
