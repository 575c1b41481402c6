import { setImmediate } from 'node:timers/promises';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** ms of work between two looks for signals. */
const longest = 20;

/** A signal was heard that the process handles: what is left of the work would go on for seconds in vain. */
export class Interrupted extends Error {}

/**
 * Does work in steps, and hears signals between them. Rejects with `Interrupted` once one was heard that the process
 * handles; the others end the process, as they do by default.
 */
export async function attending<T>(steps: Generator<unknown, T> | AsyncGenerator<unknown, T>): Promise<T> {
  let heard = false;
  const onSignal = () => {
    heard = true;
  };
  const handled = signals.filter(signal => process.listenerCount(signal) > 0);
  for (const signal of handled) process.on(signal, onSignal);
  try {
    for (let last = performance.now(); ; ) {
      const { done, value } = await steps.next();
      if (done) return value;
      if (performance.now() - last < longest) continue;
      await setImmediate();
      if (heard) throw new Interrupted('Interrupted.');
      last = performance.now();
    }
  } finally {
    for (const signal of handled) process.off(signal, onSignal);
  }
}
