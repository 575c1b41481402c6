import type { Cell } from '../cells/cell';
import type { SearchSpace } from '../cells/space';
import type { ModelCard } from './modelCard';
import { readModelFolder } from './modelFolder';
import type { Basis, Scorer } from './recipe';
import { findRecipe, recipes } from './recipes';
import { topShare } from './reference';
import { decodeWeights } from './weightFile';

/** Ranks the cells of one space. */
export interface Predictor {
  readonly card: ModelCard;
  readonly space: SearchSpace;
  readonly basis: Basis;
  /** Cells of the space that it has learned from. */
  readonly measured: number;
  /** Those cells were of the space before this change, one clause. Absent: of the space as it is. */
  readonly before?: string;
  /** A score for each cell: the higher, the better. The same for every numbering of a graph. */
  score(cells: readonly Cell[], signal?: AbortSignal): Promise<Float32Array>;
  /** The same of one cell, at once; undefined where the recipe cannot. */
  readonly scoreNow: Scorer['scoreNow'];
  /** Scores with how far they may be off; undefined where the recipe cannot say. `top` takes each of the numbers. */
  readonly judge: Scorer['judge'];
  /** The chance, 0 to 1, that the first cell is better than the second; undefined where the recipe cannot say. */
  readonly chance: Scorer['chance'];
  /** Per cent of the space predicted to be at least as good as a score: small is good. */
  top(score: number): number;
  dispose(): void;
}

/** Loads a saved predictor into the engine that runs. Throws one sentence if the folder does not hold a whole one. */
export async function loadPredictor(folder: string): Promise<Predictor> {
  try {
    const { card, weights } = await readModelFolder(folder);
    const recipe = findRecipe(card.recipe);
    if (!recipe)
      throw new Error(
        `it was made by the recipe "${card.recipe}", and this version of ReNAS knows ${Object.keys(recipes).join(', ')}`,
      );
    return makePredictor(card, recipe.restore(card.space, await decodeWeights(weights)));
  } catch (error) {
    throw new Error(`There is no usable predictor in ${folder}: ${(error as Error).message}.`);
  }
}

export function makePredictor(card: ModelCard, scorer: Scorer): Predictor {
  return {
    card,
    space: card.space,
    basis: scorer.basis ?? 'own',
    measured: card.trained,
    score: (cells, signal) => scorer.score(cells, signal),
    scoreNow: scorer.scoreNow,
    judge: scorer.judge,
    chance: scorer.chance,
    top: score => topShare(card.reference, score),
    dispose: () => scorer.dispose(),
  };
}
