import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { EngineName } from '../../engines/engine';
import type { State, TaskContext } from '../../predictor/checkpoint';
import type { StageInput, StageName, StageOutput } from '../../predictor/stages';
import { createWorkerPool, type StageWorker, type WorkerPool } from '../../predictor/workerPool';
import { usageError } from '../failure';
import type { JobReply, JobRequest, JobWorkerData } from './jobWorker';

export interface Workers {
  readonly pool: WorkerPool;
  close(): void;
}

/** More would wait for each other's memory. */
const maxWorkers = 4;

/**
 * How many worker threads a training on an engine takes: none where the engine is one for the whole process, or where
 * this is not the bundle, which is what a worker runs. RENAS_WORKERS says otherwise.
 */
export function workerCount(engine: EngineName, program = __filename): number {
  const named = process.env['RENAS_WORKERS'];
  const count =
    named === undefined || named === '' ? Math.min(maxWorkers, availableParallelism()) : Number(named);
  if (!Number.isSafeInteger(count) || count < 0)
    throw usageError('RENAS_WORKERS must be a whole number: how many threads a training takes.');
  return (engine === 'wasm' || engine === 'cpu') && program.endsWith('.js') ? count : 0;
}

/** Starts worker threads. `told` is called with a sentence when one of them exits on its own. */
export function startWorkers(
  engine: EngineName,
  count: number,
  told: (sentence: string) => void,
  program = __filename,
): Workers {
  const workers = Array.from({ length: count }, () => createWorker(engine, told, program));
  return {
    pool: createWorkerPool(workers.map(({ run }) => run)),
    close() {
      for (const { close } of workers) close();
    },
  };
}

/** The worker exited in the middle of a stage. */
class WorkerGone extends Error {}

/** Does a training with as many threads as its engine takes, which end with it. */
export async function withWorkers<T>(
  engine: EngineName,
  told: (sentence: string) => void,
  train: (threads: { readonly workers?: WorkerPool }) => Promise<T>,
): Promise<T> {
  const count = workerCount(engine);
  if (count === 0) return train({});
  const { pool, close } = startWorkers(engine, count, told);
  try {
    return await train({ workers: pool });
  } finally {
    close();
  }
}

function createWorker(
  engine: EngineName,
  told: (sentence: string) => void,
  program: string,
): { readonly run: StageWorker; close(): void } {
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
  async function run<Name extends StageName>(
    name: Name,
    task: StageInput<Name>,
    context: TaskContext,
  ): Promise<StageOutput<Name>> {
    let from = context.resumeFrom;
    const keeping: TaskContext = {
      ...context,
      step(done, state) {
        from = state?.() ?? from;
        return context.step(done, state);
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
  return { run, close: stop };
}

function doIn<Name extends StageName>(
  worker: Worker,
  request: JobRequest<Name>,
  context: TaskContext,
  stop: () => void,
): Promise<StageOutput<Name>> {
  return new Promise<StageOutput<Name>>((resolve, reject) => {
    const settle = (how: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      context.signal?.removeEventListener('abort', onAbort);
      how();
    };
    const onMessage = (reply: JobReply) => {
      if (reply.kind === 'outcome') settle(() => resolve(reply.outcome as StageOutput<Name>));
      else if (reply.kind === 'metric') context.metric?.(reply.step, reply.values);
      else if (reply.kind === 'failed') settle(() => reject(new Error(reply.message)));
      else {
        const { done, state } = reply;
        Promise.resolve(context.step(done, state && (() => state as State))).catch(error => {
          stop();
          settle(() => reject(error));
        });
      }
    };
    const onError = (error: Error) => settle(() => reject(new WorkerGone(error.message.split('\n', 1)[0])));
    const onExit = (code: number) => settle(() => reject(new WorkerGone(`exit code ${code}`)));
    const onAbort = () => {
      stop();
      settle(() => reject(context.signal?.reason));
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    context.signal?.addEventListener('abort', onAbort);
    worker.postMessage(request);
  });
}
