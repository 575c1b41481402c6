import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import util from 'node:util';
import { backend, setBackend } from '@tensorflow/tfjs-core';
import { type AddedPackage, addedPackages, findAdded } from './added';
import type { StartResult } from './ladder';

/** The package that this process has loaded: a process can hold one TensorFlow. */
let loaded: AddedPackage | undefined;

/** Starts TensorFlow's own library on an NVIDIA GPU, or on the CPU. */
export async function startTensorflow(engine: 'cuda' | 'native'): Promise<StartResult> {
  const wanted = addedPackages[engine];
  const found = wanted.flatMap(({ engine, name }) => findAdded(engine, name) ?? [])[0];
  if (!found) return { usable: false, why: `${wanted[0]!.name} is not installed` };
  loaded ??= load(found);
  if (!(await setBackend('tensorflow')))
    return { usable: false, why: 'TensorFlow was loaded but does not start' };
  const onGpu = (backend() as unknown as { readonly isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
  if (engine === 'cuda')
    return onGpu
      ? { usable: true, about: `${nvidiaCard() ?? 'NVIDIA GPU'}, TensorFlow` }
      : {
          usable: false,
          why: `TensorFlow sees no GPU, so ${loaded.name} runs on the CPU: the engine native`,
        };
  return onGpu
    ? { usable: false, why: 'TensorFlow runs on the GPU: the engine cuda' }
    : { usable: true, about: `CPU, TensorFlow of ${loaded.name}` };
}

function load(found: AddedPackage): AddedPackage {
  // TensorFlow tells its warnings to stderr, which is the predictor process's way to say how it died.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // The package still calls what Node 23 has taken away.
  const old = util as { isNullOrUndefined?: (value: unknown) => boolean; isArray?: typeof Array.isArray };
  old.isNullOrUndefined ??= value => value === null || value === undefined;
  old.isArray ??= Array.isArray;
  createRequire(found.entry)(found.entry);
  return found;
}

/** `NVIDIA H100 80GB HBM3`, as Linux's driver says it. */
function nvidiaCard(): string | undefined {
  const cards = '/proc/driver/nvidia/gpus';
  try {
    const [first] = readdirSync(cards);
    return /^Model:\s*(.+)$/m.exec(readFileSync(`${cards}/${first}/information`, 'utf8'))?.[1]?.trim();
  } catch {
    return undefined;
  }
}
