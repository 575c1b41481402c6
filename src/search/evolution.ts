import { mutate } from '../cells/mutate';
import type { Random } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import type { FreshCells } from './freshCells';
import type { Candidate, Scoreboard, ScoredCell } from './scoreboard';

/** Children of one population that are scored together. */
const brood = 32;

/**
 * Regularised evolution (Real et al., 2019): the best of a few random members has a mutated child, and the oldest member
 * dies, however good it is. Children come in broods, so that they are scored together.
 */
export async function evolve(
  space: SearchSpace,
  board: Scoreboard,
  fresh: FreshCells,
  random: Random,
  start: readonly Candidate[],
): Promise<void> {
  const size = Math.min(100, Math.max(10, Math.round(board.left / 20)));
  const tournament = Math.max(2, Math.round(size / 10));
  let population = await board.score([...start, ...(await fresh(Math.max(0, size - start.length)))]);
  while (board.left > 0 && population.length > 0) {
    const children: Candidate[] = [];
    const wanted = Math.min(brood, board.left);
    while (children.length < wanted) {
      const child =
        breed(space, board, random, fittest(population, tournament, random)) ?? (await fresh(1))[0];
      if (!child) break;
      children.push(child);
    }
    if (children.length === 0) return;
    population = [...population, ...(await board.score(children))].slice(-size);
  }
}

function fittest(population: readonly ScoredCell[], tournament: number, random: Random): ScoredCell {
  let best = population[random.integer(population.length)]!;
  for (let i = 1; i < tournament; i++) {
    const other = population[random.integer(population.length)]!;
    if (other.score > best.score) best = other;
  }
  return best;
}

/** Mutations that are tried for a child, those that lead beyond the limits among them. */
const maxMutations = 48;

/** A child not seen before: where a mutation leads to a known cell within the limits, it is mutated on from there. */
function breed(
  space: SearchSpace,
  board: Scoreboard,
  random: Random,
  parent: ScoredCell,
): Candidate | undefined {
  let { cell } = parent;
  for (let step = 0, tried = 0; step < 12 && tried < maxMutations; tried++) {
    const mutant = mutate(space, cell, random);
    const child = board.offer(mutant);
    if (child) return child;
    if (!board.isWithin(mutant)) continue;
    cell = mutant;
    step++;
  }
  return undefined;
}
