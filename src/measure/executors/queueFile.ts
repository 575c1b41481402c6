import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSmallSync } from '../../files/regularFile';
import { type Queue, type QueuedJob, queueFile, type Silence } from '../../protocol/measurement';
import { parseQueue } from '../../protocol/schemas/measurement';
import type { Job } from '../executor';

export interface QueueFile {
  /** Of all jobs that are queued or running: what the cluster says of each. */
  write(jobs: readonly (readonly [Job, QueuedJob])[]): void;
  /** The cluster has the job, and was not asked about it yet. */
  submitted(job: Job): void;
  /** The cluster does not take the job now. */
  refused(job: Job, why: string): void;
  /** The cluster can't be asked; what it said last stands. */
  silent(why: string): void;
}

/** What the file may hold: a row for each slot. */
const maxBytes = 2 ** 20;
const maxWord = 200;

/**
 * Keeps what a cluster says of a run's jobs beside their folders, for whoever shows the run. A hint: nothing is derived
 * from it, and it may be lost.
 */
export function createQueueFile(folder: string): QueueFile {
  const file = path.join(folder, queueFile);
  let known = readQueue(file);
  let written = '';
  const keep = (jobs: Queue['jobs'], silence?: Silence) => {
    known = silence ? { jobs, silence } : { jobs };
    const text = `${JSON.stringify(known)}\n`;
    if (text === written) return;
    try {
      writeFileSync(`${file}.${process.pid}`, text);
      renameSync(`${file}.${process.pid}`, file);
      written = text;
    } catch {
      // What is shown is a little older.
    }
  };
  const keyOf = ({ folder: own }: Job) => path.basename(own);
  const add = (job: Job, waits: string) =>
    keep({ ...known.jobs, [keyOf(job)]: { waits: waits.slice(0, maxWord) } }, known.silence);
  return {
    write: jobs => keep(Object.fromEntries(jobs.map(([job, next]) => [keyOf(job), next]))),
    submitted: job => add(job, ''),
    refused: add,
    silent: why =>
      keep(known.jobs, {
        since: known.silence?.since ?? new Date().toISOString(),
        why: why.slice(0, maxWord),
      }),
  };
}

/** As another process has left it. */
function readQueue(file: string): Queue {
  try {
    return parseQueue(readSmallSync(file, maxBytes));
  } catch {
    return { jobs: {} };
  }
}
