import {
  add,
  fused,
  mul,
  relu6,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { hardSwish } from './hardSwish';

/** `x · w + b`, sent through the activation. `w` `[from, to]`, `b` `[to]`. */
export interface Layer {
  readonly w: Float32Array;
  readonly b: Float32Array;
  readonly activation: 'none' | 'rectifier' | 'hardSwish';
}

const activations: Record<Layer['activation'], (sum: number) => number> = {
  none: sum => sum,
  rectifier: sum => Math.max(0, sum),
  hardSwish,
};

/** Fewer rows than this are quicker in plain loops than the backend's calls are. */
const few = 32;

/** Sends `[rows, from]` through layers one after the other; numbers leave the backend only behind the last. */
export async function forwardLayers(x: Float32Array, layers: readonly Layer[]): Promise<Float32Array> {
  const from = layers[0]!.w.length / layers[0]!.b.length;
  const rows = x.length / from;
  if (rows < few) return forwardInLoops(x, layers);
  const result = tidy(() => {
    let values: Tensor2D = tensor2d(x, [rows, from]);
    for (const { w, b, activation } of layers) {
      values = fused.matMul({
        a: values,
        b: tensor2d(w, [w.length / b.length, b.length]),
        bias: tensor1d(b),
        activation: activation === 'rectifier' ? 'relu' : 'linear',
      }) as Tensor2D;
      if (activation === 'hardSwish') values = hardSwishOf(values);
    }
    return values;
  });
  const values = await result.data<'float32'>();
  result.dispose();
  return values;
}

/** The same without a backend, at once. */
export function forwardInLoops(x: Float32Array, layers: readonly Layer[]): Float32Array {
  const rows = x.length / (layers[0]!.w.length / layers[0]!.b.length);
  return layers.reduce((values, layer) => inLoops(values, layer, rows), x);
}

function hardSwishOf<T extends Tensor>(x: T): T {
  return mul(x, mul(relu6(add(x, 3)), 1 / 6));
}

function inLoops(x: Float32Array, { w, b, activation }: Layer, rows: number): Float32Array {
  const to = b.length;
  const from = w.length / to;
  const out = new Float32Array(rows * to);
  const sums = new Float64Array(to);
  const activate = activations[activation];
  for (let i = 0; i < rows; i++) {
    sums.set(b);
    for (let j = 0; j < from; j++) {
      const value = x[i * from + j]!;
      if (value !== 0) for (let k = 0, at = j * to; k < to; k++, at++) sums[k]! += value * w[at]!;
    }
    for (let k = 0; k < to; k++) out[i * to + k] = activate(sums[k]!);
  }
  return out;
}
