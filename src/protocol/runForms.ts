import type { RunCommand, runCommands } from './commands/runCommands';
import type { FormSettingsOf } from './options/form';

/** The run commands that have a form. */
export type RunForm = RunCommand;

/** What the forms offer. */
export interface Choices {
  readonly spaces: readonly SpaceChoice[];
  readonly tables: readonly TableChoice[];
  readonly strategies: readonly StrategyChoice[];
  /** Predictors that runs have trained; the shipped one is there always. */
  readonly models: readonly { readonly folder: string; readonly space: string; readonly title: string }[];
  /** What the setting `renas.costs` names, as `--costs` takes it. */
  readonly costs: readonly string[];
  /** The `argument` of the space of the file edited last. */
  readonly space: string | undefined;
  /** The folder of the workspace that keeps a run started now, where there are several. */
  readonly keptIn?: string | undefined;
  /** Why no run can be started here; `undefined` when runs can be started. */
  readonly disabled: string | undefined;
}

export interface SpaceChoice {
  readonly name: string;
  /** As the command's `--space` takes it: the name of a shipped space, or `FILE.cell:NAME`. */
  readonly argument: string;
  /** Whether a predictor answers for it: the shipped one or one chosen for hints. */
  readonly predicted: boolean;
  /** How many cells it has; absent where that is not known. */
  readonly cells?: number;
}

export interface StrategyChoice {
  readonly name: SearchFormSettings['strategy'];
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
  /** Shipped spaces that its cells are of, the likeliest first, as far as that is known. */
  readonly spaces?: readonly string[];
  /** Which values of a column are better, where its name or the table says so. */
  readonly goals?: Readonly<Record<string, 'max' | 'min'>>;
}

/** A table, the space its cells are to be of, the column that is to have a number in each row, and which rows count. */
export interface CheckedTable {
  readonly table: string;
  readonly space: string;
  readonly label: string;
  /** Empty or absent: as the name of the label says. */
  readonly goal?: 'max' | 'min' | undefined;
  /** The column of the cells, or a pattern of columns as `--cells` takes it; absent: found by name and form. */
  readonly cells?: string | undefined;
  readonly where?: readonly string[];
  readonly epoch?: string | undefined;
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
  /** Different cells that have the label. */
  readonly cells?: number;
  /** What was done with the rows, and what looks wrong: sentences. */
  readonly notes?: readonly string[];
  /** Of `notes`, those about what looks wrong. */
  readonly warnings?: readonly string[];
  /** Which epoch of each trial counts, where rows differ in it. */
  readonly epoch?: string;
  /** Which labels are better, a sentence. */
  readonly goalSentence?: string;
  /** Which values of the label are better, as stated, or as the table or the name says. */
  readonly goal?: 'max' | 'min';
  /** The column by which rows have to be chosen before any can be taken, and what it holds. */
  readonly choice?: { readonly column: string; readonly values: readonly string[] };
  /** Conditions as `--where` takes them, which would change what looks wrong or was left out. */
  readonly suggested?: readonly string[];
}

export interface EngineChoice {
  /** As `--engine` takes it. */
  readonly name: string;
  /** What it is, and how fast here. */
  readonly text: string;
}

/** What a form starts a run with. */
export type RunSettings = {
  readonly [F in RunForm]: {
    readonly form: F;
    readonly settings: FormSettingsOf<(typeof runCommands)[F]>;
  };
}[RunForm];

export type TrainFormSettings = FormSettingsOf<(typeof runCommands)['train']>;
export type SearchFormSettings = FormSettingsOf<(typeof runCommands)['search']>;
export type LoopFormSettings = FormSettingsOf<(typeof runCommands)['loop']>;
export type MeasureFormSettings = FormSettingsOf<(typeof runCommands)['measure']>;

/** Where cells were trained last: what a form begins with. */
export type MeasuringPlace = Pick<MeasureFormSettings, 'on' | 'slots'> &
  Partial<Pick<MeasureFormSettings, 'slurm' | 'setup'>>;

/** What a form asks of a run beside the options of its command. */
export interface LaunchExtras {
  /** So many runs, with the seeds from that of the settings on; absent: one. */
  readonly seeds?: number;
  readonly name?: string;
  readonly note?: string;
}

/** Runs started at once at the most. */
export const maxSeeds = 10;
