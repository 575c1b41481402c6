import { canonicalHash } from '../cells/canonical';
import type { Cell } from '../cells/cell';
import { totalCosts } from '../cells/costs';
import { keepsTo } from '../cells/namedCosts';
import { createRandom } from '../cells/random';
import type { BestCell, LoopOptions, MeasuredCell } from './loop';
import { acquire } from './loop/acquire';
import { acquireFront } from './loop/acquireFront';
import type { CandidatePosterior } from './loop/candidatePosterior';
import { candidatePrior, firstByPrior, maxWithPrior, reachWithPrior } from './loop/candidatePrior';
import { candidatePool, createCandidates } from './loop/candidates';
import { type Expectation, expectationOf } from './loop/expectation';
import { createFullFidelity, type FullFidelity } from './loop/fullFidelity';
import { createGpSurrogate, type Measurement } from './loop/gpSurrogate';
import { mutantsOf } from './loop/mutants';
import { byExpectation, meansOf, topOf } from './loop/standing';
import { firstCells, spreadOver } from './loop/start';
import { createUntried } from './loop/untried';
import { frontOf, spread, weighCandidates } from './loop/weighed';
import { createPace } from './pace';

/** One training of a cell: its first has the number 0, its repetitions 1, 2, … */
export interface CellTraining {
  readonly cell: Cell;
  readonly repetition: number;
}

/** What trains cells, each in its own time. */
export interface TrainingSource {
  /** All cells that it can measure; any cell of the space where this is left out. */
  readonly cells?: readonly Cell[];
  /** The value, more is better; NaN where the cell can't be measured. Rejects once the signal is aborted. */
  measure(training: CellTraining): Promise<number>;
}

export interface MeasuringLoopOptions extends LoopOptions {
  /** How many cells are in training at once. */
  readonly slots: number;
  /** How many of the first ten cells are trained again, the best of them, so that the noise is known. */
  readonly repeat: number;
  /** What is measured already, in that order: known cells, and trainings of this loop before it was interrupted. */
  readonly before?: readonly (CellTraining & {
    readonly value: number;
    readonly known?: boolean;
    /** Of how many the value is the mean; 1 where it is left out. */
    readonly trainings?: number | undefined;
  })[];
  /** What was in training when the loop was interrupted. */
  readonly unfinished?: readonly CellTraining[];
}

/** The loop after each training. */
export interface MeasuringStep {
  /** The one that has ended; its value is NaN where there is none. */
  readonly ended: CellTraining & {
    readonly value: number;
    /** What was expected of a cell when it was chosen, once enough is measured. */
    readonly expected?: Expectation;
  };
  /** How many cells are measured, without known ones. */
  readonly measured: number;
  readonly total: number;
  /** The best so far by the mean of their trainings, best first, ten at most. */
  readonly best: readonly BestCell[];
}

export interface MeasuringResult {
  /** Cells with the mean of their trainings, in the order first measured. */
  readonly measured: readonly MeasuredCell[];
  /** The same by measurement and expectation together, best first: the order in which they are worth verifying. */
  readonly expected: readonly MeasuredCell[];
  /** Where a cost is weighed: as `LoopResult`. */
  readonly pareto?: readonly MeasuredCell[];
  /** What these trainings, taken for short ones, say of full ones; its places are those in `measured`. */
  readonly inFull: FullFidelity;
}

/** Repetitions are taken of so many cells, those measured first. */
const firstMeasured = 10;

interface Known extends Measurement, MeasuredCell {}

/**
 * The loop of docs/search.md with real trainings: whenever one ends, it learns, and chooses one more; those in training
 * count as measured at what is expected of them. Ends with what it has when the signal is aborted. What it chooses depends on
 * the order in which trainings end.
 */
