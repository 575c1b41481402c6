import {
  add,
  concat,
  customGrad,
  type GradSaveFunc,
  mul,
  neg,
  reshape,
  type Scalar,
  scalar,
  sigmoid,
  sign,
  slice,
  softplus,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';

/** Pairs looked at in one go. */
const chunkPairs = 1 << 20;

/**
 * The relativistic loss of ReNAS: the mean over ordered pairs of log(1 + exp(−(o_i − o_j) · sign(y_i − y_j))). It knows
 * of the labels `y` nothing but which of two is greater. Loss and gradient are computed together and in chunks of rows,
 * so that memory does not grow with the square of the number of cells.
 *
 * @param outputs `[cells]`
 * @param labels `[cells]`
 */
export function rankingLoss(outputs: Tensor1D, labels: Tensor1D): Scalar {
  const loss = customGrad((x, save) => {
    const { value, gradient } = lossAndGradient(x as Tensor1D, labels);
    (save as GradSaveFunc)([gradient]);
    return { value, gradFunc: (dy, saved) => mul(dy as Tensor, (saved as Tensor[])[0]!) };
  });
  return loss(outputs) as Scalar;
}

function lossAndGradient(outputs: Tensor1D, labels: Tensor1D): { value: Scalar; gradient: Tensor1D } {
  const n = outputs.shape[0];
  const chunk = Math.max(1, Math.floor(chunkPairs / n));
  const row = (x: Tensor1D) => reshape(x, [1, n]);
  const gradients: Tensor1D[] = [];
  let total: Tensor = scalar(0);
  for (let start = 0; start < n; start += chunk) {
    const count = Math.min(chunk, n - start);
    const column = (x: Tensor1D) => reshape(slice(x, start, count), [count, 1]);
    const order = sign(sub(column(labels), row(labels)));
    const against = neg(mul(sub(column(outputs), row(outputs)), order));
    total = add(total, sum(sum(softplus(against), 1)));
    gradients.push(sum(mul(sigmoid(against), order), 1) as Tensor1D);
  }
  const pairs = n * (n - 1);
  // A cell paired with itself counts nothing; each other pair counts in both its orders.
  const value = mul(sub(total, n * Math.LN2), 1 / pairs) as Scalar;
  return { value, gradient: mul(concat(gradients), -2 / pairs) };
}
