/**
 * What a `renas` command tells while it works: one JSON object a line, on stdout with `--json` and in the run
 * directory's `events.jsonl`. Field names are part of the command's interface.
 */
export type RunEvent =
  | ProgressEvent
  | MetricEvent
  | FoundEvent
  | RoundEvent
  | MessageEvent
  | ResumedEvent
  | DoneEvent
  | FailedEvent;

interface Timed {
  /** Seconds since the run's start. */
  readonly seconds: number;
}

/** How far the work is: `done` of `total` in the phase named (`train`, `reference`, `search`, …). */
export interface ProgressEvent extends Timed {
  readonly event: 'progress';
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** How much of the time that the whole run takes has gone by, 0 to 1, where that can be estimated. */
  readonly overall?: number;
}

/** One point of each curve named: `loss`, `tau` (held-out Kendall's τ), `best_top` (per cent), … over `step`. */
export interface MetricEvent extends Timed {
  readonly event: 'metric';
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

/** The best cells so far, best first: of a search the first few alone, so that events stay small. */
export interface FoundEvent extends Timed {
  readonly event: 'found';
  readonly scored: number;
  /** How many distinct cells the space has, where that is known. */
  readonly space_size?: number;
  readonly found: readonly FoundCell[];
  /** How many are kept; absent where `found` has them all. */
  readonly kept?: number;
}

export interface FoundCell {
  /** The cell as Cell source: one whole `cell` declaration. */
  readonly cell: string;
  readonly name: string;
  readonly hash: string;
  readonly score: number;
  /** Share of the space predicted to be at least as good, per cent: small is good. */
  readonly top: number;
  /** Of a search that has ended, where its predictor can say: see `CellScore`. */
  readonly low?: number;
  readonly high?: number;
  readonly unlike?: boolean;
  /** An estimate: see `CellScore`. */
  readonly basis?: 'transfer' | 'size';
  readonly learned?: number;
  readonly before?: string;
  readonly parameters: number;
  readonly flops: number;
  /** Milliseconds on the device asked about. */
  readonly latency?: number;
  /** Other costs that the run was asked about, by name. */
  readonly costs?: Readonly<Record<string, number>>;
  /** What it really measured, by column of the table given with `--data`. */
  readonly measured?: Readonly<Record<string, number>>;
}

/** What a loop measured in one round, in the order chosen, and the best of all measured so far. */
export interface RoundEvent extends Timed {
  readonly event: 'round';
  /** From 1. */
  readonly round: number;
  /** How many cells are measured in all. */
  readonly measured: number;
  readonly cells: readonly LoopCell[];
  readonly best?: LoopCell;
}

export interface LoopCell {
  /** One whole `cell` declaration with what was measured. */
  readonly cell: string;
  /** The label that the loop goes by; absent where the cell could not be measured. */
  readonly label?: number;
  /** What the loop expected of it when it chose it, with the 80 % interval; absent while little is measured. */
  readonly expected?: { readonly value: number; readonly low: number; readonly high: number };
  /** The other label that is only reported. */
  readonly test?: number;
}

/** A sentence for people. */
export interface MessageEvent extends Timed {
  readonly event: 'message';
  readonly text: string;
}

/**
 * The run went on after an interruption. `seconds` go on from the last event before it, so that they count the time
 * worked; points and rounds that were told before are not told again.
 */
export interface ResumedEvent extends Timed {
  readonly event: 'resumed';
  /** What it goes on from, a sentence. */
  readonly text: string;
}

export interface DoneEvent extends Timed {
  readonly event: 'done';
  readonly kendall_tau?: number;
  readonly spearman_rho?: number;
  readonly trained?: number;
  readonly tested?: number;
  readonly scored?: number;
  readonly space_size?: number;
  /** In `events.jsonl` at most 1,000 of them; the file of the run has all. */
  readonly found?: readonly FoundCell[];
  readonly pareto?: readonly FoundCell[];
  /** What the user should know of the result, a sentence. */
  readonly notice?: string;
  readonly [figure: string]: unknown;
}

export interface FailedEvent extends Timed {
  readonly event: 'failed';
  /** One sentence: what went wrong, what was kept, how to go on. */
  readonly message: string;
}
