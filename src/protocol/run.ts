import type { RunCommand } from './commands/runCommands';
import type { Silence } from './measurement';
import type { RunNotes } from './notes';

/**
 * `run.json`: what was asked of a run and how it stands. Written by the run itself alone, replaced by rename.
 */
export interface RunRecord {
  readonly format: 1;
  readonly id: string;
  readonly command: RunCommand;
  /** For people: `Train on nasbench101.csv`, `Search nasbench201`. */
  readonly title: string;
  /** The command line after `renas`, without `--run`; enough to repeat the run. */
  readonly arguments: readonly string[];
  /** The folder that relative paths in `arguments` and `inputs` begin at. Absent in records of before. */
  readonly cwd?: string;
  /** The files and folders it read, as they were then. Absent in records of before. */
  readonly inputs?: readonly RunInput[];
  readonly space: string;
  readonly seed: number;
  readonly versions: { readonly renas: string; readonly node: string; readonly engine?: string };
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly pid: number;
  readonly host: string;
  /** When the process `pid` began, as its system counts it: another process with its number is told apart by that. */
  readonly processStarted?: string;
  /** Of a run that executes text or changes a file outside its directory: who started it, as `signRecord` says. */
  readonly signature?: string;
  /** ISO 8601. */
  readonly started: string;
  /** ISO 8601: when it went on after an interruption, a cancellation or a failure; absent where it never did. */
  readonly resumed?: readonly string[];
  readonly ended?: string;
  /** The figure that sums the run up: `τ 0.642`, `top 0.03 %`. */
  readonly figure?: string;
  /** Its figures as numbers: see `runMetrics`. Absent in records of before, and of a run that has not ended. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** One sentence, when `state` is `failed`. */
  readonly failure?: string;
  /** Results, as paths inside the run directory. */
  readonly results: { readonly model?: string; readonly found?: string; readonly ranking?: string };
}

/** A table, a saved predictor or a `.cell` file that a run read. */
export interface RunInput {
  /** As the arguments name it. */
  readonly path: string;
  readonly sha256: string;
  /** Of a `.cell` file, unless it is large. */
  readonly text?: string;
}

/** As the record says, or `interrupted`: it says `running`, but its writer is gone. */
export type RunState = RunRecord['state'] | 'interrupted';

/** Per cent of the cells tested that are at least as good: as predicted, and as measured. Which cell it is, if it is known. */
export type RankedPoint = readonly [predicted: number, measured: number, cell?: RankedCell];

export interface RankedCell {
  readonly hash: string;
  /** Its published spelling in the space of the run. */
  readonly spelling: string;
}

export interface RunRow {
  readonly id: string;
  /** `starting`: its process is up, and has not written `run.json` yet. */
  readonly state: RunState | 'starting' | 'unreadable';
  /** It was cancelled, and its process has not stopped yet. */
  readonly stopping?: true;
  readonly record: RunRecord | undefined;
  /** Why it can't be read, or why it failed. */
  readonly problem: string | undefined;
  /** 0 to 1 while it runs, in the phase named. */
  readonly progress: number | undefined;
  readonly phase: string | undefined;
  /** Of a run that goes on: the cluster that has its jobs can't be asked. */
  readonly silence?: Silence;
  /** Whether it has ended before its time and can go on in its own directory; absent: no. */
  readonly resumable?: boolean;
  /** Absent: nothing is noted of it. */
  readonly notes?: RunNotes;
  /** Why the notes can't be read, half a sentence. */
  readonly notesProblem?: string;
}
