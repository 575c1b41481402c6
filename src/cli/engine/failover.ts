import type { Work } from '../../engines/choice';
import { type EngineName, engineAnswers, type StartedEngine } from '../../engines/engine';
import type { RunOutput } from '../run/runOutput';
import { type EngineRequest, startEngineFor } from './engineFor';

/** These are not left for another when work on them fails: it was the work. */
const lastResorts: readonly EngineName[] = ['wasm', 'cpu'];

export interface FailoverOptions {
  readonly work: Work;
  readonly request?: EngineRequest;
  readonly signal: AbortSignal;
  /** Hears each engine that is started, and why the one before it was left: one sentence. */
  readonly onEngine: (engine: StartedEngine, failure: string | undefined) => void;
  /** Hears of an engine that is left, and why: half a sentence. */
  readonly onLeft?: (name: EngineName, why: string) => void;
  /** Stand-ins of a test. */
  readonly start?: typeof startEngineFor;
  readonly answers?: () => Promise<boolean>;
}

export interface Failover {
  /** The engine that computes now. */
  engine(): StartedEngine;
  /**
   * Does a piece of work; when the engine fails in the middle of it (its device lost, its memory gone), starts the next
   * engine and does that piece again. Tensors of the engine before are gone: `work` is told which it is on.
   */
  run<T>(work: (engine: StartedEngine) => Promise<T>): Promise<T>;
}

/** Starts the best engine for the work. */
export async function startWithFailover(options: FailoverOptions): Promise<Failover> {
  const { work, signal, onEngine, onLeft, start = startEngineFor, answers = engineAnswers } = options;
  let request = options.request ?? {};
  let lost: Promise<never>;
  const startNext = async (failure: string | undefined) => {
    let lose: (why: Error) => void = () => {};
    lost = new Promise<never>((_, reject) => {
      lose = reject;
    });
    lost.catch(() => {});
    const started = await start(work, { ...request, onLost: why => lose(new Error(why)) });
    onEngine(started, failure);
    return started;
  };
  let engine = await startNext(undefined);
  return {
    engine: () => engine,
    async run(work) {
      for (;;)
        try {
          return await Promise.race([work(engine), lost]);
        } catch (error) {
          if (signal.aborted || lastResorts.includes(engine.name)) throw error;
          const why = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;
          // An engine whose memory ran out may answer again; one that answers otherwise was given wrong work.
          if (!/memory|\bOOM\b|alloc|resource exhausted|\blost\b/i.test(why) && (await answers()))
            throw error;
          onLeft?.(engine.name, why);
          const without = { ...request.without, [engine.name]: `it failed, ${why}` };
          request = { ...request, engine: 'auto', without };
          engine = await startNext(`The engine ${engine.name} failed (${why}).`);
        }
    },
  };
}

/** The engines of a run whose work goes on with the next when one fails; `name` as in "The search goes on with …". */
export function startRunEngines(work: Work, name: string, output: RunOutput): Promise<Failover> {
  return startWithFailover({
    work,
    request: { without: output.failedEngines },
    signal: output.signal,
    onLeft: output.engineLeft,
    onEngine(engine, failure) {
      output.engine(engine.name);
      if (failure !== undefined)
        output.event({ event: 'message', text: `${failure} The ${name} goes on with ${engine.reason}.` });
    },
  });
}
