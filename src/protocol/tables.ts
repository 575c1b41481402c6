import type { WireCell, WireSpace } from './predictor';

/**
 * Between the language server and its child, the process that reads tables of measured cells (`renas figures`), over
 * Node's IPC channel. A space is sent once, before the first request that names it.
 */
export type ToTables =
  /** Reads what the tables have of the space's cells, if that is not known yet. */
  | { readonly kind: 'space'; readonly space: WireSpace }
  | { readonly kind: 'find'; readonly id: number; readonly space: string; readonly cell: WireCell }
  | {
      readonly kind: 'costs';
      readonly id: number;
      readonly space: string;
      readonly cells: readonly WireCell[];
      /** Those of the process's tables and predictors of costs that are asked. */
      readonly files: readonly string[];
    };

export type FromTables =
  | { readonly kind: 'found'; readonly id: number; readonly figures: readonly TableFigure[] }
  /** Of each cell, in the order asked. */
  | { readonly kind: 'costs'; readonly id: number; readonly costs: readonly (readonly ToldCost[])[] }
  /** Told once for each state of a file; one sentence. */
  | { readonly kind: 'unreadable'; readonly table: string; readonly message: string };

/** What a table of costs, or a predictor of one, says of a cell. */
export interface ToldCost {
  /** `latency_ms` */
  readonly name: string;
  readonly value?: number;
  /** Where there is no value: half a sentence that says why. */
  readonly why?: string;
}

/** What a table measured of a cell. */
export interface TableFigure {
  /** Name of the file. */
  readonly table: string;
  readonly column: string;
  /** As the table has it; the mean where the cell was measured several times. */
  readonly value: number;
  /** How many measurements that is the mean of. */
  readonly rows: number;
  /** Sample standard deviation of one measurement, where it is known. */
  readonly deviation?: number;
  /** Per cent of the `cells` which the table has this figure of that are at least as good in it. */
  readonly top: number;
  readonly cells: number;
}
