import path from 'node:path';
import { NotRead, readSmall } from '../../files/regularFile';
import { maxCardBytes, readModelCard } from '../../protocol/schemas/modelCard';

/** What the sidebar tells of a saved predictor: a part of its `card.json`. */
export interface CardSummary {
  readonly space: string;
  /** `nasbench101, 424 cells` */
  readonly name: string;
  /** `424 cells, validation_accuracy of nasbench101.csv.gz` */
  readonly source: string;
  readonly recipe: string;
  readonly label: string;
  readonly seed: number;
  /** On cells that it was not trained on, or by cross-validation in so many folds. */
  readonly kendallTau: number | undefined;
  readonly folds: number | undefined;
  /** ISO 8601. */
  readonly created: string;
}

/** Reads `card.json` of a predictor's folder; a string says, in a sentence, why it can't be read. */
export async function readCard(folder: string): Promise<CardSummary | string> {
  try {
    return parseCard(await readSmall(path.join(folder, 'card.json'), maxCardBytes));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? 'There is no card.json in this folder, so it holds no predictor.'
      : `card.json can't be read (${error instanceof NotRead ? error.message : (code ?? String(error))}).`;
  }
}

export function parseCard(text: string): CardSummary | string {
  const card = readModelCard(text);
  if (typeof card === 'string') return `${card}.`;
  const { space, name, source, recipe, label, seed, kendallTau, folds, created } = card;
  return { space: space.name, name, source, recipe, label, seed, kendallTau, folds, created };
}
