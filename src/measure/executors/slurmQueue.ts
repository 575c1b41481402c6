import { lastError, slurmCommand } from '../../runs/slurmCommand';

/** A job as `squeue` lists it. */
export interface Listed {
  readonly id: string;
  readonly state: string;
  readonly reason: string;
  /** The nodes that it runs on. */
  readonly node: string;
}

/** What the controller has said. */
export interface QueueList {
  /** Those asked for that it knows, by name. */
  readonly jobs: ReadonlyMap<string, Listed>;
  /** Whether it was asked for a job by this name: one that was submitted since was not. */
  knew(name: string): boolean;
}

interface Asked {
  /** By `performance.now`, when it was asked. */
  readonly at: number;
  readonly list: Promise<QueueList | { readonly failed: string }>;
}

/** Jobs that the executors of this process ask for, by executor. */
const wanted = new Map<object, readonly string[]>();
let latest: Asked | undefined;

/**
 * Jobs by their names. The controller serves a whole cluster: it is asked at most once in `every` ms for all executors of
 * this process together; in between, what it has said last is returned.
 */
export async function listQueue(
  owner: object,
  names: readonly string[],
  every: number,
): Promise<QueueList | { readonly failed: string }> {
  wanted.set(owner, names);
  if (latest === undefined || performance.now() - latest.at >= every)
    latest = { at: performance.now(), list: ask([...new Set([...wanted.values()].flat())]) };
  return latest.list;
}

/** Has nothing more to ask for. */
export function leaveQueue(owner: object): void {
  wanted.delete(owner);
}

/** An argument may be 128 KiB long on Linux. */
const maxNames = 1000;

async function ask(names: readonly string[]): Promise<QueueList | { readonly failed: string }> {
  const jobs = new Map<string, Listed>();
  for (let i = 0; i < names.length; i += maxNames) {
    const some = names.slice(i, i + maxNames).join();
    const args = ['-h', '-a', '-r', '-t', 'all', `--name=${some}`, '-o', '%i|%j|%T|%N|%r'];
    const { code, out, error } = await slurmCommand('squeue', args);
    if (code !== 0) return { failed: lastError(error) || `squeue: ${code}` };
    for (const [name, listed] of readQueue(out)) jobs.set(name, listed);
  }
  const known = new Set(names);
  return { jobs, knew: name => known.has(name) };
}

const over = new Set([
  ...['COMPLETED', 'FAILED', 'CANCELLED', 'TIMEOUT', 'NODE_FAIL', 'OUT_OF_MEMORY'],
  ...['PREEMPTED', 'BOOT_FAIL', 'DEADLINE', 'REVOKED'],
]);
const runs = new Set(['RUNNING', 'COMPLETING', 'SUSPENDED', 'STOPPED', 'RESIZING', 'SIGNALING', 'STAGE_OUT']);

export const isRunning = ({ state }: Listed) => runs.has(state);
/** Versions of Slurm differ in the states of a job that waits: `EXPEDITING` is one of 26.05. */
export const isWaiting = ({ state }: Listed) => !runs.has(state) && !over.has(state);

/** Of each name the job that is not over, else the newest. */
export function readQueue(text: string): ReadonlyMap<string, Listed> {
  const listed = new Map<string, Listed>();
  for (const line of text.split('\n')) {
    const [id = '', name = '', state = '', node = '', reason = ''] = line.split('|');
    if (state === '') continue;
    const other = listed.get(name);
    if (!other || !(isWaiting(other) || isRunning(other))) listed.set(name, { id, state, node, reason });
  }
  return listed;
}
