import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { startTensorflow } from './startTensorflow';
import { startWebgpu } from './startWebgpu';
import { startWasm } from './wasm/startWasm';

export type EngineName = 'cuda' | 'webgpu' | 'native' | 'wasm' | 'cpu';

export type StartResult =
  /** `about`: what it runs on, where that is known only now. */
  | { readonly usable: true; readonly about?: string }
  /** `why`: half a sentence. */
  | { readonly usable: false; readonly why: string };

/** An engine that may be there. */
export interface Rung {
  readonly name: EngineName;
  /** What it is, for people. */
  readonly about: string;
  /**
   * Makes it TensorFlow.js's backend. May throw, or with a broken driver abort the process.
   *
   * @param onLost it has stopped for good, and the process can compute nothing more with it.
   */
  start(onLost: (why: string) => void): Promise<StartResult>;
}

/** The engines from the most to the least wanted. */
export const ladder: readonly Rung[] = [
  { name: 'cuda', about: 'NVIDIA GPU, TensorFlow', start: () => startTensorflow('cuda') },
  { name: 'webgpu', about: 'any GPU, WebGPU', start: startWebgpu },
  { name: 'native', about: 'CPU, TensorFlow', start: () => startTensorflow('native') },
  {
    name: 'wasm',
    about: 'CPU, WebAssembly with SIMD',
    start: async () => said(await startWasm(), 'this machine cannot run WebAssembly with SIMD'),
  },
  {
    name: 'cpu',
    about: 'CPU, plain JavaScript: very slow',
    start: async () => said(await setBackend('cpu'), 'it does not start'),
  },
];

function said(usable: boolean, why: string): StartResult {
  return usable ? { usable } : { usable, why };
}
