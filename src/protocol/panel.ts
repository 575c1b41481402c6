import type { RunEvent } from './events';
import type { CellTarget, DrawnCell, Refusal } from './lsp';
import type { MeasurementRow } from './measurementRow';
import type { RunNotes } from './notes';
import type { CellScore } from './predictor';
import type { RankedPoint, RunRow } from './run';
import type {
  CheckedTable,
  Choices,
  EngineChoice,
  LaunchExtras,
  MeasuringPlace,
  RunForm,
  RunSettings,
  TableCheck,
} from './runForms';
import type { Cluster } from './slurm/partitions';

/** Between the panel's page and the extension host. A hidden page gets full snapshots when it shows again, no deltas. */
export type ToPage =
  | { readonly kind: 'runs'; readonly runs: readonly RunRow[] }
  /** Of the runs sent before, these have changed; none has come or gone. */
  | { readonly kind: 'changed'; readonly runs: readonly RunRow[] }
  /**
   * A run selected. `from` is 0 for a snapshot that replaces everything known of it; otherwise `events` follow the
   * `from` events sent before. Of the `found` and `progress` events only the last of each message is sent. `thinnedFrom`:
   * the events are a part of so many bytes.
   */
  | {
      readonly kind: 'run';
      readonly run: RunRow;
      readonly from: number;
      readonly events: readonly RunEvent[];
      readonly thinnedFrom?: number;
    }
  /** Where the cells that a training was tested on stand; after the snapshot of the run, once it has ended. */
  | { readonly kind: 'ranking'; readonly run: string; readonly points: readonly RankedPoint[] }
  /** The trainings of a run that measures cells; again whenever one of them has changed. */
  | { readonly kind: 'measurements'; readonly run: string; readonly rows: readonly MeasurementRow[] }
  /** Answers `draw`. */
  | { readonly kind: 'drawn'; readonly request: string; readonly cells: readonly (DrawnCell | Refusal)[] }
  | { readonly kind: 'cells'; readonly cells: FileCells }
  | { readonly kind: 'choices'; readonly choices: Choices }
  | { readonly kind: 'refused'; readonly form: RunForm; readonly message: string }
  | {
      readonly kind: 'show';
      readonly view: PanelView;
      readonly run?: string;
      /** Selects these runs, two or more. */
      readonly runs?: readonly string[];
      readonly form?: RunForm;
      /** Fills this form in, and shows it. */
      readonly fill?: RunSettings;
      /** What `fill` is of, a run's name: the form marks what is changed after. */
      readonly duplicateOf?: string;
      /** Puts these cells beside each other. */
      readonly compare?: readonly [PageCell, PageCell];
    }
  /** This table was browsed to, for that form. */
  | { readonly kind: 'picked'; readonly form: RunForm; readonly table: string }
  /** Images were browsed to, for that form: a path relative to the workspace where they lie in it. */
  | { readonly kind: 'pickedImages'; readonly form: RunForm; readonly images: string }
  /** Tables of the workspace have come, changed or gone: what was said of them may no longer hold. */
  | { readonly kind: 'tablesChanged' }
  /** Answers `checkTable`, unless another check was asked for meanwhile. */
  | (CheckedTable & { readonly kind: 'checked'; readonly check: TableCheck })
  /** Answers `askCluster`; without `cluster` there is no Slurm here. */
  | { readonly kind: 'cluster'; readonly cluster?: Cluster; readonly remembered?: MeasuringPlace }
  /** The engines that can be used here, once they have been tried. */
  | { readonly kind: 'engines'; readonly engines: readonly EngineChoice[] };

/** The curves of so many runs are drawn over each other at the most. */
export const maxCompared = 12;

export type PanelView = 'runs' | 'new' | 'cells';

