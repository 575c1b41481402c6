import type { Recipe } from './recipe';
import { distilledRecipe } from './recipes/distilled/recipe';
import { renas } from './recipes/renas/recipe';
import { transferRecipe } from './recipes/transfer/recipe';

/** The recipes by name. */
export const recipes: Readonly<Record<string, Recipe>> = {
  renas,
  default: distilledRecipe,
  transfer: transferRecipe,
};

export function findRecipe(name: string): Recipe | undefined {
  return Object.hasOwn(recipes, name) ? recipes[name] : undefined;
}

/** From so many cells on, `default` learns from them alone; from fewer it begins with what other spaces taught. */
export const fewestAlone = 50;

/** The recipe that learns from so many cells, where what other spaces taught may be known. */
export function recipeFor(name: string, cells: number, transfers: boolean): Recipe | undefined {
  return name === 'default' && transfers && cells < fewestAlone ? transferRecipe : findRecipe(name);
}
