import { setImmediate } from 'node:timers/promises';

/** ms of work between two pauses. */
const longest = 20;

/** Pauses in long work, in which signals and timers are heard. */
export interface Pace {
  /** Pauses where the last pause was a while ago. `false`: the signal was aborted, and what is left of the work is in vain. */
  go(): Promise<boolean>;
  /** The items of a list that may take seconds to make; fewer once the signal was aborted. */
  list<T>(items: Iterable<T>): Promise<T[]>;
}

export function createPace(signal: AbortSignal | undefined): Pace {
  let last = performance.now();
  const go = async () => {
    if (performance.now() - last >= longest) {
      await setImmediate();
      last = performance.now();
    }
    return !signal?.aborted;
  };
  return {
    go,
    async list(items) {
      const all = [];
      for (const item of items) {
        all.push(item);
        if (all.length % 64 === 0 && !(await go())) break;
      }
      return all;
    },
  };
}
