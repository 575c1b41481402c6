import type { Cell } from '../cells/cell';
import type { Random } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import type { Checkpoint } from './checkpoint';
import type { Prior } from './prior/prior';
import type { WorkerPool } from './workerPool';

/** A way to learn a ranking of a space's cells from a few measured ones. */
export interface Recipe {
  readonly name: string;
  /** The fewest cells it can learn from: 2 that differ, where it is not said. */
  readonly fewestCells?: number;
  /** The most cells it can learn from. */
  readonly maxCells: number;
  /** Learns; the weights are all that `restore` needs, and all that is saved. */
  train(task: TrainingTask, report: (report: TrainReport) => void, signal?: AbortSignal): Promise<Weights>;
  /** The weights `train` made for the space, ready to score. Throws, in half a sentence, if they do not fit. */
  restore(space: SearchSpace, weights: Weights): Scorer;
}

export interface TrainingTask {
  readonly space: SearchSpace;
  readonly cells: readonly Cell[];
  /** One a cell; more is better. */
  readonly labels: ArrayLike<number>;
  /** Of how many trainings each is the mean, for recipes that tell noise by it; 1 where it is left out. */
  readonly trainings?: ArrayLike<number>;
  readonly random: Random;
  /** Rounds of training, where a caller wants other than the recipe's own number. */
  readonly epochs?: number;
  /** What other spaces taught, where that is known and has not learned from this one. */
  readonly prior?: Prior;
  /** Who does its parts; without them this process does them all. */
  readonly workers?: WorkerPool;
  /** What an earlier attempt at the same task has written, and where this one writes. */
  readonly checkpoint?: Checkpoint;
  /**
   * Hears of a first model as soon as one can be had, where the recipe has one before it is done, and of its scores of a
   * uniform sample of the space.
   */
  readonly onFirstModel?: (weights: Weights, sampled: Float64Array) => Promise<void>;
  /** Measured cells that are not trained on, for the curves alone: nothing is chosen by them. */
  readonly monitored: { readonly cells: readonly Cell[]; readonly labels: ArrayLike<number> };
}

/**
 * What ranks rest on: a predictor of the space's own; what other spaces taught, with what was measured so far; or costs
 * alone, where the space has operations that no other had.
 */
export type Basis = 'own' | 'transfer' | 'size';

export interface Scorer {
  /** `own` where it is absent. */
  readonly basis?: Basis;
  /** A score for each cell: the higher, the better. The same for every numbering of a graph. */
  score(cells: readonly Cell[], signal?: AbortSignal): Promise<Float32Array>;
  /** The same of one cell, without waiting for an engine, where the recipe can. */
  scoreNow?(cell: Cell): number;
  /** Scores with how far they may be off, where the recipe can say so. */
  judge?(cells: readonly Cell[], signal?: AbortSignal): Promise<Judgement[]>;
  /** The chance, 0 to 1, that the first cell is better than the second; where the recipe can say so. */
  chance?(first: Judgement, second: Judgement): number;
  dispose(): void;
}

export interface Judgement {
  readonly score: number;
  /** Scores between which the cell's true place is in four cases of five. */
  readonly low: number;
  readonly high: number;
  /** Deviation of the true place about the score, in the score's unit. */
  readonly spread: number;
  /** Whether the cell is unlike anything that was trained on. */
  readonly unlike: boolean;
}

/** Numbers by name. A model is nothing else. */
export type Weights = Readonly<Record<string, Weight>>;

export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** `half` where 16 bits of a number are enough. */
  readonly precision: 'half' | 'single';
}

/** What training tells while it works; a run event without its time. */
export type TrainReport =
  | {
      readonly event: 'progress';
      readonly phase: string;
      readonly done: number;
      readonly total: number;
      /** How much of the training's time has gone by, 0 to 1. */
      readonly overall?: number;
    }
  | { readonly event: 'metric'; readonly step: number; readonly values: Readonly<Record<string, number>> };
