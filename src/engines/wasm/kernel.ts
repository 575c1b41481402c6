import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

export interface KernelCall<Inputs, Attributes> {
  readonly inputs: { readonly [name in keyof Inputs]: TensorInfo };
  readonly attrs: Attributes;
  readonly backend: BackendWasm;
}

/** Runs another kernel of the wasm backend on raw tensors; the caller disposes of the result. */
export function runKernel(
  backend: BackendWasm,
  name: string,
  inputs: Record<string, TensorInfo>,
  attrs: object,
): TensorInfo {
  const kernel = getKernel(name, 'wasm');
  return kernel.kernelFunc({ backend, inputs, attrs: attrs as never }) as TensorInfo;
}

/**
 * Puts a kernel in the place of the shipped one, if there is one. `make` gets the shipped one to fall back on, whose
 * set-up is kept. To be called before the backend starts.
 */
export function replaceKernel<Inputs, Attributes>(
  name: string,
  make: (
    shipped: KernelConfig | undefined,
  ) => (call: KernelCall<Inputs, Attributes>) => TensorInfo | TensorInfo[],
): void {
  const shipped = getKernel(name, 'wasm');
  if (shipped) unregisterKernel(name, 'wasm');
  registerKernel({
    kernelName: name,
    backendName: 'wasm',
    ...(shipped?.setupFunc ? { setupFunc: shipped.setupFunc } : {}),
    kernelFunc: make(shipped) as unknown as KernelFunc,
  });
}

/** A tensor's values in the wasm heap: valid until the next allocation, which may move the heap. */
export function floats(backend: BackendWasm, info: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(info as Parameters<BackendWasm['typedArrayFromHeap']>[0]) as Float32Array;
}

export function dispose(backend: BackendWasm, ...infos: readonly TensorInfo[]): void {
  for (const info of infos) backend.disposeData(info.dataId);
}
