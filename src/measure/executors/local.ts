import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import path from 'node:path';
import { environment } from '../../runs/environment';
import { processRuns, startOf } from '../../runs/processes';
import { readOr } from '../attempts';
import type { Executor, Job, JobState } from '../executor';
import { claimOf, createChanges, createHeartbeats, openAttempts, voidClaim } from './attemptFiles';

export interface LocalExecutorOptions {
  /** The file with `attemptScript`. */
  readonly script: string;
  /** How many jobs run at once. */
  readonly slots: number;
  /** One for each slot in turn, as CUDA numbers them; empty: left to the command. */
  readonly gpus: readonly string[];
}

/** ms after which a file that its maker has not filled says that the maker is gone. */
const emptyLimit = 5000;
/** ms after which an attempt on another machine that shows no sign of life counts as gone. */
const beatLimit = 120_000;

/**
 * Runs jobs on this machine, each in a session of its own that outlives this process. A job that another process has
 * started is known by its claim, which names its process and when that began.
 */
export function localExecutor({ script, slots, gpus }: LocalExecutorOptions): Executor {
  /** Of jobs that this process has started. */
  const own = new Map<string, { readonly slot: number; running: boolean }>();
  const adopted = new Map<string, number>();
  const here = hostname();
  let ended = () => {};
  const emptyClaims = createChanges();
  const heartbeats = createHeartbeats();

  const freeSlot = (): number => {
    const taken = new Set([...own.values()].filter(({ running }) => running).map(({ slot }) => slot));
    for (const slot of adopted.values()) taken.add(slot);
    for (let slot = 0; ; slot++) if (!taken.has(slot)) return slot;
  };

  const stateOf = (job: Job): JobState => {
    if (own.get(job.key)?.running) return 'running';
    const claim = claimOf(job);
    if (claim === undefined) return voidClaim(job) ? 'gone' : 'running';
    if (claim === '') return emptyClaims.age(job.key, '') < emptyLimit ? 'running' : 'gone';
    const { process, host } = readProcess(claim);
    if (host !== here) return heartbeats.areRecent(job, beatLimit) ? 'running' : 'gone';
    const open = openAttempts(job);
    if (lives(process)) {
      adopted.set(job.key, open[0]?.began?.slot ?? adopted.get(job.key) ?? slots);
      return 'running';
    }
    // The wrapper was killed, and what it had started may not have been: nobody would hear of its result.
    const orphans = open.map(({ name }) => childOf(job, name)).filter(lives);
    for (const orphan of orphans) endSession(orphan);
    return orphans.length > 0 ? 'running' : 'gone';
  };

  return {
    async submit(job) {
      const slot = freeSlot();
      const gpu = gpus[slot % Math.max(1, gpus.length)];
      const child = spawn('sh', [script, job.folder], {
        detached: true,
        stdio: 'ignore',
        env: {
          ...environment(),
          RENAS_SUBMISSION: String(job.submission),
          RENAS_CLAIM: 'yes',
          RENAS_SLOT: String(slot),
          ...(gpu === undefined ? {} : { CUDA_VISIBLE_DEVICES: gpu }),
        },
      });
      const entry = { slot, running: true };
      own.set(job.key, entry);
      child.once('exit', () => {
        entry.running = false;
        ended();
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', error => {
          entry.running = false;
          reject(error);
        });
      });
      child.unref();
      return { id: String(child.pid) };
    },
    onEnd(listener) {
      ended = listener;
    },
    async look(jobs) {
      const states = new Map(jobs.map(job => [job.key, stateOf(job)] as const));
      for (const [key, state] of states) if (state === 'gone') adopted.delete(key);
      return states;
    },
    async cancel(job, now = false) {
      const claim = claimOf(job);
      if (!claim) return void (claim === undefined && voidClaim(job));
      const { process: wrapper, host } = readProcess(claim);
      if (host !== here) return;
      if (!now) return void (lives(wrapper) && signal(wrapper.pid, 'SIGTERM'));
      // While the wrapper lives, the session is its own, even if the leader has ended.
      if (!lives(wrapper)) return;
      for (const { name } of openAttempts(job)) endSession(childOf(job, name));
    },
  };
}

interface OwnProcess {
  readonly pid: number;
  /** As `startOf` says; empty where the system does not tell. */
  readonly started: string;
}

/** Whether it is this very process that lives, and no other that got its number. */
function lives({ pid, started }: OwnProcess): boolean {
  return pid > 0 && processRuns(pid) && (started === '' || startOf(pid) === started);
}

/** `PID HOST BOOT TICKS`. */
function readProcess(claim: string): { readonly process: OwnProcess; readonly host: string } {
  const [pid = '0', host = '', ...started] = claim.trim().split(' ');
  return { process: { pid: Number(pid) || 0, started: started.join(' ') }, host };
}

/** The leader of the session that an attempt has started. */
function childOf({ folder }: Job, attempt: string): OwnProcess {
  const [pid = '0', ...started] = readOr(path.join(folder, `${attempt}.child`), '')
    .trim()
    .split(' ');
  return { pid: Number(pid) || 0, started: started.join(' ') };
}

function endSession({ pid }: OwnProcess): void {
  if (pid <= 1) return;
  if (!signal(-pid, 'SIGKILL')) signal(pid, 'SIGKILL');
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