export async function runMeasuringLoop(
  options: MeasuringLoopOptions,
  source: TrainingSource,
  report: (step: MeasuringStep) => void = () => {},
  signal?: AbortSignal,
): Promise<MeasuringResult> {
  const { space, budget, slots, repeat, before = [], unfinished = [], limits = [], pareto } = options;
  const random = createRandom(options.seed);
  const within = pareto ? [...limits, { cost: pareto, max: Number.MAX_VALUE }] : limits;
  const pool = source.cells
    ? { cells: source.cells.filter(cell => keepsTo(within, cell)), whole: true }
    : await candidatePool(space, random, createPace(signal), within, options.prior && maxWithPrior);
  // The list is not whole where the signal was aborted meanwhile: what is measured already is what is left to give.
  const cells = signal?.aborted ? before.map(({ cell }) => cell) : pool.cells;
  if (cells.length === 0)
    return { measured: [], expected: [], inFull: await createFullFidelity([], undefined) };
  const candidates = createCandidates(space, cells);
  const weighed = pareto && weighCandidates(candidates, pareto);
  const prior = options.prior && candidatePrior(candidates, options.prior);
  const belief = createGpSurrogate(candidates, undefined, prior);
  /** Every training with a value, in the order in which they ended. */
  const trainings: Known[] = [];
  /** Cells without a value: to learn from, they count as the worst one measured, so that the loop turns elsewhere. */
  const failed: Pick<Known, 'index' | 'cell'>[] = [];
  const untried = createUntried(space, candidates, weighed !== undefined);
  /** Classes of which a training was begun, whatever became of it. */
  const tried = new Set<number>();
  const strike = (index: number, cell: Cell) => {
    tried.add(index);
    untried.strike(index, cell);
  };
  const repeated = new Set<number>();
  /** Those that were known before, which may have been trained otherwise. */
  const given = new Set<number>();
  const flying = new Map<Promise<Landed>, Flight>();
  let begun = 0;
  let measured = 0;
  let posterior: CandidatePosterior | undefined;

  /** Each cell with the mean of its trainings. */
  const means = () => meansOf(trainings, ({ cell }) => canonicalHash(space, cell));

  const learn = async () => {
    if (trainings.length < 2) return;
    const worst = trainings.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY);
    posterior = await belief.condition(
      [...trainings, ...failed.map(each => ({ ...each, value: worst }))],
      pool.whole
        ? undefined
        : () => {
            const best = weighed ? spread(frontOf(means(), pareto), 5) : byValue(means()).slice(0, 5);
            candidates.add(
              mutantsOf(
                space,
                best.map(({ cell }) => cell),
                random,
                within,
              ),
            );
          },
    );
  };

  const note = (training: Known) => {
    if (Number.isNaN(training.value)) {
      untried.close(training.index);
      failed.push(training);
    } else trainings.push(training);
  };

  const indices = candidates.add(before.map(({ cell }) => cell));
  for (const [i, { cell, repetition, value, trainings, known: wasKnown }] of before.entries()) {
    const index = indices[i]!;
    strike(index, cell);
    if (repetition > 0) repeated.add(index);
    else if (wasKnown) given.add(index);
    else {
      begun++;
      measured++;
    }
    note({ index, cell, value, trainings });
  }
  await learn();

  const begin = (index: number, training: CellTraining) => {
    strike(index, training.cell);
    if (training.repetition > 0) repeated.add(index);
    else begun++;
    const expected = training.repetition === 0 ? expectationOf(posterior, index, trainings) : undefined;
    const flight = { index, training, ...(expected ? { expected } : {}) };
    const landing: Promise<Landed> = source.measure(training).then(
      (value): Landed => ({ landing, value }),
      (error: unknown): Landed => ({ landing, value: Number.NaN, error }),
    );
    flying.set(landing, flight);
  };

  for (const [i, index] of candidates.add(unfinished.map(({ cell }) => cell)).entries())
    begin(index, unfinished[i]!);

  /** One of the best of the first cells, to be trained once more, as soon as all of those are measured. */
  const toRepeat = (): Known | undefined => {
    const first = Math.min(firstMeasured, budget);
    if (measured < first) return undefined;
    const own = trainings.filter(({ index }) => !given.has(index));
    const early = [...new Map(own.map(each => [each.index, each])).values()].slice(0, firstMeasured);
    const best = byValue(early).slice(0, repeat);
    return repeated.size < repeat ? best.find(({ index }) => !repeated.has(index)) : undefined;
  };

  const choose = async (): Promise<number | undefined> => {
    const open = untried.open();
    const first = prior ? firstByPrior : firstCells(candidates.count);
    if (prior && (!posterior || tried.size < first)) return prior.best(untried.fresh(), 1)[0];
    if (!posterior || tried.size < first)
      return spreadOver(candidates, untried.fresh(), [...tried], 1, random)[0];
    if (weighed) return (await acquireFront(posterior, open, 1, weighed.cost, means()))[0];
    const pending = [...flying.values()].map(({ index }) => index);
    const size = (index: number) => candidates.members(index).length;
    const { acquisition = 'ucb' } = options;
    return (
      await acquire(posterior, open, 1, acquisition, size, random, pending, prior && reachWithPrior)
    )[0];
  };

  while (!signal?.aborted) {
    while (flying.size < slots && !signal?.aborted) {
      const again = toRepeat();
      if (again) {
        begin(again.index, { cell: again.cell, repetition: 1 });
        continue;
      }
      if (begun >= budget) break;
      const index = await choose();
      if (index === undefined) break;
      // The same whatever was chosen before, so that a loop that was resumed takes it too.
      const own = createRandom(options.seed + index);
      const cell = weighed?.cheapest(index) ?? untried.draw(index, own);
      begin(index, { cell, repetition: 0 });
    }
    if (flying.size === 0) break;
    const landed = await Promise.race(flying.keys());
    if (signal?.aborted) break;
    if (landed.error !== undefined) {
      await Promise.all(flying.keys());
      throw landed.error;
    }
    const { index, training, expected } = flying.get(landed.landing)!;
    flying.delete(landed.landing);
    const { value } = landed;
    if (training.repetition === 0) measured++;
    note({ index, cell: training.cell, value });
    await learn();
    report({
      ended: { ...training, value, ...(expected ? { expected } : {}) },
      measured,
      total: budget,
      best: byValue(means())
        .slice(0, 10)
        .map(({ cell, value, index }) => ({
          cell,
          value,
          top: posterior && topOf(candidates, posterior, index),
        })),
    });
  }
  await Promise.all(flying.keys());
  const ended = means();
  const brief = ended.map(({ index, cell, value }) => {
    const { parameters } = totalCosts(space, cell);
    return { index, value, parameters };
  });
  return {
    measured: ended.map(bare),
    expected: byExpectation(ended, posterior).map(bare),
    ...(weighed ? { pareto: frontOf(ended, pareto).map(bare) } : {}),
    inFull: await createFullFidelity(brief, posterior),
  };
}

interface Flight {
  readonly index: number;
  readonly training: CellTraining;
  readonly expected?: Expectation;
}

interface Landed {
  readonly landing: Promise<Landed>;
  readonly value: number;
  readonly error?: unknown;
}

function byValue<M extends MeasuredCell>(measured: readonly M[]): M[] {
  return [...measured].sort((a, b) => b.value - a.value);
}

function bare({ cell, value, trainings }: MeasuredCell): MeasuredCell {
  return { cell, value, ...(trainings === undefined ? {} : { trainings }) };
}
