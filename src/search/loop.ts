import type { Cell } from '../cells/cell';
import { type CostLimit, keepsTo, type NamedCost } from '../cells/namedCosts';
import { createRandom } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import { type Acquisition, acquire } from './loop/acquire';
import { acquireFront } from './loop/acquireFront';
import type { CandidatePosterior } from './loop/candidatePosterior';
import {
  candidatePrior,
  firstByPrior,
  maxWithPrior,
  type PriorOf,
  reachWithPrior,
} from './loop/candidatePrior';
import { candidatePool, createCandidates } from './loop/candidates';
import { createGpSurrogate, type Measurement } from './loop/gpSurrogate';
import { mutantsOf } from './loop/mutants';
import { bestOf, byExpectation, topOf } from './loop/standing';
import { firstCells, spreadOver } from './loop/start';
import { createUntried } from './loop/untried';
import { frontOf, spread, weighCandidates } from './loop/weighed';
import { createPace } from './pace';

/** Where measurements come from: a table that knows them, or real training. */
export interface Oracle {
  /** All cells that it can measure; any cell of the space where this is left out. */
  readonly cells?: readonly Cell[];
  /** One value a cell, more is better; NaN where a cell could not be measured. */
  measure(cells: readonly Cell[], signal?: AbortSignal): Promise<ArrayLike<number>>;
  /** Of how many trainings the value of a cell is the mean, which has less noise; 1 where it is left out. */
  trainings?(cell: Cell): number;
}

export interface LoopOptions {
  readonly space: SearchSpace;
  /** How many cells are measured at most. */
  readonly budget: number;
  /** Equal options with an equal seed measure the same cells, if the values are the same. */
  readonly seed: number;
  /** `ucb` where nothing else is said. */
  readonly acquisition?: Acquisition;
  /** What is known of cells before any is measured; the loop begins with the best by it, and learns from there. */
  readonly prior?: PriorOf | undefined;
  /** No cell beyond one of these is measured; one whose cost is not known is beyond its limit. */
  readonly limits?: readonly CostLimit[];
  /** The cost to weigh the values against: asks for the front of both instead of the best value. */
  readonly pareto?: NamedCost | undefined;
}

export interface MeasuredCell {
  readonly cell: Cell;
  readonly value: number;
  /** Of how many trainings it is the mean; 1 where it is left out. */
  readonly trainings?: number | undefined;
}

export interface BestCell extends MeasuredCell {
  /** Per cent of the candidates that are expected to be at least as good; undefined before anything is learned. */
  readonly top: number | undefined;
}

export interface LoopRound {
  /** From 1; the first measures the spread-out start. */
  readonly round: number;
  /** Measured in this round, in the order chosen. */
  readonly chosen: readonly MeasuredCell[];
  /** How many are measured in all, of `total` at most. */
  readonly measured: number;
  readonly total: number;
  /** The best measured so far, best first, ten at most. */
  readonly best: readonly BestCell[];
}

export interface LoopResult {
  /** In the order measured. */
  readonly measured: readonly MeasuredCell[];
  /** The highest value; undefined if nothing was measured. */
  readonly best: MeasuredCell | undefined;
  /** The best by measurement and expectation together: the safer choice where measurements are noisy. */
  readonly expected: MeasuredCell | undefined;
  /** Where a cost is weighed: the measured that no other is as good as in both and better in one, the cheapest first. */
  readonly pareto: readonly MeasuredCell[] | undefined;
}

/**
 * Measures the cells from which most is to be hoped, a few at a time, and learns from each: the loop of docs/search.md.
 * No cell is measured twice. `report` is called after each round. Ends with what it has when the signal is aborted.
 */
