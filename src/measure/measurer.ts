import type { CellOf } from '../cells/cell';
import type { Outcome } from '../protocol/measurement';

/** One measurement that is asked for. */
export interface MeasureRequest extends CellOf {
  readonly name: string;
  /** `canonicalHash` of the cell. */
  readonly hash: string;
  readonly seed: number;
  /** Left to the command where absent. */
  readonly epochs?: number | undefined;
  /** The final measurement of one of the best cells: its weights are kept, and it may read the test set. */
  readonly verify?: boolean;
}

/** Where measurements come from: trainings, or an evaluator that stays alive. */
export interface Measurer {
  /** Settles once it is known. Rejects with `MeasureFailure`, or with the signal's reason once that is aborted. */
  measure(request: MeasureRequest): Promise<Outcome>;
  /** Stops what still runs, and keeps its checkpoints. */
  close(): Promise<void>;
}

/** Nothing more can be measured: the message is one sentence. */
export class MeasureFailure extends Error {}

/** What tells measurements apart: the same cell with as many epochs and an equal seed is measured once. */
export function identityOf({
  hash,
  epochs,
  seed,
  verify,
}: Pick<MeasureRequest, 'hash' | 'epochs' | 'seed' | 'verify'>): string {
  return [hash, epochs ?? '', seed, verify ? 'verify' : ''].join(' ');
}
