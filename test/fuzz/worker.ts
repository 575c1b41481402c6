import { parentPort, workerData } from 'node:worker_threads';
import { randomOf } from './fuzzer';
import { fuzzers } from './fuzzers';

/** What the parent starts a worker with. */
export interface Work {
  readonly fuzzer: string;
  readonly seed: number;
  readonly until: number;
  /** [seed in progress]: read by the parent to see whether a try takes too long. */
  readonly progress: SharedArrayBuffer;
}

export interface Report {
  readonly seed: number;
  readonly message: string;
  readonly stack: string;
  readonly input: unknown;
}

async function work({ fuzzer: name, seed: first, until, progress }: Work): Promise<void> {
  const fuzzer = fuzzers.find(each => each.name === name);
  if (!fuzzer) throw new Error(`There is no fuzzer ${name}.`);
  const current = new Int32Array(progress);
  for (let seed = first; Date.now() < until; seed++) {
    Atomics.store(current, 0, seed);
    let input: unknown;
    try {
      input = fuzzer.generate(randomOf(seed));
      await fuzzer.check(input as never);
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      parentPort?.postMessage({ seed, message, stack: stack ?? '', input } satisfies Report);
    }
    // Lets messages out, and timers of what was checked run.
    if (seed % 16 === 0) await new Promise(setImmediate);
  }
}

void work(workerData as Work);
