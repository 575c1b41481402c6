/**
 * Between the language server and its child, the predictor process (`renas serve`), over Node's IPC channel.
 * A space is sent once, before the first request that names it. Cells and spaces are the plain data of `src/cells/`.
 */
export type ToPredictor =
  | {
      readonly kind: 'space';
      readonly space: WireSpace;
      /** How the user trains a predictor where there is none, the end of a sentence. Absent: the command of VS Code. */
      readonly trainWith?: string;
    }
  /** What is measured so far of a space that was sent; instead of what was told of it before. */
  | {
      readonly kind: 'measured';
      readonly space: string;
      readonly cells: readonly WireCell[];
      /** One a cell; more is better. */
      readonly values: readonly number[];
      /** Of how many trainings each is the mean. */
      readonly trainings: readonly number[];
      readonly metric: string;
    }
  | {
      readonly kind: 'score';
      readonly id: number;
      readonly space: string;
      readonly cells: readonly WireCell[];
    }
  /** Asks of each pair for the chance that its first cell is better. */
  | {
      readonly kind: 'compare';
      readonly id: number;
      readonly space: string;
      readonly pairs: readonly WirePair[];
    };

export type WirePair = readonly [first: WireCell, second: WireCell];

export type FromPredictor =
  /** An engine is about to be started: if the process then ends, it was that one. */
  | { readonly kind: 'trying'; readonly engine: string }
  /** The engine is up. `reason` says why this one, and why not those above it. */
  | { readonly kind: 'ready'; readonly engine: string; readonly reason: string }
  /** What answers for a space; `model` is undefined when there is none, and `reason` says what to do. */
  | {
      readonly kind: 'model';
      readonly space: string;
      readonly model?: ModelSummary | undefined;
      readonly reason: string;
    }
  | { readonly kind: 'scores'; readonly id: number; readonly scores: readonly CellScore[] }
  /** From 0 to 1, one a pair; undefined where the recipe can't say. */
  | { readonly kind: 'chances'; readonly id: number; readonly chances?: readonly number[] | undefined }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

export interface CellScore {
  /** Raw: the higher, the better. */
  readonly score: number;
  /** Per cent of the space predicted to be at least as good. */
  readonly top: number;
  /** Between these, as `top` counts, the cell's true place is in four cases of five: low ≤ top ≤ high. */
  readonly low?: number;
  readonly high?: number;
  /** Whether the cell is unlike all that was trained on. Absent, as the interval is, where the recipe can't say. */
  readonly unlike?: boolean;
  /**
   * An estimate: by what other spaces taught, or by costs alone where the space has operations that no other had. Absent:
   * by a predictor of the space's own.
   */
  readonly basis?: 'transfer' | 'size';
  /** With `basis`: how many measured cells of the space it has learned from. */
  readonly learned?: number;
  /** With `basis`: they were of the space before this change, `dil3x3 was added`. */
  readonly before?: string;
}

export interface ModelSummary {
  readonly name: string;
  readonly recipe: string;
  /** What it learned from: `424 cells, validation_accuracy of nasbench101.csv.gz`. */
  readonly source: string;
  readonly kendallTau?: number | undefined;
  /** As `CellScore` has them. `kendallTau` is then with the measured cells, each as the others say of it. */
  readonly basis?: 'transfer' | 'size';
  readonly learned?: number;
  readonly before?: string;
  /** The figure and the number of epochs that it has learned from, where any cell was measured. */
  readonly metric?: string;
  /** τ is by cross-validation in so many folds; without it, on cells that were not trained on. */
  readonly folds?: number;
}

export interface WireSpace {
  readonly name: string;
}

/** Plain data; what is in it depends on the kind of its space. */
export type WireCell = object;
