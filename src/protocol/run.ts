import type { RunCommand } from './commands/runCommands';
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

/** Reads the text of a `run.json`; a string says what is wrong with it. */
export function parseRunRecord(text: string): RunRecord | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'run.json is not valid JSON';
  }
  if (typeof value !== 'object' || value === null) return 'run.json does not hold an object';
  const r = value as Record<string, unknown>;
  if (r['format'] !== 1)
    return `run.json has the format ${String(r['format'])}, and this version reads format 1`;
  for (const key of ['id', 'command', 'title', 'space', 'state', 'host', 'started'] as const)
    if (typeof r[key] !== 'string') return `run.json has no text "${key}"`;
  for (const key of ['seed', 'pid'] as const)
    if (typeof r[key] !== 'number') return `run.json has no number "${key}"`;
  if (!Array.isArray(r['arguments']) || !r['arguments'].every(each => typeof each === 'string'))
    return 'run.json has no list "arguments" of texts';
  if (typeof r['results'] !== 'object' || r['results'] === null) return 'run.json has no object "results"';
  if (typeof r['versions'] !== 'object' || r['versions'] === null) return 'run.json has no object "versions"';
  if (r['inputs'] !== undefined && !isInputs(r['inputs'])) return 'run.json has no whole list "inputs"';
  if (r['metrics'] !== undefined && !isNumbers(r['metrics'])) return 'run.json has no numbers in "metrics"';
  return value as RunRecord;
}

function isNumbers(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(each => typeof each === 'number')
  );
}

function isInputs(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(input => typeof input?.path === 'string' && typeof input.sha256 === 'string')
  );
}

/** Per cent of the cells tested that are at least as good: as predicted, and as measured. */
export type RankedPoint = readonly [predicted: number, measured: number];

export interface RunRow {
  readonly id: string;
  /** `starting`: its process is up, and has not written `run.json` yet. */
  readonly state: RunState | 'starting' | 'unreadable';
  readonly record: RunRecord | undefined;
  /** Why it can't be read, or why it failed. */
  readonly problem: string | undefined;
  /** 0 to 1 while it runs, in the phase named. */
  readonly progress: number | undefined;
  readonly phase: string | undefined;
  /** Whether it has ended before its time and can go on in its own directory; absent: no. */
  readonly resumable?: boolean;
  /** Absent: nothing is noted of it. */
  readonly notes?: RunNotes;
  /** Why the notes can't be read, half a sentence. */
  readonly notesProblem?: string;
}
