import { product } from '../../../math/product';

/** `x · w + b`, rectified where wanted. `x` `[rows, from]`, `w` `[from, to]`, `b` `[to]`. */
export async function dense(
  x: Float32Array,
  w: Float32Array,
  b: Float32Array,
  rectified: boolean,
): Promise<Float32Array> {
  const to = b.length;
  const from = w.length / to;
  const y = await product(x, w, { rows: x.length / from, inner: from, columns: to });
  for (let at = 0; at < y.length; )
    for (let k = 0; k < to; k++, at++) {
      const value = y[at]! + b[k]!;
      y[at] = rectified && value < 0 ? 0 : value;
    }
  return y;
}

/** Sets the gradients of `w` and `b`; `dy` is the gradient by `x · w + b`. */
export async function denseGradients(
  x: Float32Array,
  dy: Float32Array,
  dw: Float32Array,
  db: Float32Array,
): Promise<void> {
  const to = db.length;
  const from = dw.length / to;
  dw.set(await product(x, dy, { rows: from, inner: x.length / from, columns: to, transposeA: true }));
  db.fill(0);
  for (let at = 0; at < dy.length; ) for (let k = 0; k < to; k++, at++) db[k]! += dy[at]!;
}

/** The gradient by `x` of `x · w`, from that by the product. */
export function inputGradient(dy: Float32Array, w: Float32Array, to: number): Promise<Float32Array> {
  return product(dy, w, { rows: dy.length / to, inner: to, columns: w.length / to, transposeB: true });
}

/** Zero where a rectified value was zero, in place. */
export function reluBackward(gradient: Float32Array, rectified: Float32Array): Float32Array {
  for (let k = 0; k < gradient.length; k++) if (rectified[k]! <= 0) gradient[k] = 0;
  return gradient;
}

export function times(values: Float32Array, mask: Float32Array): Float32Array {
  for (let k = 0; k < values.length; k++) values[k]! *= mask[k]!;
  return values;
}
