import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type QueuedJob, queueFile } from '../../protocol/measurement';
import type { Job } from '../executor';

export interface QueueFile {
  /** Of all jobs that are queued or running: what the cluster says of each. */
  write(jobs: readonly (readonly [Job, QueuedJob])[]): void;
  /** The cluster does not take the job now. */
  refused(job: Job, why: string): void;
}

/**
 * Keeps what a cluster says of a run's jobs beside their folders, for whoever shows the run. A hint: nothing is derived
 * from it, and it may be lost.
 */
export function createQueueFile(folder: string): QueueFile {
  const file = path.join(folder, queueFile);
  let known: Readonly<Record<string, QueuedJob>> = {};
  let written = '';
  const keep = (next: typeof known) => {
    known = next;
    const text = `${JSON.stringify(next)}\n`;
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
  return {
    write: jobs => keep(Object.fromEntries(jobs.map(([job, next]) => [keyOf(job), next]))),
    refused: (job, why) => keep({ ...known, [keyOf(job)]: { waits: why } }),
  };
}
