import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { installBatchMatMul } from './batchMatMul';
import { installConv2DBackpropFilter } from './conv2DBackpropFilter';
import { installConv2DBackpropInput } from './conv2DBackpropInput';
import { installMaxPoolGrad } from './maxPoolGrad';

let installed = false;

/** Starts the WebAssembly backend with SIMD and this project's kernels; false if it cannot be. */
export async function startWasm(): Promise<boolean> {
  if (!installed) {
    for (const install of [
      installBatchMatMul,
      installConv2DBackpropFilter,
      installConv2DBackpropInput,
      installMaxPoolGrad,
    ])
      install();
    const binary = findBinary();
    setWasmPaths({
      'tfjs-backend-wasm.wasm': binary,
      'tfjs-backend-wasm-simd.wasm': binary,
      'tfjs-backend-wasm-threaded-simd.wasm': binary,
    });
    installed = true;
  }
  return withoutNewListeners(() => setBackend('wasm'));
}

/** The binary lies beside the bundle; for code that runs from its sources, in the package. */
function findBinary(): string {
  const beside = path.join(__dirname, 'tfjs-backend-wasm-simd.wasm');
  if (existsSync(beside)) return beside;
  return createRequire(__filename).resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm');
}

/**
 * The backend's glue code throws from listeners of its own for uncaught errors and rejections, which would change how
 * the process that merely loads it dies of one. They are taken away again.
 */
async function withoutNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map(event => new Set<unknown>(process.listeners(event as 'uncaughtException')));
  const result = await start();
  events.forEach((event, i) => {
    for (const listener of process.listeners(event as 'uncaughtException'))
      if (!before[i]!.has(listener)) process.off(event, listener);
  });
  return result;
}
