import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { spaceKey } from '../../cells/spaceKey';
import type { PredictorStatus } from '../../protocol/lsp';
import type { CellScore, ModelSummary } from '../../protocol/predictor';

/** What scores cells for the server: the predictor process, or a stand-in of a test. */
export interface PredictorLink {
  /** Never rejects, and may take as long as a restart of the process does. */
  score(space: SearchSpace, cells: readonly Cell[]): Promise<ScoreAnswer>;
  /** Of each pair of cells of the space, the chance that its first is better: from 0 to 1; `undefined` if it can't be had. */
  chances(space: SearchSpace, pairs: readonly CellPair[]): Promise<readonly number[] | undefined>;
  /** What is measured of a space, where it has no predictor of its own: scores asked for from now on rest on it. */
  measured(space: SearchSpace, measured: MeasuredOfSpace): void;
  /** Whether spaces without a predictor of their own are ranked by what other spaces taught. */
  estimate(wanted: boolean): void;
  /** Space name → folder of the predictor that answers for it, instead of the shipped one; told again, it is loaded anew. */
  choose(models: Readonly<Record<string, string>>): void;
  dispose(): void;
}

export interface MeasuredOfSpace {
  readonly cells: readonly Cell[];
  /** One a cell; more is better. */
  readonly values: readonly number[];
  /** Of how many trainings each is the mean. */
  readonly trainings: readonly number[];
  /** `accuracy, 12 epochs, higher is better` */
  readonly metric: string;
}

export type CellPair = readonly [first: Cell, second: Cell];

export type ScoreAnswer =
  | { readonly kind: 'scores'; readonly model: ModelSummary; readonly scores: readonly CellScore[] }
  /** No predictor answers for this space; `reason` says what to do. */
  | { readonly kind: 'none'; readonly reason: string }
  /** It could not be had this time. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface PredictorLinkListener {
  status(status: PredictorStatus): void;
  log(line: string): void;
}

/** Scores of two spaces with the same key are the same: one predictor, found by the space's name, answers for both. */
export function predictionKey(space: SearchSpace): string {
  const key = keys.get(space) ?? `${space.name} ${spaceKey(space)}`;
  keys.set(space, key);
  return key;
}

const keys = new WeakMap<SearchSpace, string>();
