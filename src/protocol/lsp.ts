import type { CellScore } from './predictor';

/** What the language server and its client say to each other beyond the Language Server Protocol. */

/** Server → client notification: what answers hints now, for the status bar of a client that has asked for it. */
export const predictorStatus = 'renas/predictorStatus';
export interface PredictorStatus {
  readonly state: 'starting' | 'ready' | 'busy' | 'failed';
  readonly engine: string | undefined;
  /** One sentence: why this engine, or what failed and what happens next. */
  readonly reason: string;
  /** Space name → what predicts it. */
  readonly models: Readonly<Record<string, string>>;
}

/** Options of `initialize`. Paths are absolute. */
export interface ServerOptions {
  /** The folder with the shipped predictors. Default: `models/` beside the server's `dist/`. */
  readonly models?: string;
  /** Space name → folder of the predictor that answers for it, instead of the shipped one. */
  readonly chosenModels?: Readonly<Record<string, string>>;
  /** The Node program that runs the predictor process. Default: the one that runs the server. */
  readonly node?: string;
  /** Tables of measured cells, `.cell` files or folders of them: a hover tells what they have of a cell. */
  readonly tables?: readonly string[];
  /** Tables of what operations cost, and folders of predictors of a cost: hovers and hints tell them of a cell. */
  readonly costs?: CostFiles;
  /** The client has the commands of `clientCommands`, so answers may name them. Default: false. */
  readonly commands?: boolean;
  /** The client shows the drawings of cells in hovers: images in Markdown. Default: false. */
  readonly pictures?: boolean;
  /**
   * The client shows `renas/predictorStatus`, and is sent it. Default: false; then trouble with the predictor is shown as
   * a message.
   */
  readonly predictorStatus?: boolean;
  readonly features?: ServerFeatures;
}

/** What the user has switched on or off. */
export interface ServerFeatures {
  /** Default: true, for a client with the commands. */
  readonly codeLenses?: boolean;
  /** The rank at the end of the line that declares a cell. Default: true. */
  readonly rankHints?: boolean;
  /** Default: false. */
  readonly operationHints?: boolean;
  /** Cells of spaces without a predictor of their own are ranked by what other spaces taught. Default: true. */
  readonly estimates?: boolean;
  /** Costs that stand behind the rank of each cell, as `parameters` or `memory`; names that are none are left out. */
  readonly hintCosts?: readonly string[];
}

/** Client → server notification: other features are wanted from now on. */
export const featuresChanged = 'renas/featuresChanged';

/** Commands of the client that code lenses and code actions run, each with a `CellTarget`, a file's URI or a space's name. */
export const clientCommands = {
  showEdits: 'renas.showEdits',
  searchFromCell: 'renas.searchFromCell',
  measureCell: 'renas.measureCell',
  measureSome: 'renas.measureSome',
  compareCells: 'renas.compareCells',
  exportCell: 'renas.exportCell',
  trainOnFile: 'renas.trainOnFile',
} as const;

/** A cell of an open document: the one whose declaration holds the position. */
export interface CellTarget {
  readonly uri: string;
  readonly position: WirePosition;
}

/** Both counted from 0; a character is a UTF-16 code unit. */
export interface WirePosition {
  readonly line: number;
  readonly character: number;
}

export interface WireEdit {
  readonly range: { readonly start: WirePosition; readonly end: WirePosition };
  readonly newText: string;
}

/** What is asked can't be had; one sentence. */
export interface Refusal {
  readonly refused: string;
}

/** Client → server request with a `CellTarget`; gives `CellAnswer`. */
export const cellAt = 'renas/cellAt';
export type CellAnswer = CellDescription | Refusal;
export interface CellDescription {
  readonly name: string;
  readonly space: string;
  /** Whether the document declares the space. */
  readonly declared: boolean;
  /** The other cells of the space in the document. */
  readonly others: readonly CellListing[];
}
export interface CellListing {
  readonly name: string;
  /** `top 3.2 %`; `undefined` while it is not ranked. */
  readonly rank: string | undefined;
  readonly target: CellTarget;
}

/** Client → server request with a `CellTarget`; gives `EditsAnswer` once the edits are ranked. */
export const rankedEdits = 'renas/rankedEdits';
export type EditsAnswer = RankedEdits | Refusal;
export interface RankedEdits {
  readonly cell: string;
  /** `top 3.2 %` */
  readonly rank: string;
  /** Of the document that the edits are for. */
  readonly version: number;
  /** The best first. */
  readonly edits: readonly {
    /** `d = conv1x1 → conv3x3` */
    readonly title: string;
    /** `top 1.1 %` */
    readonly rank: string;
    readonly better: boolean;
    /** That it is better than the cell as it is: from 0 to 1. Absent where nobody can say. */
    readonly chance?: number;
    readonly changes: readonly WireEdit[];
  }[];
}

