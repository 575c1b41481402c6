import { linkSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { readSmallSync } from '../files/regularFile';
import { count, object } from '../protocol/schemas/basics';
import { readJson } from '../protocol/schemas/readJson';
import { ageOf, beatAge, startOf, type WriterProcess, writerLives } from './processes';

export interface RunLock {
  /** The directory may have another writer. Never throws: the end of the process says the same. */
  release(): void;
}

interface LockFile extends WriterProcess {
  /** ISO 8601. */
  readonly locked: string;
  readonly released?: true;
}

/** A run directory is in use: the message is half a sentence on who uses it. */
export class RunInUse extends Error {}

/**
 * Makes this process the one writer of a run directory: a file `lock.1` with its process, when that began, and its host.
 * Whoever finds the last lock released, or its process gone, makes the next one, `lock.2`: a lock is made but once, and
 * only its successor deletes it, so that of any number of processes one succeeds. Throws `RunInUse`.
 */
export function lockRun(folder: string): RunLock {
  const last = Math.max(0, ...locksIn(folder));
  const holder = last > 0 ? holderOf(folder, last) : undefined;
  if (holder !== undefined) throw new RunInUse(holder);
  const own = last + 1;
  const content: LockFile = {
    pid: process.pid,
    host: hostname(),
    processStarted: startOf(process.pid),
    locked: new Date().toISOString(),
  };
  try {
    createWhole(fileOf(folder, own), `${JSON.stringify(content)}\n`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new RunInUse('another process, just now');
    throw error;
  }
  const locks = locksIn(folder);
  if (locks.some(other => other > own)) {
    rmSync(fileOf(folder, own), { force: true });
    throw new RunInUse('another process, just now');
  }
  for (const other of locks) if (other < own) rmSync(fileOf(folder, other), { force: true });
  return {
    release() {
      try {
        writeFileSync(fileOf(folder, own), `${JSON.stringify({ ...content, released: true })}\n`);
      } catch {
        // Its process will be gone.
      }
    },
  };
}

const fileOf = (folder: string, n: number) => path.join(folder, `lock.${n}`);

function locksIn(folder: string): readonly number[] {
  return readdirSync(folder).flatMap(name => {
    const n = /^lock\.(\d{1,9})$/.exec(name)?.[1];
    return n === undefined ? [] : Number(n);
  });
}

/** Who holds a lock, half a sentence; `undefined` where nobody does any more. */
function holderOf(folder: string, n: number): string | undefined {
  const file = fileOf(folder, n);
  const lock = readLock(file);
  // Without hard links a lock is empty for a moment.
  if (!lock) return ageOf(file) < tornLimit ? 'another process, just now' : undefined;
  if (lock.released) return undefined;
  const age = Math.min(ageOf(file), beatAge(folder));
  return writerLives(lock, hostname(), age) ? `process ${lock.pid} on ${lock.host}` : undefined;
}

/** ms after which a lock that can't be read is one that a power cut has torn. */
const tornLimit = 10_000;

const lockSchema = object({
  pid: count,
  host: v.string(),
  processStarted: v.exactOptional(v.string()),
  locked: v.string(),
  released: v.exactOptional(v.literal(true)),
});
const maxLockBytes = 64 * 1024;

/** `undefined`: it is torn. */
function readLock(file: string): LockFile | undefined {
  try {
    const lock = readJson(lockSchema, readSmallSync(file, maxLockBytes), 'the lock');
    return typeof lock === 'string' ? undefined : lock;
  } catch {
    return undefined;
  }
}

/** Fails with EEXIST where the file is there; whoever sees it sees it whole. */
function createWhole(file: string, content: string): void {
  const next = `${file}.${process.pid}`;
  rmSync(next, { force: true });
  try {
    writeFileSync(next, content, { flag: 'wx' });
    linkSync(next, file);
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException;
    // File systems without hard links: FAT, and some network drives.
    if (syscall !== 'link' || code === 'EEXIST') throw error;
    writeFileSync(file, content, { flag: 'wx' });
  } finally {
    rmSync(next, { force: true });
  }
}
