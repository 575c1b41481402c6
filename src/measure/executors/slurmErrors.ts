/** The limit on how many jobs a user may submit that is reached; limits of what a job may be never end by waiting. */
export function submitLimit(error: string): string | undefined {
  return /\b(?:QOS|Assoc)\w*Submit\w*/.exec(error)?.[0];
}

/** The controller may have taken the job, and its answer was lost. */
export function isAnswerLost(error: string): boolean {
  return /timed out on send\/recv|timed out reading|Zero Bytes|Unexpected message|\((receive|shutdown) failure\)/i.test(
    error,
  );
}

/** The controller takes no job now; where it is busy, sbatch waits, for two minutes in all. */
export const isBusy = /\bretrying\b|partition not available/i;

/** It says nothing about the job, and may be otherwise in a minute: the controller is away, or its configuration is written. */
export function isTransient(error: string): boolean {
  return /unable to contact slurm|unable to process configuration|configuration source|temporarily unable|connection (refused|reset|timed out)|connect(ion)? failure|standby mode|Resource temporarily|Transport endpoint|authentication|No route to host|host(name)? .*not (known|resolve)/i.test(
    error,
  );
}

/** What a job that has failed to start is queued with, until somebody releases it. */
export function isHeldLaunch(reason: string): boolean {
  return /launch.failed.requeued.held|^JobHoldMaxRequeue$/i.test(reason);
}

export function isLaunchFailure(reason: string): boolean {
  return /^job.?launch.?failure$/i.test(reason);
}
