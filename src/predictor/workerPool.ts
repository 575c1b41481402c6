import type { TaskContext } from './checkpoint';
import { runStage, type StageInput, type StageName, type StageOutput } from './stages';

/** Whoever does jobs, one at a time: this process, or a worker. */
export type StageWorker = <Name extends StageName>(
  name: Name,
  task: StageInput<Name>,
  context: TaskContext,
) => Promise<StageOutput<Name>>;

export interface WorkerPool {
  /** How many jobs are done at a time. */
  readonly count: number;
  /** Does a job as soon as a worker is free: an urgent one before all that wait, the others in the order given. */
  run<Name extends StageName>(
    name: Name,
    task: StageInput<Name>,
    context: TaskContext,
    urgent?: boolean,
  ): Promise<StageOutput<Name>>;
}

export function createWorkerPool(free: StageWorker[]): WorkerPool {
  const count = free.length;
  const waiting: ((worker: StageWorker) => Promise<unknown>)[] = [];
  const next = () => {
    if (waiting.length === 0) return;
    const worker = free.pop();
    if (!worker) return;
    const work = waiting.shift()!;
    void work(worker).finally(() => {
      free.push(worker);
      next();
    });
  };
  return {
    count,
    run: (name, task, context, urgent = false) =>
      new Promise((resolve, reject) => {
        const work = async (worker: StageWorker) => {
          try {
            context.signal?.throwIfAborted();
            resolve(await worker(name, task, context));
          } catch (error) {
            reject(error);
          }
        };
        if (urgent) waiting.unshift(work);
        else waiting.push(work);
        next();
      }),
  };
}

/** This process alone, on the engine that it runs. */
export function inProcessPool(): WorkerPool {
  return createWorkerPool([runStage]);
}
