import { enableProdMode, matMul, tensor2d } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { type EngineName, ladder, type Rung } from './ladder';

export type { EngineName } from './ladder';

export interface StartedEngine {
  readonly name: EngineName;
  /** Why this one, and why not those above it: one line for people. */
  readonly reason: string;
}

/** The engines that can be asked for, from the most to the least wanted. */
export const engineNames: readonly EngineName[] = ladder.map(rung => rung.name);

/** An engine that was asked for by name and cannot be had. */
export class EngineUnusable extends Error {
  constructor(
    name: EngineName,
    /** Half a sentence. */
    readonly why: string,
  ) {
    super(`The engine ${name} cannot be used: ${why}.`);
  }
}

/**
 * Makes an engine TensorFlow.js's backend: the one named, or with `auto` the first of the ladder that works. Throws
 * one sentence if it cannot. Prints nothing.
 */
export async function startEngine(wanted: EngineName | 'auto'): Promise<StartedEngine> {
  enableProdMode();
  if (wanted !== 'auto') {
    const rung = ladder.find(({ name }) => name === wanted);
    if (!rung) throw new Error(`There is no engine "${wanted}": name auto, ${engineNames.join(', ')}.`);
    const why = await whyNot(rung);
    if (why !== undefined) throw new EngineUnusable(wanted, why);
    return { name: wanted, reason: `${wanted} (${rung.about}), as asked for` };
  }
  const passed: string[] = [];
  for (const rung of ladder) {
    const why = await whyNot(rung);
    if (why === undefined) {
      const above = passed.length > 0 ? `; not ${passed.join(', not ')}` : '';
      return { name: rung.name, reason: `${rung.name} (${rung.about})${above}` };
    }
    passed.push(`${rung.name}: ${why}`);
  }
  throw new Error(`No engine works here: ${passed.join('; ')}.`);
}

/** Starts an engine and lets it multiply; text says why it cannot be used. */
async function whyNot(rung: Rung): Promise<string | undefined> {
  try {
    return (await rung.start()) ?? ((await multiplies()) ? undefined : 'it multiplies wrongly');
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
  }
}

async function multiplies(): Promise<boolean> {
  const a = tensor2d([1, 2, 3, 4], [2, 2]);
  const b = tensor2d([5, 6, 7, 8], [2, 2]);
  const product = matMul(a, b);
  const values = await product.data();
  for (const tensor of [a, b, product]) tensor.dispose();
  return [19, 22, 43, 50].every((expected, i) => values[i] === expected);
}
