import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSmall } from '../files/regularFile';
import { completeMark } from './added';
import type { InstallableEngine } from './machine';

export interface InstallOptions {
  readonly engine: InstallableEngine;
  /** The folder of the added engines; this one goes to `<into>/<engine>`. */
  readonly into: string;
  /** The command line of npm: `['npm']`. */
  readonly npm: readonly string[];
  /** Where npm's packages come from, when not from where npm is set to. */
  readonly registry?: string | undefined;
  /** Where `@tensorflow/tfjs-node-gpu` gets TensorFlow from, when not from Google. */
  readonly mirror?: string | undefined;
  /** ms without a byte after which it is given up. */
  readonly idle: number;
  /** ms for all of it. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
  /** Tries what lies in the folder now: half a sentence if it is of no use. */
  readonly check: (folder: string) => Promise<string | undefined>;
}

export interface InstallProgress {
  readonly text: string;
  /** On the disk by now. */
  readonly megabytes: number;
}

const packages: Readonly<Record<InstallableEngine, { name: string; scripts: boolean }>> = {
  cuda: { name: '@tensorflow/tfjs-node-gpu@4.22.0', scripts: true },
  webgpu: { name: 'webgpu@0.6.2', scripts: false },
};

/**
 * Installs an engine, or throws one sentence and leaves nothing behind; what was installed before stays until the new
 * one is whole. Half of one that an earlier process has left is removed first.
 */
export async function installEngine(
  options: InstallOptions,
  report: (progress: InstallProgress) => void,
): Promise<void> {
  const { engine, into, check, signal } = options;
  const done = path.join(into, engine);
  const half = path.join(into, `${engine}.half`);
  const former = path.join(into, `${engine}.former`);
  await removeHalves(engine, into);
  await mkdir(half, { recursive: true });
  await writeFile(path.join(half, 'pid'), String(process.pid));
  try {
    await writeFile(path.join(half, 'package.json'), '{ "private": true }\n');
    await runNpm(options, half, report);
    signal?.throwIfAborted();
    await writeFile(path.join(half, completeMark), `${JSON.stringify({ package: packages[engine].name })}\n`);
    if (existsSync(done)) await rename(done, former);
    await rename(half, done);
    report({ text: 'Trying it', megabytes: await sizeOf(done) });
    const why = await check(into);
    if (why === undefined) return await rm(former, { recursive: true, force: true });
    await rm(done, { recursive: true, force: true });
    if (existsSync(former)) await rename(former, done);
    throw new Error(`It was installed, does not work here and was removed again: ${why}.`);
  } finally {
    await rm(half, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Removes what an installation that was ended has left; throws if it is at work still. */
export async function removeHalves(engine: InstallableEngine, into: string): Promise<boolean> {
  const half = path.join(into, `${engine}.half`);
  const done = path.join(into, engine);
  const former = path.join(into, `${engine}.former`);
  const pid = Number(await readSmall(path.join(half, 'pid'), 100).catch(() => '0'));
  if (pid > 0 && pid !== process.pid && isAlive(pid))
    throw new Error(`Another installation of ${engine} is at work in ${into} (process ${pid}): wait for it.`);
  let removed = existsSync(half);
  await rm(half, { recursive: true, force: true });
  if (existsSync(done) && !existsSync(path.join(done, completeMark))) {
    await rm(done, { recursive: true, force: true });
    removed = true;
  }
  if (existsSync(former)) {
    if (existsSync(done)) await rm(former, { recursive: true, force: true });
    else await rename(former, done);
  }
  return removed;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function runNpm(
  options: InstallOptions,
  folder: string,
  report: (progress: InstallProgress) => void,
): Promise<void> {
  const { engine, npm, registry, mirror, idle, limit, signal } = options;
  const { name, scripts } = packages[engine];
  const [program, ...before] = npm;
  const quick = [
    '--no-audit',
    '--no-fund',
    '--loglevel=http',
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=500',
  ];
  const child = spawn(
    program!,
    [
      ...before,
      ...['install', '--prefix', folder, ...quick, ...(scripts ? [] : ['--ignore-scripts'])],
      ...(registry === undefined ? [] : ['--registry', registry]),
      name,
    ],
    {
      cwd: folder,
      // A group of its own, so that what npm starts ends with it.
      detached: process.platform !== 'win32',
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...(mirror === undefined ? {} : { TFJS_NODE_CDN_STORAGE: mirror.replace(/\/*$/, '/') }),
      },
    },
  );
  let said = '';
  let lastLife = Date.now();
  let size = 0;
  let why: string | undefined;
  const end = (reason: string) => {
    why ??= reason;
    killGroup(child);
  };
  const hear = (data: Buffer) => {
    said = (said + data.toString()).slice(-8000);
    lastLife = Date.now();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const watch = setInterval(() => void look(), Math.min(1000, idle / 4));
  const whole = setTimeout(() => end(`it took longer than ${limit / 60_000} min`), limit);
  const onAbort = () => end('it was cancelled');
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();

  async function look(): Promise<void> {
    const now = await sizeOf(folder);
    if (now !== size) lastLife = Date.now();
    size = now;
    report({ text: lastFetched(said) ?? `Fetching ${name}`, megabytes: size });
    if (Date.now() - lastLife > idle) end(`nothing came for ${idle / 1000} s`);
  }

  try {
    const code = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
      child.on('error', error =>
        reject(new Error(`npm could not be started (${error.message}): it comes with Node.js.`)),
      );
      child.on('close', (code, signal) => resolve(code ?? signal));
    });
    if (why !== undefined)
      throw new Error(`The installation of ${name} was ended: ${why}. Nothing was kept.`);
    if (code !== 0)
      throw new Error(
        `npm could not install ${name}: ${complaint(said) ?? `it ended with ${code}`}. Nothing was kept.`,
      );
  } finally {
    clearInterval(watch);
    clearTimeout(whole);
    signal?.removeEventListener('abort', onAbort);
  }
}

function killGroup(child: ChildProcess): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

function lastFetched(said: string): string | undefined {
  const url = [...said.matchAll(/npm http fetch GET \d+ (\S+)/g)].at(-1)?.[1];
  return url === undefined ? undefined : `Fetched ${decodeURIComponent(url.split('/').at(-1)!.slice(0, 80))}`;
}

/** npm's reason, without its codes, paths and advice. */
function complaint(said: string): string | undefined {
  const lines = [...said.matchAll(/^npm (?:error|ERR!) (.+)$/gm)].map(match => match[1]!.trim());
  const telling = lines.filter(
    line => !/^(code|errno|syscall|path|type|cwd) |complete log|^A complete/.test(line),
  );
  return telling[0]?.replace(/\.$/, '');
}

/** Megabytes of the files in a folder, as far as they can be seen. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    if (entry.isFile())
      bytes += (await stat(path.join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  return Math.round(bytes / 1e5) / 10;
}
