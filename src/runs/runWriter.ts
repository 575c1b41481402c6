import { existsSync, rmSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { readSmallSync } from '../files/regularFile';
import type { RunEvent } from '../protocol/events';
import type { RunRecord } from '../protocol/run';
import { parseRunRecord } from '../protocol/schemas/runRecord';
import { safeText } from '../text/safeText';
import { writeError } from '../text/terminal';
import { makeFolder, syncTree, writeDurably } from './durable';
import { fileTrouble } from './fileTrouble';
import { openLines } from './lineFile';
import { touch } from './ownFiles';
import { beatAge, startOf, writerLives } from './processes';
import { maxRecordBytes, runFiles, titleVariable } from './runFolder';
import { lockRun, RunInUse, type RunLock } from './runLock';
import { signRecord } from './signature';

/** What is known when a run begins; the rest of the record is filled in. */
export interface RunStart extends Pick<RunRecord, 'command' | 'title' | 'arguments' | 'space' | 'seed'> {
  readonly engine?: string;
  /** What another run has left in the directory gives way; otherwise a directory that holds a run is refused. */
  readonly replace?: boolean;
  /** It executes text or changes files outside the directory: its record says who started it. */
  readonly signed?: boolean;
}

export interface RunUpdate
  extends Partial<Pick<RunRecord, 'title' | 'space' | 'seed' | 'figure' | 'metrics' | 'inputs'>> {
  readonly engine?: string;
  /** Merged with the results named before. */
  readonly results?: RunRecord['results'];
}

export interface RunWriter {
  readonly folder: string;
  /** Seconds since the run's start, for its events. */
  seconds(): number;
  /** Appends one whole line to `events.jsonl`. */
  event(event: RunEvent): void;
  update(changes: RunUpdate): void;
  /**
   * Writes the end and stops the heartbeat. Calls after the first do nothing. A run is done once its results, its events
   * and its record are on the disk, and only then is its checkpoint deleted: where they can't be written, `finish('done')`
   * throws what the system says, and the run has not ended.
   */
  finish(state: 'done' | 'failed' | 'cancelled', more?: RunUpdate & { readonly failure?: string }): void;
  /** Leaves the run as it stands, for another process to go on with: it counts as interrupted at once. */
  leave(): void;
  /** Aborts when somebody puts a file `cancel` into the directory. */
  readonly cancelled: AbortSignal;
  /** Whether that file is there now. */
  cancelRequested(): boolean;
}

const heartbeatEvery = 2000;
const cancelEvery = 300;

type Trouble = (sentence: string) => void;

const toStderr: Trouble = sentence => writeError(safeText(`${sentence}\n`, 'terminal'));

/** The directory can't take this run; the message is one sentence. */
export class RunRefused extends Error {}

/**
 * Begins the run whose directory is `folder` (made if missing). Throws `RunRefused` when the directory is in use or holds a
 * run, and what the system says when it can't be written at all, since nothing has been computed yet; later trouble (disk
 * full, directory deleted) is told once to `trouble`, one sentence, and the computation goes on.
 */
export function createRun(folder: string, start: RunStart, trouble: Trouble = toStderr): RunWriter {
  makeFolder(folder);
  const lock = lockOrRefuse(folder);
  try {
    if (existsSync(path.join(folder, runFiles.record))) {
      if (!start.replace)
        throw new RunRefused(
          `${folder} holds a run already, which is left as it is: name another directory, resume that run (renas resume), or have it replaced (--replace).`,
        );
      const held = parseRunRecord(readSmallSync(path.join(folder, runFiles.record), maxRecordBytes));
      // A writer of a version before holds no lock.
      if (
        typeof held !== 'string' &&
        held.state === 'running' &&
        writerLives(held, hostname(), beatAge(folder))
      )
        throw new RunRefused(
          `The run in ${folder} is in progress (process ${held.pid} on ${held.host}): wait for its end, or cancel it.`,
        );
      for (const name of replaced) rmSync(path.join(folder, name), { recursive: true, force: true });
    }
    const record: RunRecord = {
      format: 1,
      id: path.basename(path.resolve(folder)),
      command: start.command,
      title: process.env[titleVariable] || start.title,
      arguments: start.arguments,
      cwd: process.cwd(),
      space: start.space,
      seed: start.seed,
      versions: {
        renas: process.env['RENAS_VERSION'] ?? '0.0.0',
        node: process.versions.node,
        ...(start.engine === undefined ? {} : { engine: start.engine }),
      },
      state: 'running',
      ...thisProcess(),
      started: new Date().toISOString(),
      results: {},
    };
    return openRun(folder, start.signed ? signed(record, trouble) : record, lock, trouble);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** What a run writes into its directory, but for what its user says of it. */
const replaced = [
  ...[runFiles.record, runFiles.events, runFiles.heartbeat, runFiles.cancel, runFiles.checkpoint],
  ...['model', 'found.cell', 'measured.cell', 'ranking.csv', 'verified.csv', 'measurements.jsonl', 'jobs'],
];

/**
 * Resumes a run that has ended before its time: what it was asked and when it began stays, its end is forgotten. Throws
 * `RunRefused` when it is resumed already, which nobody else can do at the same moment. A run that was not signed is not signed
 * then: what its user has agreed to may be another record than this one by now.
 */
export function reopenRun(folder: string, before: RunRecord, trouble: Trouble = toStderr): RunWriter {
  const lock = lockOrRefuse(folder);
  try {
    const now = parseRunRecord(readSmallSync(path.join(folder, runFiles.record), maxRecordBytes));
    if (typeof now === 'string' || now.pid !== before.pid || now.state !== before.state)
      throw new RunRefused(`The run in ${folder} has been resumed already.`);
    const { ended: _, failure: __, ...kept } = before;
    const record: RunRecord = {
      ...kept,
      state: 'running',
      ...thisProcess(),
      resumed: [...(before.resumed ?? []), new Date().toISOString()],
    };
    return openRun(folder, record, lock, trouble);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Without a secret the run goes on, and is asked about when it is resumed. */
function signed(record: RunRecord, trouble: Trouble): RunRecord {
  try {
    return { ...record, signature: signRecord(record) };
  } catch (error) {
    trouble(
      `The run can't be signed (${fileTrouble(error).replace(/\.$/, '')}): resuming it will take --allow-command.`,
    );
    return record;
  }
}

function lockOrRefuse(folder: string): RunLock {
  try {
    return lockRun(folder);
  } catch (error) {
    if (!(error instanceof RunInUse)) throw error;
    throw new RunRefused(
      `The run in ${folder} is in progress (${error.message}): wait for its end, or cancel it.`,
    );
  }
}

function thisProcess(): Pick<RunRecord, 'pid' | 'host' | 'processStarted'> {
  const processStarted = startOf(process.pid);
  return { pid: process.pid, host: hostname(), ...(processStarted === undefined ? {} : { processStarted }) };
}

function openRun(folder: string, first: RunRecord, lock: RunLock, trouble: Trouble): RunWriter {
  const file = (name: string) => path.join(folder, name);
  const began = performance.now();
  const cancelling = new AbortController();
  let record = first;
  let troubled = false;
  let ended = false;
  /** What kept the last event from being written. */
  let unwritten: unknown;

  const writeRecord = () => writeDurably(file(runFiles.record), `${JSON.stringify(record, null, 2)}\n`);
  const guard = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (troubled) return;
      troubled = true;
      trouble(
        `The run directory ${folder} can't be written (${fileTrouble(error)}): the run goes on, but its progress may not be kept; make room there or start it again elsewhere.`,
      );
    }
  };

  rmSync(file(runFiles.cancel), { force: true });
  touch(file(runFiles.heartbeat));
  utimesSync(file(runFiles.heartbeat), new Date(), new Date());
  const events = openLines(file(runFiles.events));
  writeRecord();

  let lastBeat = began;
  const beat = () => {
    lastBeat = performance.now();
    guard(() => utimesSync(file(runFiles.heartbeat), new Date(), new Date()));
  };
  let lastLook = began;
  const look = () => {
    lastLook = performance.now();
    if (!cancelling.signal.aborted && existsSync(file(runFiles.cancel))) cancelling.abort();
  };
  const timers = [setInterval(beat, heartbeatEvery).unref(), setInterval(look, cancelEvery).unref()];

  const apply = ({ engine, results, ...changes }: RunUpdate & { readonly failure?: string }) => {
    record = {
      ...record,
      ...changes,
      ...(engine === undefined ? {} : { versions: { ...record.versions, engine } }),
      results: { ...record.results, ...results },
    };
  };

  return {
    folder,
    seconds: () => (performance.now() - began) / 1000,
    event(event) {
      if (ended) return;
      // A computation that never lets the timers run still beats and still hears the cancel file.
      const now = performance.now();
      if (now - lastBeat > heartbeatEvery) beat();
      if (now - lastLook > cancelEvery) look();
      guard(() => {
        try {
          events.append(JSON.stringify(event));
          unwritten = undefined;
        } catch (error) {
          unwritten = error;
          throw error;
        }
      });
    },
    update(changes) {
      if (ended) return;
      apply(changes);
      guard(writeRecord);
    },
    finish(state, more = {}) {
      if (ended) return;
      const before = record;
      apply(more);
      record = { ...record, state, ended: new Date().toISOString() };
      const write = () => {
        if (unwritten !== undefined) throw unwritten;
        for (const name of Object.values(record.results)) syncTree(file(name));
        events.sync();
        writeRecord();
      };
      if (state === 'done')
        try {
          write();
        } catch (error) {
          record = before;
          throw error;
        }
      else guard(writeRecord);
      ended = true;
      for (const timer of timers) clearInterval(timer);
      guard(() => events.close());
      const spent = [runFiles.heartbeat, runFiles.cancel];
      for (const name of state === 'done' ? [...spent, runFiles.checkpoint] : spent)
        guard(() => rmSync(file(name), { force: true, recursive: true }));
      lock.release();
    },
    leave() {
      if (ended) return;
      ended = true;
      for (const timer of timers) clearInterval(timer);
      guard(() => events.sync());
      guard(() => events.close());
      guard(() => rmSync(file(runFiles.heartbeat), { force: true }));
      lock.release();
    },
    cancelled: cancelling.signal,
    cancelRequested() {
      look();
      return cancelling.signal.aborted;
    },
  };
}
