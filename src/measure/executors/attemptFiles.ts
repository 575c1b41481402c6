import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { type Attempt, attemptsOf, readOr } from '../attempts';
import type { Job } from '../executor';
import { jobFiles } from '../jobFolder';

const claimFile = ({ folder, submission }: Job) =>
  path.join(folder, jobFiles.attempts, `${submission}.claim`);

/** Who has begun a submission, where that is claimed; `undefined`: nobody. */
export function claimOf(job: Job): string | undefined {
  return readOr(claimFile(job), undefined);
}

/** Makes sure that a submission nobody has begun is not begun any more; false where somebody just has. */
export function voidClaim(job: Job): boolean {
  const file = claimFile(job);
  try {
    // Else the first attempt makes it, which may be still to come.
    mkdirSync(path.dirname(file));
  } catch {
    // It is there, or the job's folder is not.
  }
  try {
    writeFileSync(file, `0 ${hostname()}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    // Without its folder, nothing has begun, and nothing is there to begin.
    return (error as NodeJS.ErrnoException).code !== 'EEXIST';
  }
}

/** Attempts of a submission that have not ended, as far as their files tell. */
export function openAttempts({ folder, submission }: Job): readonly Attempt[] {
  return attemptsOf(folder).filter(
    ({ began, code }) => began?.submission === submission && code === undefined,
  );
}

/** How long ago something was last seen to change, ms, by a clock of its own: clocks of two machines differ. */
export function createChanges() {
  const seen = new Map<string, { readonly content: string; readonly at: number }>();
  return {
    age(of: string, content: string): number {
      const now = performance.now();
      const before = seen.get(of);
      if (before?.content === content) return now - before.at;
      seen.set(of, { content, at: now });
      return 0;
    },
  };
}

/** Tells attempts on other machines that go on from those that ended without a word. */
export function createHeartbeats() {
  const changes = createChanges();
  return {
    /** Whether an attempt at the submission has not ended, and has shown a sign of life within `silence` ms. */
    areRecent(job: Job, silence: number): boolean {
      const open = openAttempts(job);
      const beats = open.map(({ name, began }) => `${name} ${began?.beat}`).join();
      return open.length > 0 && changes.age(job.key, beats) < silence;
    },
  };
}
