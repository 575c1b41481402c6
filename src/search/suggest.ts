import type { Cell } from '../cells/cell';
import type { CostLimit, NamedCost } from '../cells/namedCosts';
import { createRandom } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import { type Acquisition, acquire } from './loop/acquire';
import { acquireFront } from './loop/acquireFront';
import {
  candidatePrior,
  firstByPrior,
  maxWithPrior,
  type PriorOf,
  reachWithPrior,
} from './loop/candidatePrior';
import { candidatePool, createCandidates } from './loop/candidates';
import { createGpSurrogate } from './loop/gpSurrogate';
import { mutantsOf } from './loop/mutants';
import { bestOf } from './loop/standing';
import { firstCells, spreadOver } from './loop/start';
import { createUntried } from './loop/untried';
import { frontOf, spread, weighCandidates } from './loop/weighed';
import { createPace } from './pace';

export interface SuggestOptions {
  readonly space: SearchSpace;
  /** What is measured so far. A cell may have been measured more than once. */
  readonly cells: readonly Cell[];
  readonly values: ArrayLike<number>;
  /** Of how many trainings each is the mean, which has less noise; 1 where it is left out. */
  readonly trainings?: ArrayLike<number>;
  /** How many cells are wanted. */
  readonly count: number;
  readonly acquisition: Acquisition;
  readonly seed: number;
  /** No cell beyond one of these is named; one whose cost is not known is beyond its limit. */
  readonly limits?: readonly CostLimit[];
  /** What is known of cells before any is measured. */
  readonly prior?: PriorOf | undefined;
  /** The cost to weigh the values against: asks for what extends the front of both. */
  readonly pareto?: NamedCost | undefined;
}

export interface Suggestion {
  /** In the order chosen; none is the same as a measured one, or computes the same. */
  readonly cells: readonly Cell[];
  /** Whether anything was learned from the measured cells, or they are too few and the cells are spread out. */
  readonly learned: boolean;
}

/** The cells to measure next. */
export async function suggest(options: SuggestOptions): Promise<Suggestion> {
  const { space, cells, values, trainings, count, limits = [], pareto } = options;
  const random = createRandom(options.seed);
  const known = pareto ? [...limits, { cost: pareto, max: Number.MAX_VALUE }] : limits;
  const pool = await candidatePool(
    space,
    random,
    createPace(undefined),
    known,
    options.prior && maxWithPrior,
  );
  if (pool.cells.length === 0) return { cells: [], learned: false };
  const candidates = createCandidates(space, pool.cells);
  const measured = candidates
    .add(cells)
    .map((index, i) => ({ index, cell: cells[i]!, value: values[i]!, trainings: trainings?.[i] }));
  if (!pool.whole) {
    const best = pareto ? spread(frontOf(measured, pareto), 5) : bestOf(measured, 5);
    const around = mutantsOf(
      space,
      best.map(({ cell }) => cell),
      random,
      known,
    );
    candidates.add(around);
  }
  const tried = new Set(measured.map(({ index }) => index));
  const untried = createUntried(space, candidates, true);
  for (const { index, cell } of measured) untried.strike(index, cell);
  const open = untried.open();
  const prior = options.prior && candidatePrior(candidates, options.prior);
  const learned = tried.size >= (prior ? firstByPrior : firstCells(candidates.count));
  const weighed = pareto && weighCandidates(candidates, pareto);
  const choose = async () => {
    // To rank them all, cells far apart say more than those that are hoped to be best.
    if (!learned && prior && options.acquisition === 'ucb') return prior.best(open, count);
    if (!learned) return spreadOver(candidates, open, [...tried], count, random);
    const posterior = await createGpSurrogate(candidates, undefined, prior).condition(measured);
    if (weighed) return acquireFront(posterior, open, count, weighed.cost, measured);
    const sizes = (index: number) => candidates.members(index).length;
    return acquire(
      posterior,
      open,
      count,
      options.acquisition,
      sizes,
      random,
      undefined,
      prior && reachWithPrior,
    );
  };
  const chosen = await choose();
  return {
    cells: chosen.map(index => weighed?.cheapest(index) ?? untried.draw(index, random)),
    learned,
  };
}
