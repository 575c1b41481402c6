import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { QueuedJob } from '../../protocol/measurement';
import { lastError, slurmCommand } from '../../runs/slurmCommand';
import { attemptsOf, readOr } from '../attempts';
import { quoted } from '../command';
import type { Executor, Job, JobState } from '../executor';
import { MeasureFailure } from '../measurer';
import { createHeartbeats, voidClaim } from './attemptFiles';
import { createQueueFile } from './queueFile';
import { readSlurmOptions } from './slurmOptions';

export interface SlurmExecutorOptions {
  /** The file with `attemptScript`, in the folder of the jobs, on a disk that the nodes share. */
  readonly script: string;
  /** Of sbatch, as the user gives them. */
  readonly options?: string | undefined;
  /** Hears of what the cluster does, a sentence. */
  readonly say: (text: string) => void;
  /** ms after which an attempt that shows no sign of life, and that Slurm does not know, counts as gone. */
  readonly silence?: number;
}

/** ms in which a submission whose answer was lost may still show up. */
const lostAnswer = 60_000;

/** A job as `squeue` shows it. */
interface Shown {
  readonly id: string;
  readonly state: string;
  readonly reason: string;
  readonly node: string;
}

/**
 * Runs each job as one of a Slurm cluster, which the local commands of Slurm reach. A job is found by its name alone, since
 * a controller that was restarted may forget jobs and give out their numbers again; what it no longer knows and still shows
 * signs of life counts as running.
 */
