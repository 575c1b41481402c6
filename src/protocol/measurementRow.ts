import type { Values } from './measurement';

/** How a measurement of a run stands, for the panel: derived from the journal and from what its attempts report. */
export interface MeasurementRow {
  /** `m1`, `m2`, …, in the order in which they were asked for. */
  readonly key: string;
  readonly name: string;
  readonly seed: number;
  /** The final measurement of one of the best cells. */
  readonly verify?: true;
  /** `waiting`: also after a failure, to be tried again; `refused`: it can't be trained. */
  readonly state: 'waiting' | 'running' | 'measured' | 'refused' | 'failed';
  /** Where it runs, on a cluster. */
  readonly node?: string;
  /** How far a training is, as it reports; `of` where it says how many epochs there will be. */
  readonly epoch?: number;
  readonly of?: number;
  readonly values?: Values;
  /** That the training took, as it says. */
  readonly seconds?: number;
  /** Why it failed last, was refused, or waits on the cluster. */
  readonly why?: string;
  /** The label after each epoch; empty where the command reports none. */
  readonly curve: readonly number[];
}
