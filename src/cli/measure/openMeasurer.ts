import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Goal } from '../../cells/goal';
import { attemptScript } from '../../measure/attemptScript';
import { createDriver } from '../../measure/driver';
import { createEvaluator } from '../../measure/evaluator';
import { localExecutor } from '../../measure/executors/local';
import { createSlurmExecutor } from '../../measure/executors/slurm';
import type { JobSettings } from '../../measure/jobFolder';
import { type Journal, openJournal } from '../../measure/journal';
import { readTrainingLog } from '../../measure/log/readTrainingLog';
import type { Measurer } from '../../measure/measurer';
import { makeFolder, writeDurably } from '../../runs/durable';
import { makeRunsFolder } from '../../runs/localExecutor';
import { newRunId } from '../../runs/runFolder';
import { UserError, usageError } from '../failure';
import { classFiles, type Declared } from '../input/classFiles';
import { workspaceOf } from '../input/knownSpaces';
import type { MeasureSource, SourceFlags } from './source';

export interface OpenMeasurer {
  readonly measurer: Measurer;
  readonly journal: Journal;
  /** Stops what runs, and closes the journal. */
  close(): Promise<void>;
}

export interface MeasurerRequest {
  /** The run's directory. */
  readonly run: string;
  readonly source: MeasureSource;
  readonly flags: SourceFlags & Declared;
  readonly label: string;
  readonly goal: Goal;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  /** What is to be done where the run is left as it stands. */
  readonly onLeave?: (work: () => Promise<void>) => void;
  /** Only whether it works, and how long it takes, is asked. */
  readonly check?: boolean;
}

/** What measures cells for a run: its journal and its jobs are in the run's directory. */
export function openMeasurer(request: MeasurerRequest): OpenMeasurer {
  const { run, source, flags, label, goal, signal, say } = request;
  if (process.platform === 'win32')
    throw new UserError(
      'Cells are measured on Linux and macOS; on Windows, use WSL (the Windows Subsystem for Linux).',
    );
  const folder = path.resolve(run);
  const runId = path.basename(folder);
  const journal = openJournal(folder);
  // What failed before anything was measured may be mended by now.
  if (journal.measurements.size > 0 && !journal.anyMeasured) journal.add({ event: 'afresh' });
  const { job, ...where } = jobSettings(source, flags, label, goal);
  const settings = { ...where, job: request.check ? { ...job, check: true as const } : job };
  const gpus = flags.trainOn === 'cpu' || flags.on === 'slurm' ? [] : findGpus();
  const { slots } = flags;
  const common = { folder, runId, journal, slots, signal, say };
  let measurer: Measurer;
  if (source.staysAlive) measurer = createEvaluator({ ...common, command: source.command, gpus, settings });
  else {
    const script = path.join(folder, 'jobs', 'attempt.sh');
    makeFolder(path.dirname(script));
    writeDurably(script, attemptScript);
    const { checkFlag } = source;
    const command =
      request.check && checkFlag !== undefined ? `${source.command} ${checkFlag}` : source.command;
    const executor =
      flags.on === 'slurm'
        ? createSlurmExecutor({ script, options: flags.slurm, say })
        : localExecutor({ script, slots, gpus });
    const pattern = readPattern(flags.pattern);
    measurer = createDriver({
      ...common,
      executor,
      ...(flags.on === 'slurm' ? slurmTimes : {}),
      settings: { ...settings, command },
      readLog: text => readTrainingLog(text, { label, goal, ...(pattern ? { pattern } : {}) }),
    });
  }
  // Jobs of a cluster go on, and are found again; what runs on this machine may end with this process.
  request.onLeave?.(async () => {
    if (flags.on !== 'slurm') await measurer.close();
  });
  return {
    measurer,
    journal,
    async close() {
      await measurer.close();
      journal.close();
    },
  };
}

/** ms: jobs of a cluster may take long to stop. How often its controller is asked is up to the executor. */
const slurmTimes = { interval: 2000, grace: 120_000 };

export function jobSettings(
  source: MeasureSource,
  { trainOn, threads, secondsPerCell, setup, file, space }: SourceFlags & Declared,
  label: string,
  goal: Goal,
): Omit<JobSettings, 'command'> {
  return {
    cwd: process.cwd(),
    pythonPath: [...new Set(classFiles({ file, space }).map(each => path.dirname(path.resolve(each))))],
    ...(setup === undefined ? {} : { setup }),
    job: {
      label,
      goal,
      device: trainOn,
      threads,
      ...(source.data === undefined ? {} : { data: source.data }),
      ...(source.training === undefined ? {} : { training: source.training }),
      ...(secondsPerCell === undefined ? {} : { seconds: secondsPerCell }),
    },
  };
}

function readPattern(pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined) return undefined;
  try {
    return new RegExp(pattern, 'gm');
  } catch (error) {
    throw usageError(`--pattern is no regular expression (${(error as Error).message}).`);
  }
}

/** The GPUs that CUDA may use here, as it numbers them. */
function findGpus(): readonly string[] {
  const visible = process.env['CUDA_VISIBLE_DEVICES'];
  if (visible !== undefined)
    return visible.split(',').filter(name => name.trim() !== '' && name.trim() !== '-1');
  const listed = spawnSync('nvidia-smi', ['-L'], { encoding: 'utf8', timeout: 10_000 });
  if (listed.status !== 0) return [];
  return listed.stdout.split('\n').flatMap(line => /^GPU (\d+):/.exec(line)?.[1] ?? []);
}

/** A run of trainings always has a directory: its own in the workspace, where none is named. */
export function measuringRun(run: string | undefined, command: string): string {
  if (run !== undefined) return run;
  const runs = path.join(workspaceOf(process.cwd()), '.renas', 'runs');
  makeRunsFolder(runs);
  return path.join(runs, newRunId(command, new Date()));
}
