import type { Cell } from '../cells/cell';
import { createRandom, type Random } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import type { Checkpoint } from './checkpoint';
import { intervalsHold } from './intervals';
import { normalScores } from './math/ranks';
import type { Prior } from './prior/prior';
import type { Recipe, TrainReport } from './recipe';
import { decodeWeights, encodeWeights } from './weightFile';
import type { WorkerPool } from './workerPool';

export interface ValidationTask {
  readonly space: SearchSpace;
  /** In random order. */
  readonly cells: readonly Cell[];
  readonly labels: readonly number[];
  /** Of how many trainings each is the mean; 1 where it is left out. */
  readonly trainings?: readonly number[];
  readonly random: Random;
  readonly prior?: Prior;
  readonly epochs?: number;
  readonly workers?: WorkerPool;
  readonly checkpoint?: Checkpoint;
}

/** What predictors say of cells that they did not learn from. */
export interface CrossValidation {
  /** One a cell: its predicted place among the cells of its own fold, as a normal deviate. */
  readonly scores: Float64Array;
  /** Share of the cells that lie within their interval, where the recipe gives any. */
  readonly held: number | undefined;
}

/**
 * Trains once for each fold of the cells, on those of all the others, and scores the fold: so every cell is ranked by a
 * predictor that never saw it, as good as one that learned from a little fewer cells can be.
 */
export async function crossValidate(
  recipe: Recipe,
  { space, cells, labels, trainings, random, prior, epochs, workers, checkpoint }: ValidationTask,
  folds: number,
  report: (report: TrainReport) => void,
  signal?: AbortSignal,
): Promise<CrossValidation> {
  const scores = new Float64Array(cells.length);
  const seeds = Array.from({ length: folds }, () => random.integer(2 ** 31));
  let held: number | undefined;
  for (let fold = 0; fold < folds; fold++) {
    const isLeft = (row: number) => row % folds === fold;
    const left = Array.from(cells.keys()).filter(isLeft);
    const known = Array.from(cells.keys()).filter(row => !isLeft(row));
    const weights = await recipe.train(
      {
        space,
        cells: known.map(row => cells[row]!),
        labels: known.map(row => labels[row]!),
        ...(trainings ? { trainings: known.map(row => trainings[row]!) } : {}),
        random: createRandom(seeds[fold]!),
        ...(prior ? { prior } : {}),
        ...(epochs === undefined ? {} : { epochs }),
        ...(workers ? { workers } : {}),
        ...(checkpoint ? { checkpoint: partOf(checkpoint, `fold ${fold + 1}`) } : {}),
        monitored: { cells: [], labels: [] },
      },
      told => told.event === 'progress' && report(ofFold(told, fold, folds)),
      signal,
    );
    const scorer = recipe.restore(space, await decodeWeights(encodeWeights(weights)));
    const asked = left.map(row => cells[row]!);
    const places = normalScores(await scorer.score(asked, signal));
    const share = await intervalsHold(
      scorer,
      asked,
      left.map(row => labels[row]!),
      signal,
    );
    if (share !== undefined) held = (held ?? 0) + (share * left.length) / cells.length;
    scorer.dispose();
    for (const [k, row] of left.entries()) scores[row] = places[k]!;
  }
  return { scores, held };
}

type Progress = Extract<TrainReport, { event: 'progress' }>;

function ofFold(told: Progress, fold: number, folds: number): Progress {
  const { overall = told.total > 0 ? told.done / told.total : 1 } = told;
  return { ...told, phase: `fold ${fold + 1} of ${folds}: ${told.phase}`, overall: (fold + overall) / folds };
}

/** A checkpoint within another. */
function partOf(checkpoint: Checkpoint, name: string): Checkpoint {
  return {
    read: part => checkpoint.read(`${name} ${part}`),
    write: (part, state) => checkpoint.write(`${name} ${part}`, state),
  };
}
