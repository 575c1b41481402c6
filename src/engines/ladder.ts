import { createRequire } from 'node:module';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { startWasm } from './wasm/startWasm';

export type EngineName = 'cuda' | 'webgpu' | 'native' | 'wasm' | 'cpu';

/** An engine that may be there. */
export interface Rung {
  readonly name: EngineName;
  /** What it is, for people. */
  readonly about: string;
  /** Makes it TensorFlow.js's backend; text says why it cannot be. May throw, or with a broken driver abort. */
  start(): Promise<string | undefined>;
}

/** The engines from the most to the least wanted: the first that works is taken. */
export const ladder: readonly Rung[] = [
  { name: 'cuda', about: 'NVIDIA GPU, TensorFlow', start: async () => missing('@tensorflow/tfjs-node-gpu') },
  {
    name: 'webgpu',
    about: 'any GPU, Dawn',
    start: async () => missing('webgpu', '@tensorflow/tfjs-backend-webgpu'),
  },
  { name: 'native', about: 'CPU, TensorFlow', start: async () => missing('@tensorflow/tfjs-node') },
  {
    name: 'wasm',
    about: 'CPU, WebAssembly with SIMD',
    start: async () => ((await startWasm()) ? undefined : 'this machine cannot run WebAssembly with SIMD'),
  },
  {
    name: 'cpu',
    about: 'CPU, plain JavaScript: very slow',
    start: async () => ((await setBackend('cpu')) ? undefined : 'it does not start'),
  },
];

/** Why an engine that users add is not used: its packages are looked for, and what is found is said. */
function missing(...packages: readonly string[]): string {
  const { resolve } = createRequire(__filename);
  for (const name of packages)
    try {
      resolve(name);
    } catch {
      return `${name} is not installed`;
    }
  return `${packages.join(' and ')} found, which this version of ReNAS cannot use yet`;
}
