export type RunForm = 'train' | 'search' | 'loop';

/** What the forms offer. */
export interface Choices {
  readonly spaces: readonly SpaceChoice[];
  readonly tables: readonly TableChoice[];
  readonly recipes: readonly string[];
  readonly strategies: readonly StrategyChoice[];
  /** Predictors that runs have trained; the shipped one is there always. */
  readonly models: readonly { readonly run: string; readonly space: string; readonly title: string }[];
  /** The `argument` of the space of the file edited last. */
  readonly space: string | undefined;
  /** Why no run can be started here; `undefined` when runs can be started. */
  readonly disabled: string | undefined;
}

export interface SpaceChoice {
  readonly name: string;
  /** As the command's `--space` takes it: the name of a shipped space, or `FILE.cell:NAME`. */
  readonly argument: string;
  /** Whether a predictor answers for it: the shipped one or one chosen for hints. */
  readonly predicted: boolean;
}

export interface StrategyChoice {
  readonly name: string;
  /** What it does, one sentence. */
  readonly does: string;
  /** Whether the number of cells scored is chosen by the user. */
  readonly budgeted: boolean;
}

/** A table of the workspace (path relative to it) or one browsed to (absolute). */
export interface TableChoice {
  readonly path: string;
  /** The columns that can be the label; `undefined` until the table has been read. */
  readonly columns: readonly string[] | undefined;
  readonly rows: number | undefined;
  /** How its cells are written: `arch_str`, `raw_adjacency`, `module_hash`, `cell`; `undefined`: no cells found. */
  readonly cells: string | undefined;
  /** Why it can't be read. */
  readonly problem: string | undefined;
  /** Its first rows, where it is a text. */
  readonly preview?: TablePreview;
}

/** Values as text, shortened; `rows[i][j]` is of `columns[j]`. */
export interface TablePreview {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** How a table reads as cells of a space with a label. */
export interface TableCheck {
  readonly readable: number;
  readonly unreadable: number;
  /** The first of the rows that are left out; `line` from 1. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  /** Why nothing can be taken from it, a sentence. */
  readonly failure?: string;
}

export interface EngineChoice {
  /** As `--engine` takes it. */
  readonly name: string;
  /** What it is, and how fast here. */
  readonly text: string;
}

export type RunSettings =
  | { readonly form: 'train'; readonly settings: TrainSettings }
  | { readonly form: 'search'; readonly settings: SearchSettings }
  | { readonly form: 'loop'; readonly settings: LoopSettings };

export interface TrainSettings {
  /** A space's `argument`. */
  readonly space: string;
  readonly data: string;
  readonly label: string;
  readonly samples: number;
  readonly recipe: string;
  readonly seed: number;
  /** Another column that the figures are reported against. */
  readonly testLabel?: string;
  /** Absent: the one of the settings. */
  readonly engine?: string;
}

export interface SearchSettings {
  /** A space's `argument`. */
  readonly space: string;
  /** The run whose predictor scores the cells; `undefined`: the one that answers hints for this space. */
  readonly model: string | undefined;
  readonly strategy: string;
  readonly budget: number;
  readonly top: number;
  readonly seed: number;
  readonly maxParameters: number | undefined;
  readonly maxFlops: number | undefined;
  /** `FILE.cell:CELL` to begin with. */
  readonly start?: string;
  /** A table of latencies, and its column. */
  readonly latency?: string;
  readonly device?: string;
  /** Milliseconds. */
  readonly maxLatency?: number;
  /** The cost to weigh against the rank. */
  readonly pareto?: ParetoCost;
}

export type ParetoCost = 'parameters' | 'flops' | 'latency';

/** Measuring by look-up in a table. */
export interface LoopSettings {
  /** A space's `argument`. */
  readonly space: string;
  readonly oracle: string;
  readonly label: string;
  /** Another column, which is reported and nothing is chosen by. */
  readonly testLabel?: string;
  readonly budget: number;
  readonly seed: number;
}
