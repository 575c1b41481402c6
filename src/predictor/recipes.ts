import type { Recipe } from './recipe';
import { defaultRecipe } from './recipes/distilled/recipe';
import { renas } from './recipes/renas/recipe';

/** The recipes by name. */
export const recipes: Readonly<Record<string, Recipe>> = { renas, default: defaultRecipe };

export function findRecipe(name: string): Recipe | undefined {
  return Object.hasOwn(recipes, name) ? recipes[name] : undefined;
}
