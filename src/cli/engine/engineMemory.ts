import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type EngineName, engineNames } from '../../engines/engine';
import { endedBySignal, runFiles } from '../../runs/runFolder';

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

function read(file: string): Kept {
  try {
    const { failed, engine, starts } = JSON.parse(readFileSync(file, 'utf8'));
    const known = Object.entries(failed as FailedEngines).filter(
      ([name, why]) => engineNames.includes(name as EngineName) && typeof why === 'string',
    );
    return {
      failed: Object.fromEntries(known),
      starts: Number(starts),
      ...(engineNames.includes(engine) ? { engine } : {}),
    };
  } catch {
    return { failed: {}, starts: 0 };
  }
}

/** The signal that the process before ended by, where it is one that nobody sends. */
function crashSignal(folder: string): string | undefined {
  try {
    const log = readFileSync(path.join(folder, runFiles.log), 'utf8');
    const at = log.lastIndexOf(endedBySignal);
    const signal = at < 0 ? '' : log.slice(at + endedBySignal.length).split('\n', 1)[0]!;
    return ['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP'].includes(signal)
      ? signal
      : undefined;
  } catch {
    return undefined;
  }
}