export async function runLoop(
  options: LoopOptions,
  oracle: Oracle,
  report: (round: LoopRound) => void = () => {},
  signal?: AbortSignal,
): Promise<LoopResult> {
  const { space, budget, acquisition = 'ucb', limits = [], pareto } = options;
  const random = createRandom(options.seed);
  const known = pareto ? [...limits, { cost: pareto, max: Number.MAX_VALUE }] : limits;
  const pool = oracle.cells
    ? { cells: oracle.cells.filter(cell => keepsTo(known, cell)), whole: true }
    : await candidatePool(space, random, createPace(signal), known, options.prior && maxWithPrior);
  if (pool.cells.length === 0 || signal?.aborted)
    return { measured: [], best: undefined, expected: undefined, pareto: undefined };
  const candidates = createCandidates(space, pool.cells);
  const weighed = pareto && weighCandidates(candidates, pareto);
  const prior = options.prior && candidatePrior(candidates, options.prior);
  const belief = createGpSurrogate(candidates, undefined, prior);
  // Where a cost is weighed the cheapest cell of a class stands for it.
  const untried = createUntried(space, candidates, weighed !== undefined);
  /** Classes of which a cell was chosen; how many cells were. */
  const tried = new Set<number>();
  let begun = 0;
  const measured: (Measurement & MeasuredCell)[] = [];
  let posterior: CandidatePosterior | undefined;

  const learn = async () => {
    posterior = await belief.condition(
      measured,
      pool.whole
        ? undefined
        : () => {
            const best = weighed ? frontOf(measured, pareto) : bestOf(measured, 5);
            const mutants = mutantsOf(
              space,
              spread(best, 5).map(({ cell }) => cell),
              random,
              known,
            );
            candidates.add(mutants);
          },
    );
  };
  for (let round = 1; begun < budget && !signal?.aborted; round++) {
    const open = untried.open();
    if (open.length === 0) break;
    const indices = await choose(open, budget - begun);
    const cells = indices.map(index => weighed?.cheapest(index) ?? untried.draw(index, random));
    let values: ArrayLike<number>;
    try {
      values = await oracle.measure(cells, signal);
      // A look-up never leaves the microtask queue, and a signal comes from outside it.
      await new Promise(resolve => setImmediate(resolve));
    } catch (error) {
      if (signal?.aborted) break;
      throw error;
    }
    const chosen = indices.map((index, i) => ({
      index,
      cell: cells[i]!,
      value: values[i] ?? Number.NaN,
      ...(oracle.trainings ? { trainings: oracle.trainings(cells[i]!) } : {}),
    }));
    for (const { index, cell, value } of chosen) {
      begun++;
      tried.add(index);
      untried.strike(index, cell);
      if (Number.isNaN(value)) untried.close(index);
    }
    measured.push(...chosen.filter(({ value }) => !Number.isNaN(value)));
    if (measured.length > 1) await learn();
    report({
      round,
      chosen: chosen.map(bare),
      measured: measured.length,
      total: measured.length + untried.count(budget - begun),
      best: bestOf(measured, 10).map(each => ({
        ...bare(each),
        top: posterior && topOf(candidates, posterior, each.index),
      })),
    });
  }
  return {
    measured: measured.map(bare),
    best: bestOf(measured, 1).map(bare)[0],
    pareto: weighed && frontOf(measured, pareto).map(bare),
    expected: (posterior ? byExpectation(measured, posterior) : measured).map(bare)[0],
  };

  async function choose(open: readonly number[], left: number): Promise<number[]> {
    const first = prior ? firstByPrior : firstCells(candidates.count);
    if (prior && (!posterior || measured.length < first))
      return prior.best(untried.fresh(), Math.min(left, Math.max(1, first - tried.size)));
    if (!posterior || measured.length < first)
      return spreadOver(
        candidates,
        untried.fresh(),
        [...tried],
        Math.min(left, Math.max(1, first - tried.size)),
        random,
      );
    const count = Math.min(left, batchSize(measured.length));
    if (weighed) return acquireFront(posterior, open, count, weighed.cost, measured);
    return acquire(
      posterior,
      open,
      count,
      acquisition,
      index => candidates.members(index).length,
      random,
      undefined,
      prior && reachWithPrior,
    );
  }
}

/** A twentieth of what is measured: few at a time while each says much. */
export function batchSize(measured: number): number {
  return Math.max(1, Math.min(10, Math.round(measured / 20)));
}

function bare({ cell, value }: MeasuredCell): MeasuredCell {
  return { cell, value };
}
