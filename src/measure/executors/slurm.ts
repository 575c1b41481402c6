import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type QueuedJob, type Stopped, stoppedWords, trainerExits } from '../../protocol/measurement';
import { makeFolder } from '../../runs/durable';
import { lastError, slurmCommand } from '../../runs/slurmCommand';
import { attemptsOf, readOr } from '../attempts';
import { quoted } from '../command';
import type { Executor, Job, JobState } from '../executor';
import { MeasureFailure } from '../measurer';
import { claimOf, createHeartbeats, openAttempts, voidClaim } from './attemptFiles';
import { createQueueFile } from './queueFile';
import { createAccounting, stopOf } from './slurmAccounting';
import { isAnswerLost, isBusy, isHeldLaunch, isLaunchFailure, isTransient, submitLimit } from './slurmErrors';
import { readSlurmOptions } from './slurmOptions';
import { isRunning, isWaiting, type Listed, leaveQueue, listQueue } from './slurmQueue';

export interface SlurmExecutorOptions {
  /** The file with `attemptScript`, in the folder of the jobs, on a disk that the nodes share. */
  readonly script: string;
  /** Of sbatch, as the user gives them. */
  readonly options?: string | undefined;
  /** Hears of what the cluster does, a sentence. */
  readonly say: (text: string) => void;
  /** ms between two questions to the controller. */
  readonly every?: number;
  /** ms after which an attempt that shows no sign of life, and that Slurm does not know, counts as gone. */
  readonly silence?: number;
}

/** ms in which a submission whose answer was lost may still show up. */
const lostAnswer = 60_000;
/** ms between two questions to the controller while jobs are asked to stop, and between two requests to one of them. */
const stoppingEvery = 2000;
const stopAgain = 10_000;
const maxReleases = 3;
const nodeFailed = 'NODE_FAIL';
/** What a single job asks for is more than it may have, or than there is. */
const neverEnds = /Partition(Time|Node)Limit|BadConstraints|(WallDuration|Max\w*)PerJob/;

/**
 * Runs each job as one of a Slurm cluster, which the local commands of Slurm reach. A job is found by its name alone, since
 * a controller that was restarted may forget jobs and give out their numbers again; what it no longer knows and still shows
 * signs of life counts as running.
 */
