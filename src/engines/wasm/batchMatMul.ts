import {
  BatchMatMul,
  type BatchMatMulAttrs,
  type BatchMatMulInputs,
  type TensorInfo,
  Transpose,
} from '@tensorflow/tfjs-core';
import { dispose, type KernelCall, replaceKernel, runKernel } from './kernel';

/**
 * BatchMatMul that transposes its operands first. The shipped kernel reaches the fast multiplication for
 * untransposed operands alone and is 6 to 11 times slower for the others, which all gradients of dense layers are.
 */
export function installBatchMatMul(): void {
  replaceKernel<BatchMatMulInputs, BatchMatMulAttrs>(BatchMatMul, shipped => call => {
    const { inputs, attrs, backend } = call;
    const a = attrs.transposeA ? transposeLast(call, inputs.a) : inputs.a;
    const b = attrs.transposeB ? transposeLast(call, inputs.b) : inputs.b;
    const product = shipped!.kernelFunc({
      backend,
      inputs: { a, b },
      attrs: { transposeA: false, transposeB: false },
    });
    if (a !== inputs.a) dispose(backend, a);
    if (b !== inputs.b) dispose(backend, b);
    return product;
  });
}

function transposeLast(
  { backend }: KernelCall<BatchMatMulInputs, BatchMatMulAttrs>,
  x: TensorInfo,
): TensorInfo {
  const rank = x.shape.length;
  const perm = x.shape.map((_, i) => (i < rank - 2 ? i : i === rank - 2 ? rank - 1 : rank - 2));
  return runKernel(backend, Transpose, { x }, { perm });
}
