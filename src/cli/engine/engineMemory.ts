import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { type EngineName, engineNames } from '../../engines/engine';
import { readSmallSync, readTailSync } from '../../files/regularFile';
import { count, dictionary, object } from '../../protocol/schemas/basics';
import { readJson } from '../../protocol/schemas/readJson';
import { endedBySignal, maxLogBytes, runFiles } from '../../runs/runFolder';

export type FailedEngines = Readonly<Partial<Record<EngineName, string>>>;

/** What a run remembers of its engines over an interruption, beside its checkpoint. */
export interface EngineMemory {
  /** Those that are not to be started again, and why not: half a sentence each. */
  readonly failed: FailedEngines;
  /** An engine begins to work. */
  started(name: EngineName): void;
  /** An engine was left in the middle of the work. */
  left(name: EngineName, why: string): void;
  /** Something the engine has worked out was written down. */
  worked(): void;
}

interface Kept {
  readonly failed: FailedEngines;
  readonly engine?: EngineName;
  /** How often it was started since anything was written down. */
  readonly starts: number;
}

/** These always work: when a run ended on one, it was not the engine. */
const lastResorts: readonly EngineName[] = ['wasm', 'cpu'];

/**
 * `resumed`: the run goes on after an interruption. An engine under which the process ended by a crash (as whoever
 * started it has noted in the log), or twice before anything was written down, is then taken to have ended it.
 */
export function engineMemory(folder: string, resumed: boolean): EngineMemory {
  const file = path.join(folder, runFiles.checkpoint, 'engine.json');
  let kept: Kept = resumed ? read(file) : { failed: {}, starts: 0 };
  const { engine, starts } = kept;
  if (resumed && engine !== undefined && !lastResorts.includes(engine)) {
    const signal = crashSignal(folder);
    if (signal !== undefined || starts > 1)
      kept = {
        starts: 0,
        failed: {
          ...kept.failed,
          [engine]: `the run ended on it, ${signal === undefined ? 'twice before a checkpoint' : `by the signal ${signal}`}`,
        },
      };
  }
  const keep = (next: Kept) => {
    kept = next;
    try {
      writeFileSync(`${file}.next`, `${JSON.stringify(kept)}\n`);
      renameSync(`${file}.next`, file);
    } catch {
      // Whoever writes the checkpoint says that it can't be written.
    }
  };
  return {
    failed: kept.failed,
    started: name => keep({ ...kept, engine: name, starts: name === kept.engine ? kept.starts + 1 : 1 }),
    left: (name, why) => keep({ failed: { ...kept.failed, [name]: why }, starts: 0 }),
    worked() {
      if (kept.starts > 0) keep({ ...kept, starts: 0 });
    },
  };
}

const keptSchema = object({
  failed: dictionary(v.string()),
  engine: v.exactOptional(v.string()),
  starts: count,
});
const maxKeptBytes = 64 * 1024;

/** Engines that this version does not know are left out. */
function read(file: string): Kept {
  const nothing: Kept = { failed: {}, starts: 0 };
  try {
    const kept = readJson(keptSchema, readSmallSync(file, maxKeptBytes), 'engine.json');
    if (typeof kept === 'string') return nothing;
    const isKnown = (name: string | undefined): name is EngineName => engineNames.some(each => each === name);
    const { failed, engine, starts } = kept;
    return {
      failed: Object.fromEntries(Object.entries(failed).filter(([name]) => isKnown(name))),
      starts,
      ...(isKnown(engine) ? { engine } : {}),
    };
  } catch {
    return nothing;
  }
}

/** The signal that the process before ended by, where it is one that nobody sends. */
function crashSignal(folder: string): string | undefined {
  try {
    const log = readTailSync(path.join(folder, runFiles.log), maxLogBytes);
    const at = log.lastIndexOf(endedBySignal);
    const signal = at < 0 ? '' : log.slice(at + endedBySignal.length).split('\n', 1)[0]!;
    return ['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP'].includes(signal)
      ? signal
      : undefined;
  } catch {
    return undefined;
  }
}
