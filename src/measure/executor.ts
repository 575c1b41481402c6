/** A job as it is given to an executor, once for each submission. */
export interface Job {
  /** Unique for ever, the submission's number included: by it the job is found again where the answer of `submit` was lost. */
  readonly key: string;
  /** Of its cell. */
  readonly name: string;
  readonly folder: string;
  /** From 1. */
  readonly submission: number;
}

/** `failed`: it is gone, by a fault of its own that its folder does not show; half a sentence. */
export type JobState = 'queued' | 'running' | 'gone' | { readonly failed: string };

/** What became of a submission; `later`: it was not taken, and may be tried again. */
export type Submitted = { readonly id: string } | 'later';

/**
 * What runs jobs: this machine, or a cluster. How a job came out is none of its business; that stands in the job's folder.
 */
export interface Executor {
  /** Throws `MeasureFailure` where no job would be taken. */
  submit(job: Job): Promise<Submitted>;
  /** `unknown`: it can't be told now, and nothing is to be done. A job it has never heard of is gone. */
  look(jobs: readonly Job[]): Promise<ReadonlyMap<string, JobState> | 'unknown'>;
  /** Asks a job to stop, and keep its checkpoint; `now`: ends all of its processes. Does nothing for one that is gone. */
  cancel(job: Job, now?: boolean): Promise<void>;
  /** Where it hears of the end of jobs at once: calls the listener then. */
  onEnd?(listener: () => void): void;
}
