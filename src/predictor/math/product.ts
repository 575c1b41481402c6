import { matMul, tensor2d, tidy } from '@tensorflow/tfjs-core';

/** How many rows and columns `a · b` has, and how many numbers are summed for each of its entries. */
export interface ProductShape {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** `a` is stored as `[inner, rows]`. */
  readonly transposeA?: boolean;
  /** `b` is stored as `[columns, inner]`. */
  readonly transposeB?: boolean;
}

/** `a · b` of row-major matrices, on whichever backend is set. All big sums of this recipe go through here. */
export async function product(a: Float32Array, b: Float32Array, shape: ProductShape): Promise<Float32Array> {
  const { rows, inner, columns, transposeA = false, transposeB = false } = shape;
  const result = tidy(() =>
    matMul(
      tensor2d(a, transposeA ? [inner, rows] : [rows, inner]),
      tensor2d(b, transposeB ? [columns, inner] : [inner, columns]),
      transposeA,
      transposeB,
    ),
  );
  const values = await result.data<'float32'>();
  result.dispose();
  return values;
}