/** Client → server request with two `CellTarget`s; gives `CompareAnswer`. */
export const compareCells = 'renas/compareCells';
export interface CompareParams {
  readonly cells: readonly [CellTarget, CellTarget];
}
export type CompareAnswer = { readonly title: string; readonly markdown: string } | Refusal;

/** Client → server request; gives `ExportAnswer`. Forms that are binary are for `renas export`. */
export const exportCell = 'renas/exportCell';
export interface ExportParams {
  readonly cell: CellTarget;
  /** A form of `ExportAnswer.forms`; `undefined` asks which there are. */
  readonly form: string | undefined;
}
export type ExportAnswer =
  | {
      readonly forms: readonly {
        readonly name: string;
        readonly title: string;
        readonly extension: string;
      }[];
    }
  | { readonly text: string; readonly extension: string }
  | Refusal;

/** Client → server request: another tool's text as cells; gives `ImportAnswer`. */
export const importCells = 'renas/importCells';
export interface ImportParams {
  readonly text: string;
  /** The open document they are for, whose spaces and names count. */
  readonly uri: string | undefined;
  /**
   * Of a paste: where they would be put; refused where no declaration may stand, and unless `mixed` is set, for a text
   * that holds more than cells. Then what is no cell (comments, code) is kept as comments.
   */
  readonly position?: WirePosition;
  /** Whether to take the cells out of a text that holds more. */
  readonly mixed?: boolean;
}
export type ImportAnswer =
  | {
      readonly text: string;
      readonly names: readonly string[];
      /** One sentence for each part of the text that is no cell though it should be one; `text` has them as comments. */
      readonly notImported: readonly string[];
      /** Whether `text` leaves out something that is no cell. */
      readonly mixed: boolean;
    }
  | Refusal;

/** Client → server notification: `chosenModels` has changed. */
export const modelsChanged = 'renas/modelsChanged';
export interface ModelsChanged {
  readonly chosenModels: Readonly<Record<string, string>>;
}

/** Client → server notification: `tables` or `costs` have changed; what is left out stands. */
export const tablesChanged = 'renas/tablesChanged';
export interface TablesChanged {
  readonly tables?: readonly string[];
  readonly costs?: CostFiles;
}

/**
 * Paths that hold for the cells of every file, and those of the files below a folder: of several folders that a file lies in
 * the innermost counts, and for a file in none of them the first.
 */
export type CostFiles = readonly (string | FolderCosts)[];
export interface FolderCosts {
  readonly folder: string;
  readonly costs: readonly string[];
}

/** Client → server request: how many cells spaces have; gives `SpaceSizes`. */
export const spaceSizes = 'renas/spaceSizes';
export interface SpaceSizesParams {
  /** `uri`: the file that declares it; absent: it ships. */
  readonly spaces: readonly { readonly name: string; readonly uri?: string }[];
}
export interface SpaceSizes {
  /** In the order asked for; `null` where a space is not known, or takes long to count. */
  readonly sizes: readonly (number | null)[];
}

/** Client → server request: cells as drawings for the panel; gives `DrawAnswer`. */
export const drawCells = 'renas/drawCells';
export interface DrawParams {
  readonly cells: readonly CellSource[];
  /** Of two cells, what the other has not is marked. */
  readonly marked: boolean;
  readonly direction: 'right' | 'down';
}
/** A cell of an open document, or the last one of this name in a text with what it needs. */
export type CellSource = CellTarget | { readonly text: string; readonly name: string };
export interface DrawAnswer {
  /** In the order asked for. */
  readonly cells: readonly (DrawnCell | Refusal)[];
}
export interface DrawnCell {
  readonly name: string;
  readonly space: string;
  /** SVG in the theme's variables. */
  readonly drawing: string;
  /** Its declaration. */
  readonly source: string;
  readonly parameters: number;
  readonly flops: number;
  /** `2.53 GFLOPs`, as the space counts. */
  readonly flopsText: string;
  /** Absent while it is not ranked. */
  readonly score?: CellScore;
  /** Of two cells of one space, the chance that this one is better: from 0 to 1. Absent where nobody can say. */
  readonly chance?: number;
  readonly measured: readonly {
    readonly metric: string;
    readonly value: number;
    readonly percent: boolean;
    readonly epochs?: number;
    /** Which values are better, where the declaration says so. */
    readonly goal?: 'max' | 'min';
    /** The table that it stands in. Absent: the declaration says it. */
    readonly table?: string;
  }[];
}

/** Client → server request with `{ uri }`; gives `RankedFile` once the cells are ranked, or can't be. */
export const rankedCells = 'renas/rankedCells';
export interface RankedFile {
  readonly cells: readonly {
    readonly name: string;
    readonly space: string;
    readonly target: CellTarget;
    readonly score?: CellScore;
  }[];
}
