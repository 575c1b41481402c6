/** The version of the protocol between ReNAS and a training command: docs/measuring.md. */
export const measureProtocol = 'renas-measure 1';

/** What a training command ends with; anything else is a failure, which is tried again. */
export const trainerExits = {
  measured: 0,
  /** EX_DATAERR: this cell can't be trained, and is not tried again. */
  refused: 65,
  /** EX_CONFIG: nothing can be trained as things are; ends a run that has measured nothing yet. */
  unusable: 78,
  /** EX_TEMPFAIL: stopped on request with its checkpoint kept; it is run again. */
  stopped: 75,
} as const;

export type Values = Readonly<Record<string, number>>;

/** `job.json`: what a training command is asked to measure. Paths are absolute. */
export interface MeasureJob {
  readonly protocol: typeof measureProtocol;
  /** Unique for ever: the run's id and a number. */
  readonly key: string;
  readonly name: string;
  readonly space: string;
  readonly hash: string;
  /** A `.cell` file with the cell and its space. */
  readonly cell: string;
  /** A Python module whose `Network` is the cell in its skeleton, for PyTorch. */
  readonly network: string;
  /** The folder of the job, for whatever the command keeps. */
  readonly folder: string;
  /** What is measured, and which of its values are better. */
  readonly label: string;
  readonly goal: 'max' | 'min';
  readonly seed: number;
  readonly epochs?: number;
  /** How long a training may take. */
  readonly seconds?: number;
  readonly data?: string;
  /** Settings of the built-in trainer. */
  readonly training?: Readonly<Record<string, string | number>>;
  readonly device: string;
  readonly threads: number;
  /** Folders in which Python finds the classes that `network` imports; absent where it imports none. */
  readonly pythonPath?: readonly string[];
  /** SHA-256 of the file of each such class that is in one of these folders. */
  readonly classes?: Readonly<Record<string, string>>;
  /** Its presence asks the command to stop, as SIGTERM does. */
  readonly stop: string;
  /** Where the trained weights are to be kept; absent where nobody wants them. */
  readonly weights?: string;
  /** The final measurement of one of the best cells, which may read the test set. */
  readonly verify?: true;
  /** Only whether it works, and how long it would take, is asked: one epoch, or less, is enough. */
  readonly check?: true;
}

/** A line of a report: what a training command tells of one measurement. Lines of other events are passed over. */
export type ReportLine =
  | {
      readonly event: 'epoch';
      readonly epoch: number;
      readonly of?: number;
      readonly values: ReportedValues;
      readonly seconds?: number;
    }
  | { readonly event: 'result'; readonly values: ReportedValues; readonly seconds?: number }
  /**
   * The answer to a check: seconds until the first epoch, of each, of the test set where it is read, and that the check
   * itself has worked; the most memory, bytes.
   */
  | {
      readonly event: 'check';
      readonly seconds: {
        readonly start: number;
        readonly epoch: number;
        readonly test?: number;
        readonly worked?: number;
      };
      readonly memory?: number | null;
    }
  | { readonly event: 'refused'; readonly why: string }
  /** A sentence that the run says, once. */
  | { readonly event: 'note'; readonly text: string };

/** `null`: it is not a number (NaN, an infinity). */
export type ReportedValues = Readonly<Record<string, number | null>>;

/**
 * A line of `measurements.jsonl`, the journal of a run. With the files of the attempts it says how each measurement
 * stands; nothing else is stored.
 */
export type JournalEntry =
  | AskedEntry
  /** Everything that the run measures has been asked for. */
  | { readonly event: 'planned' }
  | { readonly event: 'submitting'; readonly key: string; readonly submission: number }
  | { readonly event: 'submitted'; readonly key: string; readonly submission: number; readonly id: string }
  | { readonly event: 'failed'; readonly key: string; readonly why: string; readonly code?: number }
  | {
      readonly event: 'measured';
      readonly key: string;
      readonly values: Values;
      /** That the training took, as it says. */
      readonly seconds?: number;
    }
  | { readonly event: 'refused'; readonly key: string; readonly why: string }
  | { readonly event: 'given-up'; readonly key: string; readonly why: string }
  /** Resumed before anything was measured: failures before do not count. */
  | { readonly event: 'afresh' };

export interface AskedEntry {
  readonly event: 'asked';
  /** `m1`, `m2`, …: the folder of the job. */
  readonly key: string;
  readonly name: string;
  readonly hash: string;
  /** A `.cell` text: the space and the cell. */
  readonly source: string;
  readonly seed: number;
  readonly epochs?: number;
  readonly verify?: true;
}

/** How a measurement came out; `why` is half a sentence. */
export type Outcome =
  | { readonly kind: 'measured'; readonly values: Values; readonly seconds?: number }
  /** The command says that this cell can't be trained. */
  | { readonly kind: 'refused'; readonly why: string }
  /** It failed too often. */
  | { readonly kind: 'given-up'; readonly why: string };

/** Beside the folders of the jobs of a run: a `Queue`. */
export const queueFile = 'queue.json';

/** What a cluster said last of the jobs of a run. */
export interface Queue {
  /** Of each that is queued or running, by its key. */
  readonly jobs: Readonly<Record<string, QueuedJob>>;
  readonly silence?: Silence;
}

/** A cluster that can't be asked. */
export interface Silence {
  /** ISO 8601. */
  readonly since: string;
  /** As its commands say. */
  readonly why: string;
}

/** What a cluster says of a job. */
export interface QueuedJob {
  /** Why it waits, in the cluster's own word: `Priority`; empty where it does not say. Absent once it runs. */
  readonly waits?: string;
  /** The node on which it runs. */
  readonly node?: string;
  /** It waits again, since it was stopped. */
  readonly stopped?: Stopped;
}

/** A job that was stopped, and is queued again. */
export interface Stopped {
  /** Empty: not known. */
  readonly node: string;
  /** Absent where the cluster does not tell. */
  readonly by?: 'node failure' | 'preemption' | 'requeue';
}

/** `preempted on node n1, queued again`. */
export function stoppedWords({ node, by }: Stopped): string {
  const on = node === '' ? '' : ` on node ${node}`;
  if (by === 'node failure') return `node ${node} failed, queued again`;
  if (by === 'preemption') return `preempted${on}, queued again`;
  return by === 'requeue'
    ? `stopped${on} and requeued`
    : `stopped${on} (preempted or requeued), queued again`;
}
