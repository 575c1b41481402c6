import { canonicalHash } from '../../src/cells/canonical';
import type { Cell, GraphCell } from '../../src/cells/cell';
import { mutate, neighbours } from '../../src/cells/mutate';
import { createRandom, type Random } from '../../src/cells/random';
import type { GraphSpace } from '../../src/cells/space';
import type { TrainingTask, Weights } from '../../src/predictor/recipe';
import { distilledRecipe } from '../../src/predictor/recipes/distilled/recipe';
import { runLoop } from '../../src/search/loop';

export interface Pool {
  readonly space: GraphSpace;
  readonly cells: readonly GraphCell[];
  readonly labels: Float64Array;
  readonly test: Float64Array;
  /** Rows of each canonical hash. */
  readonly rows: ReadonlyMap<string, readonly number[]>;
}

/** Measures rows of the pool, in order, at most `budget`. */
export type Strategy = (pool: Pool, budget: number, seed: number) => Promise<number[]>;

export const strategies: Readonly<Record<string, Strategy>> = {
  random: async (pool, budget, seed) => shuffledRows(pool, createRandom(seed)).slice(0, budget),
  evolution: async (pool, budget, seed) => evolve(pool, budget, createRandom(seed)),
  local: async (pool, budget, seed) => climb(pool, budget, createRandom(seed)),
  'one-shot': (pool, budget, seed) => oneShot(pool, budget, seed, firstModel),
  'one-shot-recipe': (pool, budget, seed) =>
    oneShot(pool, budget, seed, task => distilledRecipe.train(task, () => {})),
  loop,
};

/** Half of a budget is spent before the other half is chosen, so that each budget is a run of its own. */
export function beginsAnew(strategy: string): boolean {
  return strategy.startsWith('one-shot');
}

function shuffledRows({ cells }: Pool, random: Random): number[] {
  return random.shuffle(Array.from(cells.keys()));
}

/** Rows measured once each, in order. */
function ledger({ labels }: Pool, budget: number) {
  const measured = new Set<number>();
  return {
    measured,
    full: () => measured.size >= budget,
    /** The row's value; it is measured if it is not yet. */
    value(row: number) {
      measured.add(row);
      return labels[row]!;
    },
  };
}

/** The row of a cell; of several with the same graph, its own or else the first. */
function rowOf(pool: Pool, cell: GraphCell): number | undefined {
  const rows = pool.rows.get(canonicalHash(pool.space, cell));
  const key = String(cell.edges);
  return rows?.find(row => String(pool.cells[row]!.edges) === key) ?? rows?.[0];
}

/** Regularised evolution, one child at a time, population and tournament 10. */
function evolve(pool: Pool, budget: number, random: Random): number[] {
  const { measured, full, value } = ledger(pool, budget);
  let population = shuffledRows(pool, random).slice(0, 10);
  for (const row of population) value(row);
  for (let children = 0; !full() && children < 10 * budget; children++) {
    const parent = population.reduce((a, b) => (value(b) > value(a) ? b : a));
    let cell = pool.cells[parent]!;
    let child: number | undefined;
    // Where only a part of the space is measured, a child that is not is mutated on.
    while (child === undefined) {
      cell = mutate(pool.space, cell, random);
      child = rowOf(pool, cell);
    }
    value(child);
    population = [...population.slice(1), child];
  }
  return [...measured];
}

/** From a random cell to the first neighbour that is better; a new start where none is. */
function climb(pool: Pool, budget: number, random: Random): number[] {
  const { measured, full, value } = ledger(pool, budget);
  const starts = shuffledRows(pool, random).values();
  while (!full()) {
    let row: number | undefined = starts.next().value;
    if (row === undefined) break;
    value(row);
    while (row !== undefined && !full()) {
      const from: number = row;
      row = undefined;
      for (const cell of random.shuffle(neighbours(pool.space, pool.cells[from]!))) {
        const next = rowOf(pool, cell);
        if (next === undefined || full()) continue;
        if (value(next) > value(from)) {
          row = next;
          break;
        }
      }
    }
  }
  return [...measured];
}

/** Half of the budget at random, the other half what a predictor that learned from it ranks highest. */
async function oneShot(
  { space, cells, labels }: Pool,
  budget: number,
  seed: number,
  train: (task: TrainingTask) => Promise<Weights>,
): Promise<number[]> {
  const random = createRandom(seed);
  const order = random.shuffle(Array.from(cells.keys()));
  const known = order.slice(0, budget >> 1);
  const weights = await train({
    space,
    cells: known.map(row => cells[row]!),
    labels: known.map(row => labels[row]!),
    random,
    monitored: { cells: [], labels: [] },
  });
  const rest = order.slice(known.length);
  const scorer = distilledRecipe.restore(space, weights);
  const scores = await scorer.score(rest.map(row => cells[row]!));
  scorer.dispose();
  const ranked = Array.from(rest.keys()).sort((a, b) => scores[b]! - scores[a]!);
  return [...known, ...ranked.slice(0, budget - known.length).map(i => rest[i]!)];
}

/** What answers first while the recipe trains, with nothing trained after it: a second or two instead of a minute. */
async function firstModel(task: TrainingTask): Promise<Weights> {
  const enough = new AbortController();
  let first: Weights | undefined;
  const onFirstModel = async (weights: Weights) => {
    first = weights;
    enough.abort();
  };
  try {
    return await distilledRecipe.train({ ...task, onFirstModel }, () => {}, enough.signal);
  } catch (error) {
    if (first) return first;
    throw error;
  }
}

/** Ends where the best cell of all is found: whatever would be measured after it changes no figure. */
async function loop(pool: Pool, budget: number, seed: number): Promise<number[]> {
  const rows = new Map<Cell, number>(pool.cells.map((cell, row) => [cell, row]));
  const best = pool.labels.reduce((a, b) => Math.max(a, b));
  const found = new AbortController();
  const { measured } = await runLoop(
    { space: pool.space, budget, seed },
    {
      cells: pool.cells,
      measure: async cells => cells.map(cell => pool.labels[rows.get(cell)!]!),
    },
    ({ best: [first] }) => {
      if (first?.value === best) found.abort();
    },
    found.signal,
  );
  return measured.map(({ cell }) => rows.get(cell)!);
}
