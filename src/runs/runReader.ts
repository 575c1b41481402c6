import { readFile as readFileBack, stat as statBack } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ProgressEvent } from '../protocol/events';
import type { RunRow } from '../protocol/run';
import { parseRunRecord, type RunRecord } from '../protocol/run';
import { readNotes } from './notes';
import { writerLives } from './processes';
import { readLastEvents } from './readEvents';
import { endedBySignal, endedEarly, runFiles } from './runFolder';

/** Twice as fast as those of `fs/promises`, which make an object for each file: that counts for thousands of runs. */
const readFile = promisify(readFileBack);
const stat = promisify(statBack);

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
    text = await readFile(path.join(folder, runFiles.record), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { ...row, ...(await withoutRecord(folder, now)) };
    return { ...row, state: 'unreadable', problem: `run.json can't be read: ${(error as Error).message}` };
  }
  const record = parseRunRecord(text);
  if (typeof record === 'string') return { ...row, state: 'unreadable', problem: record };

  const resumable =
    record.state !== 'done' && (await modified(path.join(folder, runFiles.checkpoint))) !== undefined;
  const ended = resumable ? { resumable } : {};
  if (record.state !== 'running')
    return { ...row, ...ended, state: record.state, record, problem: record.failure };
  const last = (await readLastEvents(folder)).findLast(e => e.event === 'progress');
  const far = { progress: last && fraction(last), phase: last?.phase };
  if (await isAlive(folder, record, now)) return { ...row, ...far, state: 'running', record };
  return {
    ...row,
    ...far,
    ...ended,
    state: 'interrupted',
    record,
    problem: `Its process ended without a last word; what it had written until then is kept. ${wayOn(resumable, record)}`,
  };
}

function wayOn(resumable: boolean, { seed }: RunRecord): string {
  return resumable
    ? 'Resume goes on from its last checkpoint, to the result that it would have had.'
    : `It left no checkpoint to resume from: Run Again does it over, with the same seed (${seed}).`;
}

async function isAlive(folder: string, record: RunRecord, now: number): Promise<boolean> {
  const beat = await modified(path.join(folder, runFiles.heartbeat));
  return writerLives(record, hostname(), beat === undefined ? Number.POSITIVE_INFINITY : now - beat);
}

/** The run has not begun, or never will: `log.txt` says which. */
async function withoutRecord(folder: string, now: number): Promise<Pick<RunRow, 'state' | 'problem'>> {
  const log = await readLog(folder);
  const ended = log.lastIndexOf(endedEarly);
  if (ended >= 0) return { state: 'unreadable', problem: whyEnded(log, ended) };
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

async function readLog(folder: string): Promise<string> {
  try {
    return await readFile(path.join(folder, runFiles.log), 'utf8');
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
