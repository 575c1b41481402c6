import type { Recipe } from './recipe';
import { distilledRecipe } from './recipes/distilled/recipe';
import { renas } from './recipes/renas/recipe';

/** The recipes by name. */
export const recipes: Readonly<Record<string, Recipe>> = { renas, default: distilledRecipe };

export function findRecipe(name: string): Recipe | undefined {
  return Object.hasOwn(recipes, name) ? recipes[name] : undefined;
}
