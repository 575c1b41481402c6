/** What the language server and its client say to each other beyond the Language Server Protocol. */

/** Server → client notification: what answers hints now, for the status bar. */
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
}

/** Client → server notification: `chosenModels` has changed. */
export const modelsChanged = 'renas/modelsChanged';
export interface ModelsChanged {
  readonly chosenModels: Readonly<Record<string, string>>;
}
