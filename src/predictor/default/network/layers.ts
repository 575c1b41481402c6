import { fused, type Tensor2D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';

/** `x · w + b`, rectified where wanted. `w` `[from, to]`, `b` `[to]`. */
export interface Layer {
  readonly w: Float32Array;
  readonly b: Float32Array;
  readonly rectified: boolean;
}

/** Fewer rows than this are quicker in plain loops than the backend's calls are. */
const few = 32;

/** Sends `[rows, from]` through layers one after the other; numbers leave the backend only behind the last. */
export async function throughLayers(x: Float32Array, layers: readonly Layer[]): Promise<Float32Array> {
  const from = layers[0]!.w.length / layers[0]!.b.length;
  const rows = x.length / from;
  if (rows < few) return layers.reduce((values, layer) => inLoops(values, layer, rows), x);
  const result = tidy(() => {
    let values: Tensor2D = tensor2d(x, [rows, from]);
    for (const { w, b, rectified } of layers)
      values = fused.matMul({
        a: values,
        b: tensor2d(w, [w.length / b.length, b.length]),
        bias: tensor1d(b),
        activation: rectified ? 'relu' : 'linear',
      }) as Tensor2D;
    return values;
  });
  const values = await result.data<'float32'>();
  result.dispose();
  return values;
}

function inLoops(x: Float32Array, { w, b, rectified }: Layer, rows: number): Float32Array {
  const to = b.length;
  const from = w.length / to;
  const out = new Float32Array(rows * to);
  const sums = new Float64Array(to);
  for (let i = 0; i < rows; i++) {
    sums.set(b);
    for (let j = 0; j < from; j++) {
      const value = x[i * from + j]!;
      if (value !== 0) for (let k = 0, at = j * to; k < to; k++, at++) sums[k]! += value * w[at]!;
    }
    for (let k = 0; k < to; k++) out[i * to + k] = rectified ? Math.max(0, sums[k]!) : sums[k]!;
  }
  return out;
}
