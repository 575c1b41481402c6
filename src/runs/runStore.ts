import { type FSWatcher, stat as statBack, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { isLive } from '../protocol/describeRun';
import type { RunRow } from '../protocol/run';
import { fileTrouble } from './fileTrouble';
import { runFiles } from './runFolder';
import { readRun } from './runReader';

export interface RunStore {
  readonly folder: string;
  /** Newest first. What was read last; `refresh` reads again. */
  rows(): readonly RunRow[];
  /** Why the runs can't be listed, a sentence. A folder that is not there yet is no problem. */
  problem(): string | undefined;
  folderOf(id: string): string;
  /** A run that has ended is about to go on: it is looked at often until it does. */
  expect(id: string): void;
  /** Calls `listener` whenever a row or the events of a run that lives have changed. Returns what ends that. */
  onChange(listener: () => void): () => void;
  refresh(): Promise<void>;
  dispose(): void;
}

interface Known {
  readonly row: RunRow;
  /** Changes whenever the row or, while it lives, its events have. */
  readonly mark: string;
  /** Of `run.json` and `notes.json`, when they were read. */
  readonly stamp: string;
}

const stat = promisify(statBack);

const liveEvery = 500;
const idleEvery = 3000;
/** Runs that have ended are looked at again this often: a copied or restored directory, a machine that slept. */
const fullEvery = 15_000;
/** How long a run is waited for that is about to go on. */
const expectedFor = 30_000;

/**
 * The runs of one folder (`.renas/runs/`, which need not exist). Only runs that live are read again each time, so that
 * many finished ones cost one listing. `onError` hears what a listener throws, which stops neither the others nor the
 * reading.
 */
export function watchRuns(folder: string, onError: (error: unknown) => void = () => {}): RunStore {
  let known = new Map<string, Known>();
  let sorted: readonly RunRow[] = [];
  let problem: string | undefined;
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;
  let lastFull = 0;
  let reading: Promise<void> | undefined;
  const listeners = new Set<() => void>();
  /** Runs that are about to go on, and until when (ms) they are waited for. */
  const expected = new Map<string, number>();

  const read = async (full: boolean) => {
    const { names, problem: found } = await directories(folder);
    const looked = await eachOf(names, id =>
      lookAgain(path.join(folder, id), known.get(id), full || expected.has(id)),
    );
    const next = new Map(names.map((id, i) => [id, looked[i] as Known]));
    for (const [id, until] of expected) {
      const row = next.get(id)?.row;
      if (!row || isLive(row) || Date.now() > until) expected.delete(id);
    }
    const changed =
      found !== problem ||
      next.size !== known.size ||
      [...next].some(([id, k]) => known.get(id)?.mark !== k.mark);
    known = next;
    problem = found;
    if (!changed || disposed) return;
    sorted = [...next.values()].map(k => k.row).sort(newestFirst);
    callAll(listeners, onError);
  };

  const refresh = async (full: boolean): Promise<void> => {
    while (reading) await reading;
    if (disposed) return;
    if (full) lastFull = Date.now();
    reading = read(full).catch(onError);
    try {
      await reading;
    } finally {
      reading = undefined;
    }
    schedule();
  };

  const schedule = () => {
    clearTimeout(timer);
    if (disposed) return;
    startWatching();
    const live = expected.size > 0 || [...known.values()].some(k => isLive(k.row));
    timer = setTimeout(
      () => void refresh(Date.now() - lastFull > fullEvery),
      live ? liveEvery : idleEvery,
    ).unref();
  };

  const startWatching = () => {
    if (watcher) return;
    try {
      watcher = watch(folder, { persistent: false }, () => void refresh(false));
      watcher.on('error', stopWatching);
    } catch {
      // Not there yet: the timer finds it.
    }
  };
  const stopWatching = () => {
    watcher?.close();
    watcher = undefined;
  };

  void refresh(true);
  return {
    folder,
    rows: () => sorted,
    problem: () => problem,
    folderOf: id => path.join(folder, id),
    expect(id) {
      expected.set(id, Date.now() + expectedFor);
      void refresh(false);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh: () => refresh(true),
    dispose() {
      disposed = true;
      clearTimeout(timer);
      stopWatching();
      listeners.clear();
    },
  };
}

/** Calls each listener, whatever the others throw. */
export function callAll(listeners: Iterable<() => void>, onError: (error: unknown) => void): void {
  for (const listener of [...listeners])
    try {
      listener();
    } catch (error) {
      onError(error);
    }
}

/** So many directories are read at a time. */
const atOnce = 32;

async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(items[i] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}

/** A run that has ended changes no more, unless its `run.json` is another one. */
async function lookAgain(folder: string, before: Known | undefined, full: boolean): Promise<Known> {
  if (before && !isLive(before.row)) {
    if (!full) return before;
    const settled = before.row.state !== 'interrupted' && before.row.state !== 'unreadable';
    if (settled && before.stamp === (await stampOf(folder))) return before;
  }
  return look(folder);
}

async function stampOf(folder: string): Promise<string> {
  const stamps = [runFiles.record, runFiles.notes].map(async name => {
    try {
      const { mtimeMs, size } = await stat(path.join(folder, name));
      return `${mtimeMs} ${size}`;
    } catch {
      return '';
    }
  });
  return (await Promise.all(stamps)).join(' ');
}

async function look(folder: string): Promise<Known> {
  const stamp = await stampOf(folder);
  const row = await readRun(folder);
  let size = 0;
  try {
    if (isLive(row)) size = (await stat(path.join(folder, runFiles.events))).size;
  } catch {
    // No events yet.
  }
  return { row, mark: `${size} ${JSON.stringify(row)}`, stamp };
}

interface Listing {
  readonly names: readonly string[];
  readonly problem: string | undefined;
}

async function directories(folder: string): Promise<Listing> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter(e => e.isDirectory() && !e.name.startsWith('.')).map(e => e.name);
    return { names, problem: undefined };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { names: [], problem: undefined };
    return { names: [], problem: `The experiments in ${folder} can't be listed (${fileTrouble(error)}).` };
  }
}

export function newestFirst(a: RunRow, b: RunRow): number {
  const [x, y] = [startOf(a), startOf(b)];
  return x === y ? (a.id < b.id ? 1 : -1) : x < y ? 1 : -1;
}

/** ISO 8601 in UTC, from the record or else from the id, which is local time. */
function startOf(row: RunRow): string {
  if (row.record) return row.record.started;
  const parts = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(row.id)?.slice(1).map(Number);
  if (!parts) return '';
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  return new Date(year, month - 1, day, hour, minute, second).toISOString();
}
