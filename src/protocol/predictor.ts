/**
 * Between the language server and its child, the predictor process (`renas serve`), over Node's IPC channel.
 * A space is sent once, before the first request that names it. Cells and spaces are the plain data of `src/cells/`.
 */
export type ToPredictor =
  | { readonly kind: 'space'; readonly space: WireSpace }
  | {
      readonly kind: 'score';
      readonly id: number;
      readonly space: string;
      readonly cells: readonly WireCell[];
    };

export type FromPredictor =
  /** An engine is about to be started: if the process then ends, it was that one. */
  | { readonly kind: 'trying'; readonly engine: string }
  /** The engine is up. `reason` says why this one, and why not those above it. */
  | { readonly kind: 'ready'; readonly engine: string; readonly reason: string }
  /** What answers for a space; `model` is undefined when there is none, and `reason` says what to do. */
  | {
      readonly kind: 'model';
      readonly space: string;
      readonly model: ModelSummary | undefined;
      readonly reason: string;
    }
  /** For each cell: `top`, the share of the space predicted at least as good (per cent), and the raw score. */
  | { readonly kind: 'scores'; readonly id: number; readonly scores: readonly CellScore[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

export interface CellScore {
  readonly score: number;
  readonly top: number;
}

export interface ModelSummary {
  readonly name: string;
  readonly recipe: string;
  /** What it learned from: `424 cells, validation_accuracy of nasbench101.csv.gz`. */
  readonly source: string;
  readonly kendallTau: number | undefined;
}

export interface WireSpace {
  readonly name: string;
}

export interface WireCell {
  readonly vertices: number;
  readonly edges: readonly number[];
  readonly operations: readonly number[];
}
