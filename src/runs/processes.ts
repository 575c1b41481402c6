import { execFileSync } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
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
  // 0 would ask for all processes of this one's group.
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return statOf(pid)?.state !== 'Z';
}

/**
 * When a process of this machine began, such that no other process that gets its number has the same: on Linux the boot
 * and the ticks since, elsewhere the date as the system's own tool says it. `undefined` where that is not known.
 */
export function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return askedStart(pid, process.platform);
  const stat = statOf(pid);
  return stat && `${bootId()} ${stat.started}`;
}

/** Runs a program and returns what it prints; throws where it fails. */
export type Run = (file: string, args: readonly string[]) => string;

const runTool: Run = (file, args) =>
  execFileSync(file, args, {
    encoding: 'utf8',
    // Dates in one form, whatever language the user reads.
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 5000,
    windowsHide: true,
  });

/** Of Windows, each gives the date of the start alone, or with a head line. The first is gone from new versions. */
const windowsTools: readonly ((pid: number) => readonly [file: string, ...args: string[]])[] = [
  pid => ['wmic', 'process', 'where', `ProcessId=${pid}`, 'get', 'CreationDate'],
  pid => [
    'powershell',
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CreationDate.ToUniversalTime().ToString('yyyyMMddHHmmss.ffffff')`,
  ],
];

/** What another process, or this one, was told lately: asking takes a process of its own, and views ask every second. */
const asked = new Map<string, { readonly at: number; readonly start: string | undefined }>();
const askAgainAfter = 10_000;

/**
 * The start of a process where the system has no files that tell it: by `ps` (macOS, BSD), or `wmic` or PowerShell
 * (Windows).
 */
export function askedStart(
  pid: number,
  platform: NodeJS.Platform,
  run: Run = runTool,
  now = Date.now(),
): string | undefined {
  // It goes into a command line.
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const key = `${platform} ${pid}`;
  const known = asked.get(key);
  if (known && now - known.at < askAgainAfter) return known.start;
  const start = platform === 'win32' ? windowsStart(pid, run) : psStart(pid, run);
  if (asked.size > 1000) asked.clear();
  asked.set(key, { at: now, start });
  return start;
}

/** `Mon Nov 30 23:11:28 2026`, to the second. */
function psStart(pid: number, run: Run): string | undefined {
  try {
    const text = run('ps', ['-o', 'lstart=', '-p', String(pid)])
      .trim()
      .replaceAll(/\s+/g, ' ');
    return /^\w{3} \w{3} \d{1,2} \d\d:\d\d:\d\d \d{4}$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** `20261130231128.123456`, in UTC as far as both tools agree: to the second, without the zone that `wmic` adds. */
function windowsStart(pid: number, run: Run): string | undefined {
  for (const tool of windowsTools)
    try {
      const [file, ...args] = tool(pid);
      const [, date, zone] = /(\d{14}\.\d{6})([+-]\d{3})?/.exec(run(file, args)) ?? [];
      if (date !== undefined) return utc(date, Number(zone ?? 0));
    } catch {
      // Not on this machine: the next one.
    }
  return undefined;
}

/** `minutes`: how far the date is ahead of UTC. To the second. */
function utc(date: string, minutes: number): string {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(date)!;
  const time = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute! - minutes, +second!);
  return new Date(time).toISOString().slice(0, 19);
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
  let descriptor: number | undefined;
  try {
    // Opening it makes a network drive look at the file itself; a pipe in its place would hold whoever waits for it.
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    return Date.now() - fstatSync(descriptor).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * ms. A run on another machine counts as gone when its heartbeat is older than this: network drives show files as they were
 * up to a minute ago, and clocks differ.
 */
const heartbeatLimit = 120_000;
/** ms. With a heartbeat of just now, nobody asks when the process began. */
const freshBeat = 15_000;
/** Where it isn't known when a process began, an older heartbeat says that its number belongs to another one now. */
const heartbeatLimitHere = 120_000;

/**
 * Whether the writer of a run lives. On its own machine its process says so, however old its heartbeat is; elsewhere the
 * heartbeat alone does. `age`: ms since the last beat.
 */
export function writerLives(writer: WriterProcess, here: string, age: number): boolean {
  if (writer.host !== here) return age <= heartbeatLimit;
  if (!processRuns(writer.pid)) return false;
  // Where asking takes a process, a heartbeat of just now is enough.
  const asks = writer.processStarted !== undefined && (process.platform === 'linux' || age > freshBeat);
  const started = asks ? startOf(writer.pid) : undefined;
  if (started !== undefined) return writer.processStarted === started;
  return age <= heartbeatLimitHere;
}
