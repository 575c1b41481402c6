import { noContext, type TaskContext } from './checkpoint';
import { distilledStages } from './recipes/distilled/stages';
import { networkJob } from './recipes/renas/networkJob';

/**
 * The parts of trainings that need nothing but what they are given, so that it does not matter who does them, in which
 * order, and how many at a time. What they are given and give back can be sent to another thread.
 */
const stages = { ...distilledStages, network: networkJob };

export type StageName = keyof typeof stages;
export type StageInput<Name extends StageName> = Parameters<(typeof stages)[Name]>[0];
export type StageOutput<Name extends StageName> = Awaited<ReturnType<(typeof stages)[Name]>>;

export function runStage<Name extends StageName>(
  name: Name,
  task: StageInput<Name>,
  context: TaskContext = noContext,
): Promise<StageOutput<Name>> {
  const job = stages[name] as unknown as (
    task: StageInput<Name>,
    context: TaskContext,
  ) => Promise<StageOutput<Name>>;
  return job(task, context);
}
