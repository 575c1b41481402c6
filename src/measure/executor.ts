/** A job as it is given to an executor, once for each submission. */
export interface Job {
  /** Unique for ever, the submission's number included: by it the job is found again where the answer of `submit` was lost. */
  readonly key: string;
  readonly folder: string;
  /** From 1. */
  readonly submission: number;
}

export type JobState = 'queued' | 'running' | 'gone';

/**
 * What runs jobs: this machine, or a cluster. How a job came out is none of its business; that stands in the job's folder.
 */
export interface Executor {
  submit(job: Job): Promise<{ readonly id: string }>;
  /** `unknown`: it can't be told now, and nothing is to be done. A job it has never heard of is gone. */
  look(jobs: readonly Job[]): Promise<ReadonlyMap<string, JobState> | 'unknown'>;
  /** Asks a job to stop, and keep its checkpoint; `now`: ends all of its processes. Does nothing for one that is gone. */
  cancel(job: Job, now?: boolean): Promise<void>;
  /** Where it hears of the end of jobs at once: calls the listener then. */
  onEnd?(listener: () => void): void;
}
