import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import type { RunEvent } from '../protocol/events';
import { parseRunRecord, type RunRecord } from '../protocol/run';
import { safeText } from '../text/safeText';
import { writeError } from '../text/terminal';
import { fileTrouble } from './fileTrouble';
import { touch } from './ownFiles';
import { runFiles, titleVariable } from './runFolder';

/** What is known when a run begins; the rest of the record is filled in. */
export interface RunStart extends Pick<RunRecord, 'command' | 'title' | 'arguments' | 'space' | 'seed'> {
  readonly engine?: string;
}

export interface RunUpdate
  extends Partial<Pick<RunRecord, 'title' | 'space' | 'seed' | 'figure' | 'inputs'>> {
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
  /** The last word: writes the end and stops the heartbeat. Calls after the first do nothing. */
  finish(state: 'done' | 'failed' | 'cancelled', more?: RunUpdate & { readonly failure?: string }): void;
  /** Aborts when somebody puts a file `cancel` into the directory. */
  readonly cancelled: AbortSignal;
}

const heartbeatEvery = 2000;
const cancelEvery = 300;

/** ms after which a claim is taken to be one of a process that was killed. */
const claimLimit = 10_000;

type Trouble = (sentence: string) => void;

const toStderr: Trouble = sentence => writeError(safeText(`${sentence}\n`, 'terminal'));

/**
 * Begins the run whose directory is `folder` (made if missing). Throws when the directory can't be written at all, since
 * nothing has been computed yet; later trouble (disk full, directory deleted) is told once to `trouble`, one sentence,
 * and the computation goes on.
 */
export function createRun(folder: string, start: RunStart, trouble: Trouble = toStderr): RunWriter {
  mkdirSync(folder, { recursive: true });
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
    pid: process.pid,
    host: hostname(),
    started: new Date().toISOString(),
    results: {},
  };
  return openRun(folder, record, trouble);
}

/**
 * Goes on with a run that has ended before its time: what it was asked and when it began stays, its end is forgotten.
 * Throws a sentence when it is gone on with already, which nobody else can do at the same moment.
 */
export function reopenRun(folder: string, before: RunRecord, trouble: Trouble = toStderr): RunWriter {
  const claim = path.join(folder, runFiles.checkpoint, 'claim');
  mkdirSync(path.dirname(claim), { recursive: true });
  if (existsSync(claim) && Date.now() - statSync(claim).mtimeMs > claimLimit) rmSync(claim);
  try {
    closeSync(openSync(claim, 'wx'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`The run in ${folder} is being resumed already.`);
  }
  try {
    const now = parseRunRecord(readFileSync(path.join(folder, runFiles.record), 'utf8'));
    if (typeof now === 'string' || now.pid !== before.pid || now.state !== before.state)
      throw new Error(`The run in ${folder} is being resumed already.`);
    return goOn(folder, before, trouble);
  } finally {
    rmSync(claim, { force: true });
  }
}

function goOn(folder: string, before: RunRecord, trouble: Trouble): RunWriter {
  const { ended: _, failure: __, ...kept } = before;
  const record: RunRecord = {
    ...kept,
    state: 'running',
    pid: process.pid,
    host: hostname(),
    resumed: [...(before.resumed ?? []), new Date().toISOString()],
  };
  return openRun(folder, record, trouble);
}

function openRun(folder: string, first: RunRecord, trouble: Trouble): RunWriter {
  const file = (name: string) => path.join(folder, name);
  const began = performance.now();
  const cancelling = new AbortController();
  let record = first;
  let troubled = false;
  let ended = false;
  /** The last line may have been written in part: the next one must not be glued to it. */
  let torn = endsTorn(file(runFiles.events));

  const writeRecord = () => {
    const next = file(`${runFiles.record}.${process.pid}`);
    writeFileSync(next, `${JSON.stringify(record, null, 2)}\n`);
    renameSync(next, file(runFiles.record));
  };
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
  const events = openSync(file(runFiles.events), 'a');
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
        const line = `${torn ? '\n' : ''}${JSON.stringify(event)}\n`;
        torn = true;
        writeWhole(events, line);
        torn = false;
      });
    },
    update(changes) {
      if (ended) return;
      apply(changes);
      guard(writeRecord);
    },
    finish(state, more = {}) {
      if (ended) return;
      ended = true;
      for (const timer of timers) clearInterval(timer);
      apply(more);
      record = { ...record, state, ended: new Date().toISOString() };
      guard(writeRecord);
      guard(() => closeSync(events));
      const spent = [runFiles.heartbeat, runFiles.cancel];
      for (const name of state === 'done' ? [...spent, runFiles.checkpoint] : spent)
        guard(() => rmSync(file(name), { force: true, recursive: true }));
    },
    cancelled: cancelling.signal,
  };
}

/** Whether the last line of a file lacks its end. */
function endsTorn(name: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(name, 'r');
  } catch {
    return false;
  }
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
  } finally {
    closeSync(descriptor);
  }
}

/** `write` may take a part only, on a disk that is nearly full. */
function writeWhole(descriptor: number, line: string): void {
  const bytes = Buffer.from(line);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
