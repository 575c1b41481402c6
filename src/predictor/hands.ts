import type { Pace } from './checkpoint';
import { doJob, type JobName, type Outcome, type Task } from './jobs';

/** Whoever does jobs, one at a time: this process, or a worker. */
export type Hand = <Name extends JobName>(name: Name, task: Task<Name>, pace: Pace) => Promise<Outcome<Name>>;

export interface Hands {
  /** How many jobs are done at a time. */
  readonly count: number;
  /** Does a job as soon as a hand is free: an urgent one before all that wait, the others in the order given. */
  do<Name extends JobName>(
    name: Name,
    task: Task<Name>,
    pace: Pace,
    urgent?: boolean,
  ): Promise<Outcome<Name>>;
}

export function createHands(free: Hand[]): Hands {
  const count = free.length;
  const waiting: ((hand: Hand) => Promise<unknown>)[] = [];
  const next = () => {
    if (waiting.length === 0) return;
    const hand = free.pop();
    if (!hand) return;
    const work = waiting.shift()!;
    void work(hand).finally(() => {
      free.push(hand);
      next();
    });
  };
  return {
    count,
    do: (name, task, pace, urgent = false) =>
      new Promise((resolve, reject) => {
        const work = async (hand: Hand) => {
          try {
            pace.signal?.throwIfAborted();
            resolve(await hand(name, task, pace));
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
export function ownHands(): Hands {
  return createHands([doJob]);
}