export function createSlurmExecutor(options: SlurmExecutorOptions): Executor {
  const { script, say, every = 10_000, silence = 120_000 } = options;
  const own = readSlurmOptions(options.options ?? '');
  const jobs = path.dirname(script);
  const nameOf = nameIn(jobs);
  const heartbeats = createHeartbeats();
  const queue = createQueueFile(jobs);
  const accounting = createAccounting();
  /** The jobs that were listed, by key, as they were then. */
  const before = new Map<string, Listed>();
  /** When submissions were sent that nobody has answered, and jobs asked to stop. */
  const unanswered = new Map<string, number>();
  const stopping = new Map<string, number>();
  /** How jobs that wait again were stopped last. */
  const stopped = new Map<string, Stopped>();
  /** How many of its attempts were told to have been stopped, and how often it was released. */
  const stops = new Map<string, number>();
  const released = new Map<string, number>();
  const inQueue = {};
  /** Why the cluster took no more jobs, each told once: with a limit, that is after every job. */
  const fullFor = new Set<string>();
  let trouble = '';
  let summary = '';
  /** Of reasons to wait that end by themselves never, the one that was told last. */
  let told = '';
  let heard: unknown;

  const complain = (why: string) => {
    if (why !== trouble) say(`Slurm can't be asked now (${why}): it is tried again.`);
    trouble = why;
    queue.silent(why);
  };
  const answered = () => {
    if (trouble !== '') say('Slurm answers again.');
    trouble = '';
  };

  /** Whether the controller has heard of it. While it is away, each command would take a quarter of a minute to find that out. */
  const scancel = async (...args: readonly string[]): Promise<boolean> => {
    if (trouble !== '') return false;
    const { code, error } = await slurmCommand('scancel', args);
    if (code !== 'late' && !isAnswerLost(error) && !isTransient(error)) return true;
    complain(lastError(error) || `scancel: ${code}`);
    return false;
  };

  const forget = ({ key }: Job) => {
    for (const each of [before, unanswered, stopping, stops, stopped, released]) each.delete(key);
  };

  /** Of a job that the cluster does not list, or has cut off. */
  const stateWithout = async (job: Job): Promise<JobState> => {
    const sent = unanswered.get(job.key);
    if (sent !== undefined && performance.now() - sent < lostAnswer) return 'queued';
    // A job that comes late, or again, finds that it is not wanted.
    voidClaim(job);
    if (heartbeats.areRecent(job, silence)) return 'running';
    const end = (await accounting.endsOf(nameOf(job))).at(-1);
    if (end && end.state !== nodeFailed) return stateAfter(job, end);
    forget(job);
    return 'gone';
  };

  /** Of a job that waits: it may have begun and been stopped since the controller was asked last. */
  const tellStops = async (job: Job, earlier: Listed | undefined) => {
    const begun = attemptsOf(job.folder).filter(({ began }) => began?.submission === job.submission);
    const told = stops.get(job.key) ?? 0;
    const ran = earlier && isRunning(earlier);
    if (!ran && begun.length <= told) return;
    stops.set(job.key, Math.max(begun.length, told + 1));
    const node = ran ? earlier.node : (begun.at(-1)?.began?.host ?? '');
    const end = (await accounting.endsOf(nameOf(job), stops.get(job.key))).at(-1);
    const by = (end && stopOf(end)) ?? ((await isDown(node)) ? 'node failure' : undefined);
    const stop = { node, ...(by ? { by } : {}) };
    stopped.set(job.key, stop);
    say(`${job.name}: ${stoppedWords(stop)}.`);
  };

  /** Of a job that is over, as the cluster says. */
  const stateAfter = (
    job: Job,
    { state, reason, node }: Pick<Listed, 'state' | 'reason' | 'node'>,
  ): JobState => {
    const asked = stopping.has(job.key);
    forget(job);
    // Somebody may have it run once more.
    voidClaim(job);
    const last = attemptsOf(job.folder).findLast(({ began }) => began?.submission === job.submission);
    if (state === 'OUT_OF_MEMORY') return { failed: 'Slurm ended it, since its memory ran out' };
    if (state === 'FAILED' && isLaunchFailure(reason) && last)
      return { failed: 'Slurm ended it (JobLaunchFailure), as it does when memory runs out' };
    if (state === 'TIMEOUT') say(`${job.name}: the time limit of its job was reached, submitted again.`);
    else if (state === 'CANCELLED' && !asked) say(`${job.name}: its job was cancelled.`);
    else if (state === 'FAILED' && last?.code === trainerExits.stopped && !asked)
      say(`${job.name}: told to stop on node ${node}, as before a time limit; submitted again.`);
    else if (!/^(COMPLETED|FAILED|CANCELLED)$/.test(state)) say(`${job.name}: its job ended as ${state}.`);
    return 'gone';
  };

  const stateOf = async (job: Job, listed: Listed | undefined): Promise<JobState> => {
    if (!listed) return stateWithout(job);
    unanswered.delete(job.key);
    const earlier = before.get(job.key);
    before.set(job.key, listed);
    if (isWaiting(listed)) {
      // It was not wanted any more when it could not be cancelled.
      if (claimOf(job) !== undefined && !stopping.has(job.key)) {
        await slurmCommand('scancel', [`--name=${nameOf(job)}`]);
        forget(job);
        return 'gone';
      }
      if (listed !== earlier && !isHeldLaunch(listed.reason)) await tellStops(job, earlier);
      return 'queued';
    }
    if (isRunning(listed)) return 'running';
    // Its processes may go on where the node was only cut off.
    if (listed.state === nodeFailed) {
      if (earlier?.state !== nodeFailed) say(`${job.name}: node ${listed.node} failed.`);
      return stateWithout(job);
    }
    return stateAfter(job, listed);
  };

  const tell = (listed: readonly Listed[]) => {
    const counts = new Map<string, number>();
    for (const each of listed) {
      const what = isWaiting(each) ? `waiting: ${each.reason}` : isRunning(each) ? 'running' : undefined;
      if (what !== undefined) counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    const now = [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
    if (now !== summary && [...counts.keys()].some(what => what !== 'running' && what !== 'waiting: None'))
      say(`Jobs on the cluster: ${now}.`);
    summary = now;
    const hopeless = [...counts.keys()].find(what => neverEnds.test(what));
    if (hopeless !== undefined && hopeless !== told) {
      const why = hopeless.replace('waiting: ', '');
      say(
        `A job that waits for ${why} never begins: cancel the run, and start it with other options in --slurm.`,
      );
      told = hopeless;
    }
  };

  /** A node on which no job can be launched is taken out of service: too many tries would empty the cluster. */
  const releaseHeld = async (job: Job, listed: Listed | undefined) => {
    if (listed?.state !== 'PENDING' || !isHeldLaunch(listed.reason)) return;
    // What failed was the launch, and nothing that ran.
    stopped.delete(job.key);
    const times = released.get(job.key) ?? 0;
    if (times > maxReleases) return;
    released.set(job.key, times + 1);
    if (times < maxReleases) {
      say(`${job.name}: its job could not be launched, and Slurm held it: released.`);
      await slurmCommand('scontrol', ['release', listed.id]);
    } else
      say(
        `${job.name}: its job could not be launched ${times + 1} times, and Slurm holds it; once the nodes are mended, \`scontrol release ${listed.id}\` lets it go on.`,
      );
  };

  const queuedOf = (
    job: Job,
    listed: Listed | undefined,
    state: JobState,
  ): readonly (readonly [Job, QueuedJob])[] => {
    if (state === 'running') {
      const host = openAttempts(job).at(-1)?.began?.host;
      const node = listed && isRunning(listed) ? listed.node : host;
      return node === undefined ? [] : [[job, { node }]];
    }
    if (state !== 'queued') return [];
    const stop = stopped.get(job.key);
    return [[job, { waits: listed?.reason ?? '', ...(stop ? { stopped: stop } : {}) }]];
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
      const input = `#!/bin/sh\nexport RENAS_SUBMISSION=${job.submission} RENAS_SLOT=0 RENAS_NODE="$SLURMD_NODENAME"\nunset RENAS_CLAIM\nexec sh ${quoted(script)} ${quoted(job.folder)}\n`;
      const { code, out, error } = await slurmCommand('sbatch', args, { input, until: isBusy });
      const id = /^(\d+)/m.exec(out)?.[1];
      if (code === 0 && id !== undefined) {
        answered();
        queue.submitted(job);
        return { id };
      }
      if (code === 'ENOENT')
        throw new MeasureFailure('There is no sbatch here: start the run where the commands of Slurm are.');
      const why = lastError(error) || `sbatch ended with ${code}`;
      const full = submitLimit(error) ?? (isBusy.test(error) ? why : undefined);
      if (full !== undefined) {
        if (!fullFor.has(full)) say(`The cluster takes no more jobs now (${full}): it is tried again.`);
        fullFor.add(full);
        queue.refused(job, full);
        return 'later';
      }
      if (code === 'late' || isAnswerLost(error)) {
        complain(why);
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
      if (all.length === 0) {
        leaveQueue(inQueue);
        return new Map();
      }
      const names = all.map(nameOf);
      const often = all.some(({ key }) => stopping.has(key)) ? Math.min(every, stoppingEvery) : every;
      const list = await listQueue(inQueue, names, often);
      if ('failed' in list) {
        complain(list.failed);
        // Those that were asked to stop do not begin any more.
        const stops = all.every(job => stopping.has(job.key) && openAttempts(job).length === 0);
        return stops ? new Map(all.map(({ key }) => [key, 'gone'] as const)) : 'unknown';
      }
      answered();
      const listed = all.map((job, i) => [job, list.jobs.get(names[i]!)] as const);
      if (list !== heard) {
        heard = list;
        tell(listed.flatMap(([, each]) => each ?? []));
        for (const [job, each] of listed) await releaseHeld(job, each);
      }
      const states = new Map<string, JobState>();
      for (const [job, each] of listed)
        states.set(job.key, list.knew(nameOf(job)) ? await stateOf(job, each) : 'queued');
      queue.write(listed.flatMap(([job, each]) => queuedOf(job, each, states.get(job.key)!)));
      return states;
    },
    async cancel(job, now = false) {
      const name = `--name=${nameOf(job)}`;
      // A job that waits finds when it begins that it is not wanted, should the controller not hear of it.
      voidClaim(job);
      const asked = stopping.get(job.key) ?? Number.NEGATIVE_INFINITY;
      stopping.set(job.key, asked);
      if (now) return void (await scancel(name));
      if (performance.now() - asked < stopAgain) return;
      const sent =
        (await scancel('--state=PENDING', name)) && (await scancel('--batch', '--signal=TERM', name));
      if (sent) stopping.set(job.key, performance.now());
    },
  };
}

/** Whether a node has failed, as far as that can be told. */
async function isDown(node: string): Promise<boolean> {
  if (node === '') return false;
  const { code, out } = await slurmCommand('sinfo', ['-h', '-N', '-n', node, '-o', '%T']);
  return code === 0 && /\*$|^(down|fail|reboot|powered_down|powering_down)/im.test(out);
}

/** Names of jobs, unique on the cluster: runs in two folders may have one name. */
function nameIn(jobs: string): (job: Job) => string {
  const file = path.join(jobs, 'slurm-name');
  makeFolder(jobs);
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
