import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { readTailSync } from '../files/regularFile';
import type { Outcome } from '../protocol/measurement';
import { resumeCommand } from '../protocol/options/commandLine';
import { parseReportLine } from '../protocol/schemas/measurement';
import { environment } from '../runs/environment';
import { openToAppend } from '../runs/ownFiles';
import { maxLogBytes } from '../runs/runFolder';
import { plainLines } from './attempts';
import { expandPlaceholders } from './command';
import { type JobSettings, writeJob } from './jobFolder';
import { type Journal, keyIn } from './journal';
import { MeasureFailure, type MeasureRequest, type Measurer } from './measurer';
import { labelledValues } from './report';

export interface EvaluatorOptions {
  readonly folder: string;
  readonly runId: string;
  /** Starts the evaluator, in `settings.cwd`. */
  readonly command: string;
  readonly journal: Journal;
  /** How many evaluators are kept. */
  readonly slots: number;
  readonly gpus: readonly string[];
  readonly settings: Omit<JobSettings, 'command'>;
  readonly signal: AbortSignal;
  readonly say?: (text: string) => void;
}

/** A cell on which the evaluator ended so often is rejected. */
const maxCrashes = 2;
/** So many ends in a row before anything was measured end the run. */
const maxEnds = 3;

interface Pending {
  readonly key: string;
  readonly request: MeasureRequest;
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

interface Slot {
  readonly number: number;
  process: ChildProcess | undefined;
  job: Pending | undefined;
}

/**
 * Has cells measured by processes that stay alive, one a slot: each reads a job as a JSON line and answers with the lines
 * of a report. One that ends is started again.
 */
export function createEvaluator(options: EvaluatorOptions): Measurer {
  const { folder, journal, signal, settings, gpus } = options;
  const say = options.say ?? (() => {});
  const results = new Map<string, Promise<Outcome>>();
  const waiting: Pending[] = [];
  const slots = Array.from(
    { length: options.slots },
    (_, number): Slot => ({ number, process: undefined, job: undefined }),
  );
  let endsInARow = 0;
  let ended: { readonly error: unknown } | undefined;

  const end = (error: unknown) => {
    ended ??= { error };
    const left = [...waiting.splice(0), ...slots.flatMap(({ job }) => job ?? [])];
    for (const slot of slots) {
      slot.job = undefined;
      stop(slot);
    }
    for (const { fail } of left) fail(ended.error);
  };
  const onAbort = () => end(signal.reason);
  signal.addEventListener('abort', onAbort);

  /** What may throw, as the journal on a full disk, ends the run. */
  const guarded = (work: () => void) => {
    if (ended) return;
    try {
      work();
    } catch (error) {
      end(error);
    }
  };

  const serve = () => {
    for (const slot of slots) {
      if (slot.job) continue;
      const job = waiting.shift();
      if (!job) return;
      slot.job = job;
      slot.process ??= start(slot);
      const own = writeJob(
        path.join(folder, 'jobs', job.key),
        `${options.runId}-${job.key}`,
        job.request,
        settings,
      );
      const submission = journal.measurements.get(job.key)!.submissions + 1;
      journal.add({ event: 'submitting', key: job.key, submission });
      slot.process.stdin?.write(`${JSON.stringify({ event: 'job', ...own })}\n`);
      journal.add({ event: 'submitted', key: job.key, submission, id: '' });
    }
  };

  const logOf = ({ number }: Slot) => path.join(folder, `evaluator.${number}.log`);

  const start = (slot: Slot): ChildProcess => {
    const gpu = gpus[slot.number % Math.max(1, gpus.length)];
    const { job, pythonPath = [] } = settings;
    const searched = [...pythonPath, process.env['PYTHONPATH'] ?? ''].filter(Boolean).join(':');
    const log = openToAppend(logOf(slot));
    const child = spawn('sh', ['-c', expandPlaceholders(options.command)], {
      cwd: settings.cwd,
      detached: true,
      stdio: ['pipe', 'pipe', log],
      env: {
        ...environment(),
        RENAS_DEVICE: job.device,
        RENAS_LABEL: job.label,
        RENAS_THREADS: String(job.threads),
        OMP_NUM_THREADS: String(job.threads),
        MKL_NUM_THREADS: String(job.threads),
        ...(job.data === undefined ? {} : { RENAS_DATA: job.data }),
        ...(gpu === undefined ? {} : { CUDA_VISIBLE_DEVICES: gpu }),
        ...(pythonPath.length === 0 ? {} : { PYTHONPATH: searched }),
      },
    });
    closeSync(log);
    child.stdin?.on('error', () => {}); // It has ended, which is told below.
    createInterface({ input: child.stdout! }).on('line', line => guarded(() => hear(slot, line)));
    child.once('close', code => guarded(() => onEnd(slot, child, code)));
    child.once('error', error =>
      end(new MeasureFailure(`The evaluator can't be started: ${error.message}.`)),
    );
    return child;
  };

  const hear = (slot: Slot, line: string) => {
    const { job } = slot;
    const said = parseReportLine(line);
    if (!job || !said || said.event === 'epoch' || said.event === 'check' || said.event === 'note') return;
    if (said.event === 'refused') return refuse(slot, job, said.why.replace(/[.\s]+$/, ''));
    const { label } = settings.job;
    const read = labelledValues(said.values, label);
    if (read.kind === 'not-a-number') return refuse(slot, job, read.why);
    if (read.kind === 'missing') throw new MeasureFailure(`The evaluator ${read.why}.`);
    const { values } = read;
    const took = said.seconds === undefined ? {} : { seconds: said.seconds };
    journal.add({ event: 'measured', key: job.key, values, ...took });
    endsInARow = 0;
    done(slot, job, { kind: 'measured', values, ...took });
  };

  const refuse = (slot: Slot, job: Pending, why: string) => {
    journal.add({ event: 'refused', key: job.key, why });
    say(`${job.request.name} can't be measured: ${why}.`);
    done(slot, job, { kind: 'refused', why });
  };

  const done = (slot: Slot, job: Pending, outcome: Outcome) => {
    slot.job = undefined;
    job.settle(outcome);
    serve();
  };

  const onEnd = (slot: Slot, child: ChildProcess, code: number | null) => {
    if (slot.process !== child) return;
    slot.process = undefined;
    const { job } = slot;
    if (!job) return;
    const how = code === null ? 'was ended by a signal' : `ended with exit code ${code}`;
    journal.add({ event: 'failed', key: job.key, why: `the evaluator ${how}`, code: code ?? -1 });
    endsInARow++;
    if (endsInARow >= maxEnds && !journal.anyMeasured) {
      const printed = plainLines(readTailSync(logOf(slot), maxLogBytes)).slice(-5);
      throw new MeasureFailure(
        `The evaluator ${how} ${endsInARow} times in a row before anything was measured${printed.length > 0 ? `; the last it printed: ${printed.join(' · ')}` : ''}: mend that, and \`${resumeCommand(folder)}\` goes on.`,
      );
    }
    if (journal.measurements.get(job.key)!.failures >= maxCrashes)
      return refuse(slot, job, `the evaluator ended ${maxCrashes} times while it measured it`);
    say(`The evaluator ${how} while it measured ${job.request.name}. It is started again.`);
    slot.job = undefined;
    waiting.unshift(job);
    serve();
  };

  return {
    measure(request) {
      if (ended) return Promise.reject(ended.error);
      const key = keyIn(journal, request);
      const { outcome } = journal.measurements.get(key)!;
      if (outcome) return Promise.resolve(outcome);
      const before = results.get(key);
      if (before) return before;
      const result = new Promise<Outcome>((settle, fail) => {
        waiting.push({ key, request, settle, fail });
      });
      results.set(key, result);
      guarded(serve);
      return result;
    },
    async close() {
      signal.removeEventListener('abort', onAbort);
      end(new MeasureFailure('Nothing more is measured.'));
    },
  };
}

/** ms between the end of its input, SIGTERM and SIGKILL. */
const patience = 2000;

/** Its input ends, which ends most; then it is told to, as a whole. */
function stop(slot: Slot): void {
  const child = slot.process;
  slot.process = undefined;
  const pid = child?.pid;
  if (!child || pid === undefined) return;
  child.stdin?.end();
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal);
    } catch {
      // It is gone.
    }
  };
  const timers = [setTimeout(kill, patience, 'SIGTERM'), setTimeout(kill, 2 * patience, 'SIGKILL')];
  child.once('close', () => {
    for (const timer of timers) clearTimeout(timer);
  });
}
