import { enableProdMode, matMul, tensor2d } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { safeText } from '../text/safeText';
import { writeError } from '../text/terminal';
import { type EngineName, ladder, type Rung, type StartResult } from './ladder';

export type { EngineName } from './ladder';

export interface StartedEngine {
  readonly name: EngineName;
  /** Why this one, and why not those above it: one line for people. */
  readonly reason: string;
}

export interface EngineOptions {
  /** Of `auto`: the order to try the engines in, with why the first is first. Default: the ladder's. */
  readonly order?: { readonly names: readonly EngineName[]; readonly because: string };
  /** Of `auto`: engines not to start, and why not: half a sentence each. */
  readonly without?: Readonly<Partial<Record<EngineName, string>>>;
  /** Hears which engine is about to be started: if the process then ends, it was that one. */
  readonly onTry?: (name: EngineName) => void;
  /** The started engine has stopped for good: half a sentence. Default: the process ends with it on stderr. */
  readonly onLost?: (why: string) => void;
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
 * Makes an engine TensorFlow.js's backend: the one named, or with `auto` the first that works. Throws one sentence if
 * it cannot. Prints nothing.
 */
export async function startEngine(
  wanted: EngineName | 'auto',
  options: EngineOptions = {},
): Promise<StartedEngine> {
  enableProdMode();
  if (wanted !== 'auto') {
    const rung = ladder.find(({ name }) => name === wanted);
    if (!rung) throw new Error(`There is no engine "${wanted}": name auto, ${engineNames.join(', ')}.`);
    const result = await tryRung(rung, options);
    if (!result.usable) throw new EngineUnusable(wanted, result.why);
    return { name: wanted, reason: `${wanted} (${result.about ?? rung.about}), as asked for` };
  }
  const { order, without = {} } = options;
  const passed: string[] = [];
  for (const name of order?.names ?? engineNames) {
    const rung = ladder.find(rung => rung.name === name)!;
    const excluded = without[name];
    const result: StartResult =
      excluded === undefined ? await tryRung(rung, options) : { usable: false, why: excluded };
    if (result.usable) {
      const because = order && passed.length === 0 ? `: ${order.because}` : '';
      const others = Object.entries(without).filter(([other]) => !order?.names.includes(other as EngineName));
      const not = [...passed, ...(order ? others.map(([other, why]) => `${other}: ${why}`) : [])];
      const above = not.length > 0 ? `; not ${not.join(', not ')}` : '';
      return { name, reason: `${name} (${result.about ?? rung.about})${because}${above}` };
    }
    passed.push(`${name}: ${result.why}`);
  }
  throw new Error(`No engine works here: ${passed.join('; ')}.`);
}

/** Starts an engine and lets it multiply. */
async function tryRung(rung: Rung, { onTry, onLost = endProcess }: EngineOptions): Promise<StartResult> {
  onTry?.(rung.name);
  try {
    const result = await rung.start(onLost);
    if (!result.usable || (await multiplies())) return result;
    return { usable: false, why: 'it multiplies wrongly' };
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;
    return { usable: false, why };
  }
}

function endProcess(why: string): void {
  writeError(safeText(`renas: ${why}\n`, 'terminal'));
  process.exit(3);
}

/** Whether the engine that runs still computes, within a few seconds. */
export async function engineAnswers(): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), 5000);
  });
  return Promise.race([multiplies().catch(() => false), late]).finally(() => clearTimeout(timer));
}

async function multiplies(): Promise<boolean> {
  const a = tensor2d([1, 2, 3, 4], [2, 2]);
  const b = tensor2d([5, 6, 7, 8], [2, 2]);
  const product = matMul(a, b);
  const values = await product.data();
  for (const tensor of [a, b, product]) tensor.dispose();
  return [19, 22, 43, 50].every((expected, i) => values[i] === expected);
}