export type FromPage =
  /**
   * The page is up. `run` is the one that it has selected, as before a reload; `hasRuns`: it was made with the rows of the
   * runs.
   */
  | {
      readonly kind: 'ready';
      readonly run?: string;
      readonly compared?: readonly string[];
      readonly hasRuns?: true;
    }
  /** With `compared`, the events of all these runs are wanted; `run` is one of them. */
  | { readonly kind: 'select'; readonly run: string | undefined; readonly compared?: readonly string[] }
  /** Changes what is noted of these runs. */
  | { readonly kind: 'note'; readonly runs: readonly string[]; readonly changes: RunNotes }
  | { readonly kind: 'actAll'; readonly action: RunActionOnAll; readonly runs: readonly string[] }
  /** Asks for drawings; of two cells, what differs is marked. `request` comes back with them. */
  | { readonly kind: 'draw'; readonly request: string; readonly cells: readonly PageCell[] }
  | { readonly kind: 'openCell'; readonly cell: PageCell }
  /** Opens the files of cells that two runs have found side by side, with what differs marked. */
  | { readonly kind: 'diffFound'; readonly runs: readonly [string, string] }
  /** Opens a file that two runs have read, as it was for each, side by side. */
  | { readonly kind: 'diffInput'; readonly runs: readonly [string, string]; readonly path: string }
  /** Inserts the text of a cell at the cursor of the `.cell` editor used last. */
  | { readonly kind: 'insertCell'; readonly text: string }
  /** Whether the cells of the file edited last are wanted, now and whenever they change. */
  | { readonly kind: 'watchCells'; readonly watch: boolean }
  /** Asks where to save a file, and writes it there. */
  | { readonly kind: 'save'; readonly file: SavedFile }
  /** Starts a run. */
  | StartRun
  | { readonly kind: 'act'; readonly action: RunAction; readonly run: string }
  /** Opens what a training of a run has printed. `key`: that of its `MeasurementRow`. */
  | { readonly kind: 'trainingLog'; readonly run: string; readonly key: string }
  | { readonly kind: 'browseData'; readonly form: RunForm }
  /** Asks for a folder of images; it comes as `pickedImages`. */
  | { readonly kind: 'browseImages'; readonly form: RunForm }
  /** Imports a benchmark; the table that comes of it is `picked`. */
  | { readonly kind: 'importBenchmark'; readonly form: RunForm }
  /** Asks for the columns of a table of `choices`; they come with the next `choices`. */
  | { readonly kind: 'readTable'; readonly table: string }
  /** Asks which rows of a table are cells of the space with a number in the label. */
  | (CheckedTable & { readonly kind: 'checkTable' })
  /** Asks for `cluster`: which one there is, and where cells were trained last. */
  | { readonly kind: 'askCluster' }
  /** Asks for `engines`. */
  | { readonly kind: 'listEngines' };

type StartRun = RunSettings extends infer R
  ? R extends { readonly form: infer F; readonly settings: infer S }
    ? { readonly kind: F; readonly settings: S; readonly extras?: LaunchExtras }
    : never
  : never;

/** What is done with several runs at once. */
export type RunActionOnAll = 'cancel' | 'delete' | 'report';

export type RunAction =
  | 'cancel'
  | 'delete'
  | 'reveal'
  | 'openFound'
  | 'useModel'
  | 'showLog'
  /** Of a run that is `resumable`. */
  | 'resume'
  | 'again'
  | 'duplicate'
  | 'copyCommand'
  | 'report';

/** A cell that a run has found, or one of an open file. */
export type PageCell =
  | { readonly from: 'run'; readonly run: string; readonly name: string; readonly text: string }
  | { readonly from: 'file'; readonly name: string; readonly target: CellTarget };

/** The cells of the `.cell` file edited last. */
export interface FileCells {
  /** `undefined`: none is open. */
  readonly file: string | undefined;
  /** The file as the arguments of a run name it; absent where it is on no disk. */
  readonly path?: string;
  readonly spaces: readonly SpaceCells[];
}

export interface SpaceCells {
  readonly space: string;
  readonly cells: readonly RankedPageCell[];
  /** Of the predictor that answers for it. */
  readonly distribution: Distribution | undefined;
}

export interface RankedPageCell {
  readonly name: string;
  readonly target: CellTarget;
  /** Absent while it is not ranked. */
  readonly score?: CellScore;
}

/** `counts[i]` of the `cells` of the space looked at score at least `scores[i]`; scores fall, counts rise. */
export interface Distribution {
  readonly model: string;
  readonly cells: number;
  readonly whole: boolean;
  readonly scores: readonly number[];
  readonly counts: readonly number[];
}

export interface SavedFile {
  /** Suggested: `runs.csv`. */
  readonly name: string;
  /** What it is, for the filter of the dialog: `CSV`. */
  readonly type: string;
  readonly content: string;
  readonly encoding: 'utf8' | 'base64';
}
