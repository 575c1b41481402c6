import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Outcome, trainerExits, type Values } from '../protocol/measurement';
import { resumeCommand } from '../protocol/options/commandLine';
import type { Measurement } from '../runs/measurementState';
import { attemptsOf, lastLines } from './attempts';
import type { Executor, Job, JobState } from './executor';
import { type JobSettings, jobFiles, writeJob } from './jobFolder';
import { type Journal, keyIn } from './journal';
import { MeasureFailure, type MeasureRequest, type Measurer } from './measurer';
import { labelledValues, type ReadValues } from './report';
import { type Published, readPublished, reportedRefusal, withdraw } from './result';

export interface DriverOptions {
  /** The run's directory, absolute, and its id. */
  readonly folder: string;
  readonly runId: string;
  readonly executor: Executor;
  readonly journal: Journal;
  /** How many jobs are submitted at once. */
  readonly slots: number;
  readonly settings: JobSettings;
  /** Finds the values in what a command printed that reported nothing. */
  readonly readLog?: ReadLog;
  readonly signal: AbortSignal;
  /** How long after each other the executor is asked, ms. */
  readonly interval?: number;
  /** How long a job may take to stop when it is asked to, ms. */
  readonly grace?: number;
  /** Hears of what went wrong and is tried again, a sentence. */
  readonly say?: (text: string) => void;
}

/** What the output of a training script says of the label. */
export type LogReading =
  | { readonly kind: 'values'; readonly values: Values }
  /** Several figures may be the result. */
  | {
      readonly kind: 'ambiguous';
      readonly candidates: readonly { readonly name: string; readonly value: number }[];
    }
  /** Its last value is not a number. */
  | { readonly kind: 'diverged'; readonly name: string }
  /** Other figures are in it, by these names. */
  | { readonly kind: 'none'; readonly others: readonly string[] };

export type ReadLog = (text: string) => LogReading;

const maxFailures = 3;
/** Of more notes the run says none. */
const maxNotes = 20;
const maxSubmissions = 20;
/** So many failures one after the other, of any cells, end the run even when something was measured before. */
const maxFailuresInARow = 9;
/** A failure with less room than this is taken for one of the disk. */
const littleRoom = 2 ** 20;
const terminated = 128 + 15;
/** ms between two tries of a submission that is not taken. */
const longestWait = 120_000;
/** ms: a job that was only just beginning may not have heard. */
const askAgain = 1000;

