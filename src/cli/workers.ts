import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { EngineName } from '../engines/engine';
import type { Pace, State } from '../predictor/checkpoint';
import { createHands, type Hand, type Hands } from '../predictor/hands';
import type { JobName, Outcome, Task } from '../predictor/jobs';
import { usageError } from './failure';
import type { JobReply, JobRequest, JobWorkerData } from './jobWorker';

export interface Workers {
  readonly hands: Hands;
  close(): void;
}

/** More would wait for each other's memory. */
const most = 4;

/**
 * How many worker threads a training on an engine takes: none where the engine is one for the whole process, or where
 * this is not the bundle, which is what a worker runs. RENAS_WORKERS says otherwise.
 */
export function workerCount(engine: EngineName, program = __filename): number {
  const named = process.env['RENAS_WORKERS'];
  const count = named === undefined || named === '' ? Math.min(most, availableParallelism()) : Number(named);
  if (!Number.isSafeInteger(count) || count < 0)
    throw usageError('RENAS_WORKERS must be a whole number: how many threads a training takes.');
  return (engine === 'wasm' || engine === 'cpu') && program.endsWith('.js') ? count : 0;
}

/** Hands in threads of their own. `told` hears, in a sentence, of one that ended on its own. */
export function startWorkers(
  engine: EngineName,
  count: number,
  told: (sentence: string) => void,
  program = __filename,
): Workers {
  const hands = Array.from({ length: count }, () => createWorker(engine, told, program));
  return {
    hands: createHands(hands.map(({ hand }) => hand)),
    close() {
      for (const { close } of hands) close();
    },
  };
}

/** It has ended in the middle of a job. */
class WorkerGone extends Error {}

function createWorker(
  engine: EngineName,
  told: (sentence: string) => void,
  program: string,
): { readonly hand: Hand; close(): void } {
  const start = () => {
    const data: JobWorkerData = { jobsOn: engine };
    const started = new Worker(program, { workerData: data });
    // One that ends while it has nothing to do is replaced for the next job.
    started
      .on('error', () => {})
      .once('exit', () => {
        if (worker === started) worker = undefined;
      });
    return started;
  };
  let worker: Worker | undefined;
  worker = start();
  const stop = () => {
    void worker?.terminate();
    worker = undefined;
  };
  async function hand<Name extends JobName>(
    name: Name,
    task: Task<Name>,
    pace: Pace,
  ): Promise<Outcome<Name>> {
    let from = pace.from;
    const keeping: Pace = {
      ...pace,
      step(done, state) {
        from = state?.() ?? from;
        return pace.step(done, state);
      },
    };
    for (let attempt = 1; ; attempt++)
      try {
        worker ??= start();
        return await doIn(worker, { name, task, from }, keeping, stop);
      } catch (error) {
        if (!(error instanceof WorkerGone)) throw error;
        worker = undefined;
        if (attempt > 1) throw error;
        told(`A worker of the engine ${engine} ended (${error.message}): its part goes on in a new one.`);
      }
  }
  return { hand, close: stop };
}

function doIn<Name extends JobName>(
  worker: Worker,
  request: JobRequest<Name>,
  pace: Pace,
  stop: () => void,
): Promise<Outcome<Name>> {
  return new Promise<Outcome<Name>>((resolve, reject) => {
    const settle = (how: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      pace.signal?.removeEventListener('abort', onAbort);
      how();
    };
    const onMessage = (reply: JobReply) => {
      if (reply.kind === 'outcome') settle(() => resolve(reply.outcome as Outcome<Name>));
      else if (reply.kind === 'metric') pace.metric?.(reply.step, reply.values);
      else if (reply.kind === 'failed') settle(() => reject(new Error(reply.message)));
      else {
        const { done, state } = reply;
        Promise.resolve(pace.step(done, state && (() => state as State))).catch(error => {
          stop();
          settle(() => reject(error));
        });
      }
    };
    const onError = (error: Error) => settle(() => reject(new WorkerGone(error.message.split('\n', 1)[0])));
    const onExit = (code: number) => settle(() => reject(new WorkerGone(`exit code ${code}`)));
    const onAbort = () => {
      stop();
      settle(() => reject(pace.signal?.reason));
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    pace.signal?.addEventListener('abort', onAbort);
    worker.postMessage(request);
  });
}
