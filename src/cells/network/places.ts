import { kindOf } from '../kinds/kind';
import { type SearchSpace, skeletonOf } from '../space';
import { templateLayers } from './buildNetwork';
import { type Cost, networkCosts } from './costs';
import type { Shape } from './network';
import type { Counting } from './operation';

/** Places for cells in a network, one behind the other, that are alike. */
export interface Place {
  /** Of all cells of the network, counted from the stem. */
  readonly first: number;
  readonly count: number;
  readonly input: Shape;
  readonly output: Shape;
}

export interface Places {
  readonly places: readonly Place[];
  /** Places for cells in all. */
  readonly count: number;
}

const known = new WeakMap<SearchSpace, Places>();
const bases = new WeakMap<SearchSpace, Map<Counting, Cost>>();

/** How the FLOPs of a space's networks are counted. */
export function countingOf(space: SearchSpace): Counting {
  return kindOf(space).counting?.(space) ?? skeletonOf(space).counting;
}

/** Where the cells of a space stand in its network. */
export function placesOf(space: SearchSpace): Places {
  let places = known.get(space);
  if (!places) {
    places = findPlaces(space);
    known.set(space, places);
  }
  return places;
}

/** What the network of a space costs without its cells, with FLOPs counted in any way. */
export function baseCost(space: SearchSpace, counting: Counting): Cost {
  let costs = bases.get(space);
  if (!costs) {
    costs = new Map();
    bases.set(space, costs);
  }
  let cost = costs.get(counting);
  if (!cost) {
    cost = networkCosts(templateLayers(space), counting);
    costs.set(counting, cost);
  }
  return cost;
}

function findPlaces(space: SearchSpace): Places {
  const template = templateLayers(space);
  const places: { first: number; count: number; input: Shape; output: Shape }[] = [];
  let count = 0;
  for (const { operation, inputs, output } of template.layers) {
    if (operation !== 'chosen') continue;
    const input = template.layers[inputs[0]!]!.output;
    const last = places.at(-1);
    if (last && alike(last.input, input) && alike(last.output, output)) last.count++;
    else places.push({ first: count, count: 1, input, output });
    count++;
  }
  return { places, count };
}

function alike(a: Shape, b: Shape): boolean {
  return a.channels === b.channels && a.extent.join() === b.extent.join();
}
