import { setImmediate } from 'node:timers/promises';
import { type Checkpoint, checkpointThrottle, type State, type TaskContext } from '../../checkpoint';
import type { TrainReport } from '../../recipe';
import type { StageInput, StageName, StageOutput } from '../../stages';
import type { WorkerPool } from '../../workerPool';

/** How a stage of a training is reported, and its share of the time. */
export interface Stage {
  /** Also its name in the checkpoint. */
  readonly name: string;
  readonly phase: string;
  /** The metric whose curve tells how it learns, if it learns in steps. */
  readonly curve?: string;
  readonly steps: number;
  /** Worker time in any unit. A stage that nothing can run beside counts for all workers. */
  readonly cost: number;
  /** The training waits for it before any stage that is not urgent. */
  readonly urgent?: boolean;
}

/** Runs the stages of a training: each resumes from the checkpoint, writes into it, and reports its progress. */
export interface StageRunner {
  run<Name extends StageName>(stage: Stage, name: Name, input: StageInput<Name>): Promise<StageOutput<Name>>;
}

/** ms between two reports. */
const reportInterval = 100;

export function createStageRunner(
  stages: readonly Stage[],
  workers: WorkerPool,
  checkpoint: Checkpoint,
  report: (report: TrainReport) => void,
  signal: AbortSignal | undefined,
): StageRunner {
  const done = new Map(stages.map(stage => [stage.name, 0]));
  const phases = [...new Set(stages.map(({ phase }) => phase))];
  const totalCost = sum(stages, ({ cost }) => cost);
  let reported = Number.NEGATIVE_INFINITY;
  let reportedPhase: string | undefined;

  const reportProgress = () => {
    const doneOf = (stage: Stage) => done.get(stage.name)!;
    // Stages of a later phase may have started; the first phase that has not ended is reported.
    const phase = phases.find(phase =>
      stages.some(stage => stage.phase === phase && doneOf(stage) < stage.steps),
    );
    const current = stages.filter(stage => stage.phase === (phase ?? phases.at(-1)));
    if (phase === reportedPhase && performance.now() - reported < reportInterval) return;
    reported = performance.now();
    reportedPhase = phase;
    report({
      event: 'progress',
      phase: current[0]!.phase,
      done: sum(current, doneOf),
      total: sum(current, ({ steps }) => steps),
      overall: sum(stages, stage => (stage.cost * doneOf(stage)) / stage.steps) / totalCost,
    });
  };

  return {
    async run(stage, name, input) {
      const saved = checkpoint.read(stage.name);
      const finish = (output: StageOutput<typeof name>) => {
        done.set(stage.name, stage.steps);
        reportProgress();
        return output;
      };
      if (saved?.['finished']) return finish(withCurrentKeys(saved) as StageOutput<typeof name>);
      const save = checkpointThrottle();
      const context: TaskContext = {
        ...(saved ? { resumeFrom: saved } : {}),
        signal,
        metric(step: number, { loss }: Readonly<Record<string, number>>) {
          if (stage.curve !== undefined && loss !== undefined)
            report({ event: 'metric', step, values: { [stage.curve]: loss } });
        },
        async step(step: number, state?: () => State) {
          done.set(stage.name, Math.min(step, stage.steps));
          reportProgress();
          if (state) await save(() => checkpoint.write(stage.name, state()));
          await setImmediate();
          signal?.throwIfAborted();
        },
      };
      const output = await workers.run(name, input, context, stage.urgent);
      checkpoint.write(stage.name, { ...output, finished: Uint8Array.of(1) });
      return finish(output);
    },
  };
}

/** Keys under which the outputs of stages were saved before they got the names of today. */
const formerKeys: Readonly<Record<string, string>> = {
  logs: 'logHyperparameters',
  anchors: 'inducingPoints',
  leftMean: 'looMean',
  leftVariance: 'looVariance',
  explaining: 'whitenedInverse',
};

/** The output of a finished stage, whichever version saved it. */
function withCurrentKeys(saved: State): State {
  const { learned, ...rest } = saved;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, values]) => [formerKeys[key] ?? key, values])),
    ...(learned ? { heldOut: Uint8Array.from(learned, fitted => (fitted ? 0 : 1)) } : {}),
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
