import type { RunEvent } from './events';
import type { RunRecord, RunState } from './run';

/** Between the panel's page and the extension host. A hidden page gets full snapshots when it shows again, no deltas. */
export type ToPage =
  | { readonly kind: 'runs'; readonly runs: readonly RunRow[] }
  /** The whole of one run so far; sent when it is selected and again whenever it has grown. */
  | { readonly kind: 'run'; readonly run: RunRow; readonly events: readonly RunEvent[] }
  | { readonly kind: 'choices'; readonly choices: Choices }
  | { readonly kind: 'refused'; readonly form: 'train' | 'search'; readonly message: string }
  | { readonly kind: 'show'; readonly view: PanelView; readonly run?: string };

export type PanelView = 'runs' | 'new';

export type FromPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'select'; readonly run: string | undefined }
  | { readonly kind: 'train'; readonly settings: TrainSettings }
  | { readonly kind: 'search'; readonly settings: SearchSettings }
  | { readonly kind: 'act'; readonly action: RunAction; readonly run: string }
  | { readonly kind: 'browseData' };

export type RunAction = 'cancel' | 'delete' | 'reveal' | 'openFound' | 'useModel';

export interface RunRow {
  readonly id: string;
  readonly state: RunState | 'unreadable';
  readonly record: RunRecord | undefined;
  /** Why it can't be read, or why it failed. */
  readonly problem: string | undefined;
  /** 0 to 1 while it runs. */
  readonly progress: number | undefined;
}

/** What the forms offer. */
export interface Choices {
  readonly spaces: readonly string[];
  /** Tables of the workspace, as paths relative to it, with the numeric columns of each. */
  readonly tables: readonly { readonly path: string; readonly columns: readonly string[] }[];
  readonly recipes: readonly string[];
  readonly strategies: readonly string[];
}

export interface TrainSettings {
  readonly space: string;
  readonly data: string;
  readonly label: string;
  readonly samples: number;
  readonly recipe: string;
  readonly seed: number;
}

export interface SearchSettings {
  readonly space: string;
  readonly strategy: string;
  readonly budget: number;
  readonly top: number;
  readonly seed: number;
  readonly maxParameters: number | undefined;
  readonly maxFlops: number | undefined;
}
