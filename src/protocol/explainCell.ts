import type { Refusal } from './lsp';
import type { TableFigure } from './tables';

/** Client → server request: all that is known of a cell of a text, for the editor's assistant; gives `ExplainAnswer`. */
export const explainCell = 'renas/explainCell';

export interface ExplainParams {
  /** A `.cell` text; the spaces that ship and those that the workspace declares may be used in it. */
  readonly text: string;
  /** The cell's name; absent: the last one of the text. */
  readonly name?: string;
}

export type ExplainAnswer = CellExplanation | Refusal;

export interface CellExplanation {
  readonly cell: string;
  readonly space: string;
  /** `top 3.2 %`, or why there is none. */
  readonly predicted: string;
  /** Per cent of the space predicted to be at least as good. */
  readonly top?: number;
  /** In four cases of five `top` is really between these. */
  readonly interval?: readonly [low: number, high: number];
  /** Whether it is unlike all cells that the predictor was trained on. */
  readonly unlike?: boolean;
  /** What the predictor learned from. */
  readonly predictor?: string;
  /** Of the whole network. */
  readonly parameters: number;
  readonly flops: number;
  /** The costs of each operation, summed over the cells of the network. */
  readonly operations: readonly {
    readonly operation: string;
    readonly vertex: string;
    readonly parameters: number;
    readonly flops: number;
  }[];
  /** What its own `measured` lines and the tables in use say. */
  readonly measured: readonly (TableFigure | { readonly metric: string; readonly value: number })[];
  /** The single edits predicted to be better, the best first. */
  readonly better: readonly { readonly edit: string; readonly top: number }[];
  /** So many single edits were ranked. */
  readonly edits: number;
}
