import { setImmediate } from 'node:timers/promises';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** ms of work between two looks for signals. */
const longest = 20;

/** A signal was heard that the process handles: what is left of the work would go on for seconds in vain. */
export class Interrupted extends Error {}

/** Hears signals while long work goes on, which has to let other events happen now and then. */
export interface Attention {
  /** Throws `Interrupted` once a signal was heard that the process handles. */
  check(): void;
  end(): void;
}

/** Signals that the process does not handle end it, as they do by default. */
export function attend(): Attention {
  let heard = false;
  const onSignal = () => {
    heard = true;
  };
  const handled = signals.filter(signal => process.listenerCount(signal) > 0);
  for (const signal of handled) process.on(signal, onSignal);
  return {
    check() {
      if (heard) throw new Interrupted('Interrupted.');
    },
    end() {
      for (const signal of handled) process.off(signal, onSignal);
    },
  };
}

/** Does work in steps, and hears signals between them. Rejects with `Interrupted` once one was heard that the process handles. */
export async function attending<T>(steps: Generator<unknown, T> | AsyncGenerator<unknown, T>): Promise<T> {
  const attention = attend();
  try {
    for (let last = performance.now(); ; ) {
      const { done, value } = await steps.next();
      if (done) return value;
      if (performance.now() - last < longest) continue;
      await setImmediate();
      attention.check();
      last = performance.now();
    }
  } finally {
    attention.end();
  }
}