interface Pending {
  readonly key: string;
  readonly request: MeasureRequest;
  /** Submitted, and not known to be gone. */
  flying: boolean;
  /** When it may be submitted again. */
  notBefore: number;
  /** How often in a row its submission was not taken. */
  refusals: number;
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Has cells measured by jobs of an executor. How each stands is derived anew at every look from the journal and the files
 * of its attempts, so that nothing needs repair after this process, a job or a machine was killed.
 */
export function createDriver(options: DriverOptions): Measurer {
  const { folder, journal, executor, slots, settings, signal, interval = 500, grace = 20_000 } = options;
  const say = options.say ?? (() => {});
  const pending = new Map<string, Pending>();
  const results = new Map<string, Promise<Outcome>>();
  /** Notes of trainings: most say the same. */
  const noted = new Set<string>();
  let failuresInARow = 0;
  let ended: { readonly error: unknown } | undefined;
  let looking = false;
  let wake: (() => void) | undefined;
  const onAbort = () => wake?.();
  signal.addEventListener('abort', onAbort);
  executor.onEnd?.(() => wake?.());

  const folderOf = (key: string) => path.join(folder, 'jobs', key);
  const measurementOf = (key: string): Measurement => journal.measurements.get(key)!;
  const jobOf = ({ key, request }: Pending): Job => {
    const submission = measurementOf(key).submissions;
    return {
      key: `${options.runId}-${key}-${submission}`,
      name: request.name,
      folder: folderOf(key),
      submission,
    };
  };
  const settle = (each: Pending, outcome: Outcome) => {
    pending.delete(each.key);
    each.settle(outcome);
  };

  const submit = async (each: Pending) => {
    // One that was not taken has never begun: its number is free.
    const submission = measurementOf(each.key).submissions + (each.refusals > 0 ? 0 : 1);
    writeJob(folderOf(each.key), `${options.runId}-${each.key}`, each.request, settings);
    journal.add({ event: 'submitting', key: each.key, submission });
    each.flying = true;
    const answer = await executor.submit(jobOf(each));
    if (answer === 'later') {
      each.flying = false;
      each.notBefore = performance.now() + Math.min(longestWait, interval * 2 ** each.refusals++);
      return false;
    }
    each.refusals = 0;
    journal.add({ event: 'submitted', key: each.key, submission, id: answer.id });
    return true;
  };

  const goOn = `mend that, and \`${resumeCommand(folder)}\` goes on`;

  const failed = (each: Pending, why: string, output: readonly string[], code?: number) => {
    const disk = statfsSync(folder);
    if (disk.bavail * disk.bsize < littleRoom)
      throw new MeasureFailure(
        `${each.request.name} could not be measured (${why}), and the disk of ${folder} is full: make room, and ${goOn.replace('mend that, and ', '')}.`,
      );
    journal.add({ event: 'failed', key: each.key, why, ...(code === undefined ? {} : { code }) });
    failuresInARow++;
    const printed =
      output.length === 0 ? '' : `; the last it printed: ${output.join(' · ').replace(/\.$/, '')}`;
    const inARow = `Measuring failed ${failuresInARow} times in a row${journal.anyMeasured ? '' : ' before anything was measured'}, the last time ${each.request.name} (${why})${printed}`;
    if (failuresInARow >= (journal.anyMeasured ? maxFailuresInARow : maxFailures))
      throw new MeasureFailure(`${inARow}: ${goOn}.`);
    const { failures } = measurementOf(each.key);
    if (failures >= maxFailures) giveUp(each, `${why}, ${maxFailures} times`);
    else say(`${each.request.name} failed (${why})${printed}. It is tried again.`);
  };

  const giveUp = (each: Pending, why: string) => {
    journal.add({ event: 'given-up', key: each.key, why });
    say(`${each.request.name} is given up: ${why}.`);
    settle(each, { kind: 'given-up', why });
  };

  const refuse = (each: Pending, why: string) => {
    journal.add({ event: 'refused', key: each.key, why });
    failuresInARow++;
    if (!journal.anyMeasured && failuresInARow >= maxFailures)
      throw new MeasureFailure(
        `${failuresInARow} cells in a row could not be trained before anything was measured, the last ${each.request.name} (${why}): ${goOn}.`,
      );
    say(`${each.request.name} can't be measured: ${why}.`);
    settle(each, { kind: 'refused', why });
  };

  const accept = (each: Pending, published: Published) => {
    const job = folderOf(each.key);
    const read: ReadValues =
      published.kind === 'report' && published.check && settings.job.check
        ? { kind: 'values', values: {} }
        : readValues(published, settings.job.label, options.readLog);
    if (read.kind === 'not-a-number') return refuse(each, read.why);
    if (read.kind !== 'values') {
      withdraw(job);
      // It would only say the same again.
      if (!journal.anyMeasured) throw new MeasureFailure(`The command ended well, but ${read.why}: ${goOn}.`);
      return failed(each, read.why, []);
    }
    const { values } = read;
    const { seconds, notes } = published.kind === 'report' ? published : { seconds: undefined, notes: [] };
    for (const note of notes.slice(0, maxNotes)) {
      if (!noted.has(note) && noted.size < maxNotes) say(note);
      noted.add(note);
    }
    const took = seconds === undefined ? {} : { seconds };
    journal.add({ event: 'measured', key: each.key, values, ...took });
    failuresInARow = 0;
    removeCheckpoint(job);
    settle(each, { kind: 'measured', values, ...took });
  };

  /** A job that the executor no longer has. */
  const land = (each: Pending, failure?: string) => {
    each.flying = false;
    const job = folderOf(each.key);
    const published = readPublished(job);
    if (published) return accept(each, published);
    const { submissions } = measurementOf(each.key);
    const attempts = attemptsOf(job);
    const last = attempts.findLast(({ began }) => began?.submission === submissions);
    const code = last?.code;
    if (last && code === trainerExits.refused)
      return refuse(each, refusalOf(job, last.name) ?? 'the command says that it can’t be trained');
    if (last && code === trainerExits.unusable && !journal.anyMeasured) {
      const why = refusalOf(job, last.name) ?? 'the command says that nothing can be trained';
      journal.add({ event: 'failed', key: each.key, why, code });
      throw new MeasureFailure(`${why}: ${goOn}.`);
    }
    if (last && code !== undefined && code !== trainerExits.stopped && code !== terminated)
      failed(each, exitWords(code), lastLines(job, last.name), code);
    else if (failure !== undefined) failed(each, failure, last ? lastLines(job, last.name) : []);
    if (!pending.has(each.key)) return;
    if (submissions >= maxSubmissions)
      return giveUp(each, `it was begun ${maxSubmissions} times, and never came to an end`);
    // What never begins must not be begun again at once.
    each.notBefore = performance.now() + (last ? 0 : Math.min(30_000, 500 * 2 ** (submissions - 1)));
  };

  const look = async () => {
    const flying = [...pending.values()].filter(each => each.flying);
    const jobs = flying.map(jobOf);
    if (flying.length > 0) {
      const states = await executor.look(jobs);
      if (states === 'unknown') return;
      flying.forEach((each, i) => {
        const state = states.get(jobs[i]!.key);
        if (isOver(state)) land(each, typeof state === 'object' ? state.failed : undefined);
      });
    }
    const now = performance.now();
    let free = slots - [...pending.values()].filter(each => each.flying).length;
    for (const each of [...pending.values()])
      if (!ended && free > 0 && !each.flying && each.notBefore <= now) {
        // What refuses one refuses the next.
        if (!(await submit(each))) break;
        free--;
      }
  };

  /** Asks all that fly to stop, waits for them, and in the end does not wait any longer. */
  const stopAll = async () => {
    const until = performance.now() + grace;
    for (let asked = Number.NEGATIVE_INFINITY; ; ) {
      const flying = [...pending.values()].filter(each => each.flying);
      const jobs = flying.map(jobOf);
      const states = await executor.look(jobs);
      const left = states === 'unknown' ? jobs : jobs.filter(({ key }) => !isOver(states.get(key)));
      const late = performance.now() > until;
      const again = performance.now() - asked > askAgain;
      if (again) asked = performance.now();
      if (again || late)
        for (const job of left) {
          touchStop(job.folder);
          await executor.cancel(job, late);
        }
      if (left.length === 0 || late) return;
      await new Promise(resolve => setTimeout(resolve, Math.min(interval, Math.max(200, interval / 5))));
    }
  };

  const end = async (error: unknown) => {
    ended = { error };
    await stopAll().catch(() => {});
    for (const each of [...pending.values()]) {
      pending.delete(each.key);
      each.fail(error);
    }
  };

  const keepLooking = async () => {
    looking = true;
    while (pending.size > 0 && !ended) {
      try {
        signal.throwIfAborted();
        await look();
      } catch (error) {
        await end(error);
      }
      if (pending.size === 0) break;
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, interval);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    looking = false;
  };

  return {
    measure(request) {
      if (ended) return Promise.reject(ended.error);
      const key = keyIn(journal, request);
      const { outcome, open } = measurementOf(key);
      if (outcome) return Promise.resolve(outcome);
      const before = results.get(key);
      if (before) return before;
      const result = new Promise<Outcome>((settle, fail) => {
        // Another process may have left it running.
        pending.set(key, { key, request, flying: open, notBefore: 0, refusals: 0, settle, fail });
      });
      results.set(key, result);
      wake?.();
      if (!looking) void keepLooking();
      return result;
    },
    async close() {
      signal.removeEventListener('abort', onAbort);
      ended ??= { error: new MeasureFailure('Nothing more is measured.') };
      await stopAll();
    },
  };
}

const isOver = (state: JobState | undefined) =>
  state === undefined || state === 'gone' || typeof state === 'object';

function readValues(published: Published, label: string, readLog: ReadLog | undefined): ReadValues {
  if (published.kind === 'report') return labelledValues(published.values, label);
  const read = readLog?.(published.text) ?? { kind: 'none', others: [] };
  switch (read.kind) {
    case 'values':
      return labelledValues(read.values, label);
    case 'diverged':
      return { kind: 'not-a-number', why: `its ${read.name} is not a number` };
    case 'ambiguous': {
      const shown = read.candidates.slice(0, 5).map(({ name, value }) => `${name} ${value}`);
      return {
        kind: 'missing',
        why: `it can't be told which of these is the result: ${shown.join(', ')}; choose one with --label or --pattern`,
      };
    }
    case 'none': {
      const others = read.others.length === 0 ? '' : `; it printed ${read.others.join(', ')}`;
      return {
        kind: 'missing',
        why: `neither reported nor printed a value of ${label}${others}; name another with --label, or the place of it with --pattern`,
      };
    }
  }
}

/** Half a sentence. */
function exitWords(code: number): string {
  if (code === 126) return 'exit code 126, the program can’t be run';
  if (code === 127) return 'exit code 127, there is no such program';
  if (code === 137) return 'killed, as the system does when memory runs out';
  return code > 128 ? `ended by signal ${code - 128}` : `exit code ${code}`;
}

/** What a command said of a cell that it can't train: in its report, else in its last line. */
function refusalOf(folder: string, attempt: string): string | undefined {
  const said = reportedRefusal(folder, attempt) ?? lastLines(folder, attempt, 1)[0];
  return said?.replace(/[.\s]+$/, '');
}

function removeCheckpoint(folder: string): void {
  try {
    rmSync(path.join(folder, jobFiles.checkpoint), { recursive: true, force: true });
  } catch {
    // An attempt that a cluster has lost sight of may still write it.
  }
}

function touchStop(folder: string): void {
  try {
    writeFileSync(path.join(folder, jobFiles.stop), '');
  } catch {
    // The signal says the same.
  }
}
