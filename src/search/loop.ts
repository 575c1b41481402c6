import type { Cell } from '../cells/cell';
import { createRandom } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import { type Acquisition, acquire } from './loop/acquire';
import type { CandidatePosterior } from './loop/candidatePosterior';
import { anyOf, candidatePool, createCandidates, openClasses } from './loop/candidates';
import { createGpSurrogate, type Measurement } from './loop/gpSurrogate';
import { mutantsOf } from './loop/mutants';
import { bestOf, mostExpected, topOf } from './loop/standing';
import { firstCells, spreadOver } from './loop/start';

/** Where measurements come from: a table that knows them, or real training. */
export interface Oracle {
  /** All cells that it can measure; any cell of the space where this is left out. */
  readonly cells?: readonly Cell[];
  /** One value a cell, more is better; NaN where a cell could not be measured. */
  measure(cells: readonly Cell[], signal?: AbortSignal): Promise<ArrayLike<number>>;
}

export interface LoopOptions {
  readonly space: SearchSpace;
  /** How many cells are measured at most. */
  readonly budget: number;
  /** Equal options with an equal seed measure the same cells, if the values are the same. */
  readonly seed: number;
  /** `bound` where nothing else is said. */
  readonly acquisition?: Acquisition;
}

export interface MeasuredCell {
  readonly cell: Cell;
  readonly value: number;
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
}

/**
 * Measures the cells from which most is to be hoped, a few at a time, and learns from each: the loop of docs/search.md.
 * No class of equal cells is measured twice. `report` is called after each round. Ends with what it has when the signal
 * is aborted.
 */
export async function runLoop(
  options: LoopOptions,
  oracle: Oracle,
  report: (round: LoopRound) => void = () => {},
  signal?: AbortSignal,
): Promise<LoopResult> {
  const { space, budget, acquisition = 'ucb' } = options;
  const random = createRandom(options.seed);
  const pool = oracle.cells ? { cells: oracle.cells, whole: true } : candidatePool(space, random);
  const candidates = createCandidates(space, pool.cells);
  const belief = createGpSurrogate(candidates);
  const tried = new Set<number>();
  const measured: (Measurement & MeasuredCell)[] = [];
  let posterior: CandidatePosterior | undefined;

  const learn = async () => {
    posterior = await belief.condition(
      measured,
      pool.whole
        ? undefined
        : () => {
            candidates.add(
              mutantsOf(
                space,
                bestOf(measured, 5).map(({ cell }) => cell),
                random,
              ),
            );
          },
    );
  };
  for (let round = 1; tried.size < budget && !signal?.aborted; round++) {
    const open = openClasses(candidates, tried);
    if (open.length === 0) break;
    const indices = await choose(open, budget - tried.size);
    const cells = indices.map(index => anyOf(candidates.members(index), random));
    let values: ArrayLike<number>;
    try {
      values = await oracle.measure(cells, signal);
      // A look-up never leaves the microtask queue, and a signal comes from outside it.
      await new Promise(resolve => setImmediate(resolve));
    } catch (error) {
      if (signal?.aborted) break;
      throw error;
    }
    const chosen = indices.map((index, i) => ({ index, cell: cells[i]!, value: values[i] ?? Number.NaN }));
    for (const { index } of chosen) tried.add(index);
    measured.push(...chosen.filter(({ value }) => !Number.isNaN(value)));
    if (measured.length > 1) await learn();
    report({
      round,
      chosen: chosen.map(bare),
      measured: measured.length,
      total: Math.min(budget, measured.length + open.length - chosen.length),
      best: bestOf(measured, 10).map(each => ({
        ...bare(each),
        top: posterior && topOf(candidates, posterior, each.index),
      })),
    });
  }
  return {
    measured: measured.map(bare),
    best: bestOf(measured, 1).map(bare)[0],
    expected: mostExpected(measured, posterior).map(bare)[0],
  };

  async function choose(open: readonly number[], left: number): Promise<number[]> {
    const first = firstCells(candidates.count);
    if (!posterior || measured.length < first)
      return spreadOver(
        candidates,
        open,
        [...tried],
        Math.min(left, Math.max(1, first - tried.size)),
        random,
      );
    const count = Math.min(left, batchSize(measured.length));
    return acquire(posterior, open, count, acquisition, index => candidates.members(index).length, random);
  }
}

/** A twentieth of what is measured: few at a time while each says much. */
export function batchSize(measured: number): number {
  return Math.max(1, Math.min(10, Math.round(measured / 20)));
}

function bare({ cell, value }: MeasuredCell): MeasuredCell {
  return { cell, value };
}
