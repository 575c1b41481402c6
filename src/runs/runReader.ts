import { readdir as readdirBack, stat as statBack } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readSmall, readTailSync } from '../files/regularFile';
import type { ProgressEvent, RunEvent } from '../protocol/events';
import type { RunRecord, RunRow } from '../protocol/run';
import { optionsOf } from '../protocol/runOptions';
import { parseRunRecord } from '../protocol/schemas/runRecord';
import { fileTrouble } from './fileTrouble';
import { readNotes } from './notes';
import { beatAge, writerLives } from './processes';
import { readLastEvents } from './readEvents';
import { readQueue } from './readMeasurements';
import { endedBySignal, endedEarly, maxLogBytes, maxRecordBytes, runFiles } from './runFolder';

/** Twice as fast as those of `fs/promises`, which make an object for each file: that counts for thousands of runs. */
const stat = promisify(statBack);
const readdir = promisify(readdirBack);

/** How long a directory without `run.json` counts as starting. */
const startLimit = 30_000;

/** How a run stands and what is noted of it. Never throws: a directory that can't be read is a row that says why. */
export async function readRun(folder: string, now = Date.now()): Promise<RunRow> {
  const [row, notes] = await Promise.all([readState(folder, now), readNotes(folder)]);
  if (typeof notes === 'string') return { ...row, notesProblem: notes };
  return Object.keys(notes).length === 0 ? row : { ...row, notes };
}

async function readState(folder: string, now: number): Promise<RunRow> {
  const id = path.basename(folder);
  const row = { id, record: undefined, problem: undefined, progress: undefined, phase: undefined } as const;
  let text: string;
  try {
    text = await readSmall(path.join(folder, runFiles.record), maxRecordBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { ...row, ...(await withoutRecord(folder, now)) };
    return { ...row, state: 'unreadable', problem: `run.json can't be read: ${fileTrouble(error)}` };
  }
  const record = parseRunRecord(text);
  if (typeof record === 'string') return { ...row, state: 'unreadable', problem: record };
  if (record.state === 'done') return { ...row, state: 'done', record };
  if (record.state !== 'running')
    return {
      ...row,
      ...((await isResumable(folder, record)) ? { resumable: true } : {}),
      state: record.state,
      record,
      problem: record.failure,
    };
  const cancelled = (await modified(path.join(folder, runFiles.cancel))) !== undefined;
  const alive = isAlive(folder, record, now);
  if (alive && cancelled) return { ...row, state: 'cancelled', stopping: true, record };
  const resumable = !alive && (await isResumable(folder, record));
  const ended = resumable ? { resumable } : {};
  if (cancelled) return { ...row, ...ended, state: 'cancelled', record };
  const isProgress = (event: RunEvent) => event.event === 'progress';
  const last = (await readLastEvents(folder, isProgress)).findLast(e => e.event === 'progress');
  const far = { progress: last && fraction(last), phase: last?.phase };
  if (alive) {
    const { silence } = optionsOf(record).get('on') === 'slurm' ? await readQueue(folder) : {};
    return { ...row, ...far, state: 'running', record, ...(silence ? { silence } : {}) };
  }
  return {
    ...row,
    ...far,
    ...ended,
    state: 'interrupted',
    record,
    problem: `Its process exited unexpectedly. Partial results were kept. ${wayOn(resumable, record)}`,
  };
}

/** What a run tells only once it works. */
const work = new Set(['progress', 'metric', 'found', 'round']);

/** Whether it has anything to go on from. One that failed before it had worked at all would only fail again. */
async function isResumable(folder: string, { state }: RunRecord): Promise<boolean> {
  const names = await readdir(path.join(folder, runFiles.checkpoint)).catch(() => undefined);
  if (names === undefined) return false;
  if (state !== 'failed' || names.some(name => name.endsWith('.bin'))) return true;
  return (await readLastEvents(folder)).some(({ event }) => work.has(event));
}

function wayOn(resumable: boolean, { seed }: RunRecord): string {
  return resumable
    ? 'Resume continues from its last checkpoint, to the result that it would have had.'
    : `It left no checkpoint to resume from: Run Again does it over, with the same seed (${seed}).`;
}

function isAlive(folder: string, record: RunRecord, now: number): boolean {
  return writerLives(record, hostname(), beatAge(folder) + now - Date.now());
}

/** The run has not begun, or never will: `log.txt` says which. */
async function withoutRecord(folder: string, now: number): Promise<Pick<RunRow, 'state' | 'problem'>> {
  const log = readLog(folder);
  const ended = log.lastIndexOf(endedEarly);
  if (ended >= 0) return { state: 'failed', problem: whyEnded(log, ended) };
  const job = (await readSmall(path.join(folder, runFiles.job), 100).catch(() => '')).trim();
  if (/^\d{1,12}$/.test(job))
    return { state: 'starting', problem: `It is job ${job} of the cluster, and has not begun yet.` };
  const made = await modified(folder);
  if (made === undefined) return { state: 'unreadable', problem: 'The directory is gone.' };
  if (now - made <= startLimit) return { state: 'starting', problem: undefined };
  return { state: 'unreadable', problem: 'There is no run.json in this directory.' };
}

function whyEnded(log: string, ended: number): string {
  const printed = log.slice(0, ended).trim().split('\n');
  const said = printed.findLast(line => line.trim() !== '' && !line.startsWith(endedBySignal)) ?? '';
  const how = log.slice(ended + endedEarly.length).split('\n')[0] ?? '';
  return `The command ended before the run began (${how})${said === '' ? '.' : `: ${said}`}`;
}

function readLog(folder: string): string {
  try {
    return readTailSync(path.join(folder, runFiles.log), maxLogBytes);
  } catch {
    return '';
  }
}

async function modified(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return undefined;
  }
}

/** Of the whole run where it can say so, else of its phase. */
function fraction({ done, total, overall }: ProgressEvent): number | undefined {
  if (overall !== undefined) return overall;
  return total > 0 ? Math.min(1, Math.max(0, done / total)) : undefined;
}
