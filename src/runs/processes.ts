import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from './runFolder';

/** The process that writes a run, as its record and its lock name it. */
export interface WriterProcess {
  readonly pid: number;
  readonly host: string;
  /** When it began, as `startOf` says; absent where the system does not tell, and in records of before. */
  readonly processStarted?: string | undefined;
}

/** Whether a process of this machine runs; one that has ended and that nobody has asked how does not. */
export function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return statOf(pid)?.state !== 'Z';
}

/**
 * When a process of this machine began, such that no other process that gets its number has the same: the boot and the
 * ticks since. Known on Linux.
 */
export function startOf(pid: number): string | undefined {
  const stat = statOf(pid);
  return stat && `${bootId()} ${stat.started}`;
}

let boot: string | undefined;

function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
}

/** proc(5): the name in parentheses may hold anything; the state follows it, and the start is the 22nd field of all. */
function statOf(pid: number): { readonly state: string; readonly started: string } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, started] = [fields[0], fields[19]];
    return state === undefined || started === undefined ? undefined : { state, started };
  } catch {
    return undefined;
  }
}

/** ms since a run directory's last heartbeat; infinite where it has none. */
export function beatAge(folder: string): number {
  return ageOf(path.join(folder, runFiles.heartbeat));
}

/** ms since a file was changed; infinite where it is not there. */
export function ageOf(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** ms. A run on another machine counts as gone when its heartbeat is older than this. */
const heartbeatLimit = 15_000;
/** Where it isn't known when a process began, an older heartbeat says that its number belongs to another one now. */
const heartbeatLimitHere = 120_000;

/**
 * Whether the writer of a run lives. On its own machine its process says so, however old its heartbeat is; elsewhere the
 * heartbeat alone does. `age`: ms since the last beat.
 */
export function writerLives(writer: WriterProcess, here: string, age: number): boolean {
  if (writer.host !== here) return age <= heartbeatLimit;
  if (!processRuns(writer.pid)) return false;
  const started = startOf(writer.pid);
  if (writer.processStarted !== undefined && started !== undefined) return writer.processStarted === started;
  return age <= heartbeatLimitHere;
}
