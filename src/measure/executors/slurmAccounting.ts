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
const maxTries = 6;
/** ms. */
const tryAgain = 500;
/** Of jobs that have ended longer ago, nothing is asked. */
const since = 'now-30days';

/** What the accounting of a cluster knows of jobs; nothing where the cluster keeps none. */
export function createAccounting() {
  let notBefore = 0;
  return {
    /**
     * The ends of a job, the latest last: one for each time that it ran. It hears of an end a little late: `count` are
     * waited for, for a few seconds; nothing where they do not come, since the last would be of an earlier time.
     */
    async endsOf(name: string, count = 0): Promise<readonly AccountedEnd[]> {
      const args = [
        ...['-n', '-P', '-X', '-D', '-S', since],
        `--name=${name}`,
        '-o',
        'State,NodeList,Reason',
      ];
      for (let tries = 0; tries < maxTries && performance.now() >= notBefore; tries++) {
        if (tries > 0) await new Promise(resolve => setTimeout(resolve, tryAgain));
        const { code, out } = await slurmCommand('sacct', args, { patience });
        if (code !== 0) notBefore = performance.now() + rest;
        else {
          const ends = readEnds(out);
          if (ends.length >= count) return ends;
        }
      }
      return [];
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
