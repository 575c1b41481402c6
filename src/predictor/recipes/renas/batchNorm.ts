import {
  add,
  customGrad,
  type GradSaveFunc,
  keep,
  mul,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';

/** PyTorch's default. */
export const batchNormEpsilon = 1e-5;

export interface BatchStatistics {
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

/**
 * Batch norm of `[…, channels]` with the statistics of the batch itself, as in training. One operation with a gradient of
 * its own, because the gradients of its parts walk over the large tensor several times as often. The statistics are the
 * caller's to dispose of.
 */
export function trainBatchNorm(
  x: Tensor,
  gamma: Tensor1D,
  beta: Tensor1D,
): { readonly value: Tensor; readonly statistics: BatchStatistics } {
  const channels = gamma.shape[0];
  const rows = x.size / channels;
  const total = (values: Tensor2D) => sum(values, 0) as Tensor1D;
  let statistics: BatchStatistics | undefined;
  const normalise = customGrad((x, gamma, beta, save) => {
    const x2d = reshape(x as Tensor, [rows, channels]) as Tensor2D;
    const mean = mul(total(x2d), 1 / rows) as Tensor1D;
    const centred = sub(x2d, mean) as Tensor2D;
    const variance = mul(total(square(centred)), 1 / rows) as Tensor1D;
    const inverse = rsqrt(add(variance, batchNormEpsilon)) as Tensor1D;
    const unit = mul(centred, inverse) as Tensor2D;
    statistics = { mean: keep(mean), variance: keep(variance) };
    (save as GradSaveFunc)([unit, inverse, gamma as Tensor]);
    const value = reshape(add(mul(unit, gamma as Tensor), beta as Tensor), (x as Tensor).shape);
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const [unit, inverse, gamma] = saved as [Tensor2D, Tensor1D, Tensor1D];
      const dy2d = reshape(dy, [rows, channels]) as Tensor2D;
      const dBeta = total(dy2d);
      const dGamma = total(mul(dy2d, unit));
      const rest = sub(sub(dy2d, mul(dBeta, 1 / rows)), mul(unit, mul(dGamma, 1 / rows)));
      return [reshape(mul(rest, mul(gamma, inverse)), dy.shape), dGamma, dBeta];
    };
    return { value, gradFunc: gradFunc as never };
  });
  const value = normalise(x, gamma, beta);
  return { value, statistics: statistics! };
}