export function createSlurmExecutor(options: SlurmExecutorOptions): Executor {
  const { script, say, silence = 120_000 } = options;
  const own = readSlurmOptions(options.options ?? '');
  const jobs = path.dirname(script);
  const nameOf = nameIn(jobs);
  const heartbeats = createHeartbeats();
  const queue = createQueueFile(jobs);
  const before = new Map<string, Shown>();
  /** When submissions were sent that nobody has answered. */
  const unanswered = new Map<string, number>();
  let trouble = '';
  let summary = '';

  const complain = (why: string) => {
    if (why !== trouble) say(`Slurm can't be asked now (${why}): it is tried again.`);
    trouble = why;
  };

  /** Absent from the cluster's list. */
  const stateWithout = (job: Job): JobState => {
    const sent = unanswered.get(job.key);
    if (sent !== undefined && performance.now() - sent < lostAnswer) return 'queued';
    // A job that comes late, or again, finds that it is not wanted.
    voidClaim(job);
    return heartbeats.areRecent(job, silence) ? 'running' : 'gone';
  };

  const stateOf = (job: Job, shown: Shown | undefined): JobState => {
    if (!shown) return stateWithout(job);
    unanswered.delete(job.key);
    const { state, reason } = shown;
    const last = before.get(job.key);
    before.set(job.key, shown);
    if (waits.has(state)) {
      if (last && runs.has(last.state))
        say(`${job.name} was stopped on node ${last.node}, and Slurm has queued it again.`);
      return 'queued';
    }
    if (runs.has(state)) return 'running';
    before.delete(job.key);
    // Its processes may go on where the node was only cut off.
    if (state === 'NODE_FAIL') return stateWithout(job);
    const began = attemptsOf(job.folder).some(attempt => attempt.began?.submission === job.submission);
    if (state === 'OUT_OF_MEMORY') return { failed: 'Slurm ended it, since its memory ran out' };
    if (state === 'FAILED' && isLaunchFailure(reason) && began)
      return { failed: 'Slurm ended it (JobLaunchFailure), as it does when memory runs out' };
    if (state === 'TIMEOUT')
      say(`${job.name} has reached the time limit of its job, and is submitted again.`);
    else if (state === 'CANCELLED') say(`The job of ${job.name} was cancelled.`);
    else if (state !== 'COMPLETED' && state !== 'FAILED') say(`The job of ${job.name} ended: ${state}.`);
    return 'gone';
  };

  const tell = (shown: readonly Shown[]) => {
    const counts = new Map<string, number>();
    for (const { state, reason } of shown) {
      const what = waits.has(state) ? `waiting: ${reason}` : runs.has(state) ? 'running' : undefined;
      if (what !== undefined) counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    const now = [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
    if (now !== summary && [...counts.keys()].some(what => what !== 'running' && what !== 'waiting: None'))
      say(`Jobs on the cluster: ${now}.`);
    summary = now;
  };

  return {
    async submit(job) {
      const log = path.join(job.folder, 'slurm.log').replaceAll('%', '%%');
      const args = [
        ...own,
        '--parsable',
        `--job-name=${nameOf(job)}`,
        ...['--requeue', '--open-mode=append', '--signal=B:TERM@90'],
        `--output=${log}`,
      ];
      const text = `#!/bin/sh\nexport RENAS_SUBMISSION=${job.submission} RENAS_SLOT=0\nunset RENAS_CLAIM\nexec sh ${quoted(script)} ${quoted(job.folder)}\n`;
      const { code, out, error } = await slurmCommand('sbatch', args, { input: text });
      const id = /^(\d+)/m.exec(out)?.[1];
      if (code === 0 && id !== undefined) {
        trouble = '';
        return { id };
      }
      if (code === 'ENOENT')
        throw new MeasureFailure('There is no sbatch here: start the run where the commands of Slurm are.');
      const why = lastError(error) || `sbatch ended with ${code}`;
      if (isLimit(error)) {
        if (why !== trouble) say(`The cluster takes no more jobs now (${why}): it is tried again.`);
        trouble = why;
        queue.refused(job, why);
        return 'later';
      }
      if (code === 'late' || /timed out on send\/recv|Zero Bytes|Unexpected message/i.test(error)) {
        complain(why);
        if (/temporarily unable to accept job/i.test(error)) return 'later';
        unanswered.set(job.key, performance.now());
        return { id: '' };
      }
      if (isTransient(error)) {
        complain(why);
        return 'later';
      }
      throw new MeasureFailure(`sbatch refuses the training of ${job.name}: ${why}; mend --slurm.`);
    },
    async look(all) {
      if (all.length === 0) return new Map();
      const names = all.map(nameOf);
      const asked = ['-h', '-a', '-r', '-t', 'all', `--name=${names.join()}`, '-o', '%i|%j|%T|%N|%r'];
      const { code, out, error } = await slurmCommand('squeue', asked);
      if (code !== 0) {
        complain(lastError(error) || `squeue: ${code}`);
        return 'unknown';
      }
      trouble = '';
      const shown = readQueue(out);
      tell(names.flatMap(name => shown.get(name) ?? []));
      queue.write(all.flatMap((job, i) => queuedOf(job, shown.get(names[i]!))));
      for (const name of names) {
        const held = shown.get(name);
        if (held?.state === 'PENDING' && /launch.failed.requeued.held/i.test(held.reason))
          await slurmCommand('scontrol', ['release', held.id]);
      }
      return new Map(all.map((job, i) => [job.key, stateOf(job, shown.get(names[i]!))]));
    },
    async cancel(job, now = false) {
      const name = `--name=${nameOf(job)}`;
      if (now) return void (await slurmCommand('scancel', [name]));
      await slurmCommand('scancel', ['--state=PENDING', name]);
      await slurmCommand('scancel', ['--batch', '--signal=TERM', name]);
    },
  };
}

const waits = new Set(['PENDING', 'CONFIGURING', 'REQUEUED', 'REQUEUE_HOLD', 'REQUEUE_FED', 'SPECIAL_EXIT']);
const runs = new Set(['RUNNING', 'COMPLETING', 'SUSPENDED', 'STOPPED', 'RESIZING', 'SIGNALING', 'STAGE_OUT']);

function queuedOf(job: Job, shown: Shown | undefined): readonly (readonly [Job, QueuedJob])[] {
  if (shown && waits.has(shown.state)) return [[job, { waits: shown.reason }]];
  return shown && runs.has(shown.state) ? [[job, { node: shown.node }]] : [];
}

const isLaunchFailure = (reason: string) => /^job.?launch.?failure$/i.test(reason);

/** How many jobs a user may submit; limits of what a job may be never end by waiting. */
function isLimit(error: string): boolean {
  const named = /\b((?:QOS|Assoc)\w*)/.exec(error)?.[1];
  return named === undefined ? /job submit limit/i.test(error) : /Submit/.test(named);
}

function isTransient(error: string): boolean {
  return /unable to contact slurm|temporarily unable|connection (refused|reset|timed out)|connect failure|standby mode|Resource temporarily|Transport endpoint|authentication|partition not available|No route to host|host(name)? .*not (known|resolve)/i.test(
    error,
  );
}

/** Of each name the job that is not over, else the newest. */
function readQueue(text: string): ReadonlyMap<string, Shown> {
  const shown = new Map<string, Shown>();
  const over = ({ state }: Shown) => !waits.has(state) && !runs.has(state);
  for (const line of text.split('\n')) {
    const [id = '', name = '', state = '', node = '', reason = ''] = line.split('|');
    if (state === '') continue;
    const next = { id, state, node, reason };
    const other = shown.get(name);
    if (!other || over(other)) shown.set(name, next);
  }
  return shown;
}

/** Names of jobs, unique on the cluster: runs in two folders may have one name. */
function nameIn(jobs: string): (job: Job) => string {
  const file = path.join(jobs, 'slurm-name');
  mkdirSync(jobs, { recursive: true });
  try {
    writeFileSync(file, `${randomBytes(6).toString('hex')}\n`, { flag: 'wx' });
  } catch {
    // It was made before.
  }
  const unique = readOr(file, '').trim();
  if (!/^[0-9a-f]{12}$/.test(unique))
    throw new MeasureFailure(
      `${file} does not hold the name of this run's jobs: delete it once none of them runs.`,
    );
  return ({ key }) => `${key.replace(/[^A-Za-z0-9._-]/g, '_').slice(-80)}-${unique}`;
}
