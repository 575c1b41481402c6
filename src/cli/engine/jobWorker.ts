import { parentPort, workerData } from 'node:worker_threads';
import { type EngineName, startEngine } from '../../engines/engine';
import { checkpointThrottle, type State } from '../../predictor/checkpoint';
import { runStage, type StageInput, type StageName, type StageOutput } from '../../predictor/stages';

/** What a worker thread is started with. */
export interface JobWorkerData {
  readonly jobsOn: EngineName;
}

export interface JobRequest<Name extends StageName = StageName> {
  readonly name: Name;
  readonly task: StageInput<Name>;
  readonly from: State | undefined;
}

export type JobReply =
  | { readonly kind: 'step'; readonly done: number; readonly state?: State }
  | { readonly kind: 'metric'; readonly step: number; readonly values: Readonly<Record<string, number>> }
  | { readonly kind: 'outcome'; readonly outcome: StageOutput<StageName> }
  | { readonly kind: 'failed'; readonly message: string };

export function isJobWorker(): boolean {
  return (workerData as Partial<JobWorkerData> | undefined)?.jobsOn !== undefined;
}

/** ms between two words of how far a job is. */
const tellEvery = 50;

/** The whole of a worker thread: does one job after another on an engine of its own. */
export function serveJobs(): void {
  const port = parentPort!;
  const ready = startEngine((workerData as JobWorkerData).jobsOn);
  // The first job says why it could not start.
  ready.catch(() => {});
  const reply = (message: JobReply) => port.postMessage(message);
  port.on('message', async ({ name, task, from }: JobRequest) => {
    const keep = checkpointThrottle();
    let told = 0;
    try {
      await ready;
      const outcome = await runStage(name, task, {
        ...(from ? { resumeFrom: from } : {}),
        async step(done, state) {
          if (performance.now() - told > tellEvery) {
            told = performance.now();
            reply({ kind: 'step', done });
          }
          if (state) await keep(() => reply({ kind: 'step', done, state: state() }));
        },
        metric: (step, values) => reply({ kind: 'metric', step, values }),
      });
      reply({ kind: 'outcome', outcome });
    } catch (error) {
      reply({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  });
}
