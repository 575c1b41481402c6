import type { Stopped } from '../../protocol/measurement';
import { slurmCommand } from '../../runs/slurmCommand';

/** How one time that a job ran came to its end, as `sacct` tells. */
export interface AccountedEnd {
  /** `COMPLETED`, `PREEMPTED`, `REQUEUED`, `NODE_FAIL`, … */
  readonly state: string;
  readonly node: string;
  readonly reason: string;
}

/** ms that `sacct` may take, and in which it is not asked again after it could not tell. */
const patience = 10_000;
const rest = 60_000;
/** Of jobs that have ended longer ago, nothing is asked. */
const since = 'now-30days';

/** What the accounting of a cluster knows of jobs; nothing where the cluster keeps none. */
export function createAccounting() {
  let notBefore = 0;
  return {
    /** The ends of a job, the latest last: one for each time that it ran. */
    async endsOf(name: string): Promise<readonly AccountedEnd[]> {
      if (performance.now() < notBefore) return [];
      const args = [
        ...['-n', '-P', '-X', '-D', '-S', since],
        `--name=${name}`,
        '-o',
        'State,NodeList,Reason',
      ];
      const { code, out } = await slurmCommand('sacct', args, { patience });
      if (code !== 0) notBefore = performance.now() + rest;
      return code === 0 ? readEnds(out) : [];
    },
  };
}

const notOver = new Set(['PENDING', 'RUNNING', 'SUSPENDED', 'RESIZING', 'REQUEUE_HOLD', 'SPECIAL_EXIT', '']);

export function readEnds(text: string): readonly AccountedEnd[] {
  return text.split('\n').flatMap(line => {
    const [words = '', node = '', reason = ''] = line.split('|');
    // `CANCELLED by 1000`
    const [state = ''] = words.split(' ');
    return notOver.has(state) ? [] : [{ state, node, reason }];
  });
}

/** Why a job that is queued again was stopped. */
export function stopOf({ state }: AccountedEnd): Stopped['by'] {
  if (state === 'NODE_FAIL') return 'node failure';
  if (state === 'PREEMPTED') return 'preemption';
  return state === 'REQUEUED' ? 'requeue' : undefined;
}
