import { atOwnPace, type Pace } from './checkpoint';
import { defaultJobs } from './recipes/distilled/jobs';
import { networkJob } from './recipes/renas/networkJob';

/**
 * The parts of trainings that need nothing but what they are given, so that it does not matter who does them, in which
 * order, and how many at a time. What they are given and give back can be sent to another thread.
 */
const jobs = { ...defaultJobs, network: networkJob };

export type JobName = keyof typeof jobs;
export type Task<Name extends JobName> = Parameters<(typeof jobs)[Name]>[0];
export type Outcome<Name extends JobName> = Awaited<ReturnType<(typeof jobs)[Name]>>;

export function doJob<Name extends JobName>(
  name: Name,
  task: Task<Name>,
  pace: Pace = atOwnPace,
): Promise<Outcome<Name>> {
  const job = jobs[name] as unknown as (task: Task<Name>, pace: Pace) => Promise<Outcome<Name>>;
  return job(task, pace);
}
