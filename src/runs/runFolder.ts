import { randomBytes } from 'node:crypto';

/** The files of a run directory. The results (`model/`, `found.cell`) are named in `run.json`. */
export const runFiles = {
  record: 'run.json',
  events: 'events.jsonl',
  /** What the process printed. */
  log: 'log.txt',
  /** Touched by the run while it lives. */
  heartbeat: 'heartbeat',
  /** Its presence asks the run to stop. */
  cancel: 'cancel',
  /** What it needs to go on after an interruption; gone once it is done. */
  checkpoint: 'checkpoint',
  /** Where the run itself is a job of a cluster: its number. */
  job: 'job',
  /** What the user says of it. */
  notes: 'notes.json',
} as const;

/** bytes: more than any run writes into its record, which has the text of small `.cell` files. */
export const maxRecordBytes = 8 * 2 ** 20;
/** bytes of the end of a log, which has what there is to tell. */
export const maxLogBytes = 64 * 1024;

/** The environment variable through which whoever starts a run names it. */
export const titleVariable = 'RENAS_RUN_TITLE';

/** Stands at the start of a line of `log.txt` that the executor adds when the command ended before its run began. */
export const endedEarly = '[renas] ended before the run began: ';

/** Stands at the start of a line of `log.txt` that the executor adds when the run's process ended by a signal. */
export const endedBySignal = '[renas] ended by the signal ';

/** `20250131-154502-train-9f3c`: local time, so that people find it; the hex digits keep two of one second apart. */
export function newRunId(command: string, now: Date): string {
  const two = (n: number) => n.toString().padStart(2, '0');
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `${date}-${time}-${command}-${randomBytes(2).toString('hex')}`;
}
