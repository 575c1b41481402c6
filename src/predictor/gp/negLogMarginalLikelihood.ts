import { cholesky, inverseOf } from '../math/cholesky';
import { innerProducts, kernelGradient, trainingCovariances } from './kernel';

/** Of a Gaussian process the parameters are kept as logarithms: `width` weights, then the kernel's a and l, and the noise s. */
export const initialLogAmplitude = 0;
export const initialLogLinear = -3;
export const initialLogNoise = -1.5;

export function initialLogHyperparameters(width: number, noise = initialLogNoise): Float64Array {
  const logHyperparameters = new Float64Array(width + 3).fill(-0.5 * Math.log(2 * width));
  logHyperparameters[width] = initialLogAmplitude;
  logHyperparameters[width + 1] = initialLogLinear;
  logHyperparameters[width + 2] = noise;
  return logHyperparameters;
}

export interface Objective {
  readonly value: number;
  readonly gradient: Float64Array;
}

/**
 * `[½ yᵀK⁻¹y + ½ log|K| + Σ w + .05 (log a)² + .05 (log s − expected)²] / n` and its gradient by the logarithms; undefined
 * where K is not positive definite. `inputs` `[n, width]`; `trainings` `[n]`: of how many each
 * target is the mean, 1 where it is left out: `s` is the noise of one. The two products of `n² · width` run on the backend.
 */
export async function negLogMarginalLikelihood(
  inputs: Float32Array,
  targets: Float64Array,
  width: number,
  logHyperparameters: Float64Array,
  expectedNoise = initialLogNoise,
  trainings?: ArrayLike<number>,
): Promise<Objective | undefined> {
  const n = targets.length;
  const [a, l, noise] = [width, width + 1, width + 2].map(k => Math.exp(logHyperparameters[k]!)) as [
    number,
    number,
    number,
  ];
  const weights = Float32Array.from({ length: width }, (_, k) => Math.exp(logHyperparameters[k]!));
  const inner = await innerProducts(inputs, weights, n);

  const { K, R } = trainingCovariances(inner, n, { a, l, noise, trainings });
  const L = cholesky(K, n);
  if (!L) return undefined;
  const inverse = inverseOf(L, n);
  const alpha = new Float64Array(n);
  let value = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += inverse[i * n + j]! * targets[j]!;
    alpha[i] = sum;
    value += 0.5 * targets[i]! * sum + Math.log(L[i * n + i]!);
  }

  const byK = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) byK[i * n + j] = 0.5 * (inverse[i * n + j]! - alpha[i]! * alpha[j]!);
  const { byAmplitude, byLinear, byNoise, byWeights } = await kernelGradient(byK, R, inner, inputs, {
    n,
    width,
    a,
    l,
    trainings,
  });
  const gradient = new Float64Array(width + 3);
  for (let k = 0; k < width; k++) {
    gradient[k] = (byWeights[k]! * weights[k]! ** 2 + weights[k]!) / n;
    value += weights[k]!;
  }
  const noiseOff = logHyperparameters[width + 2]! - expectedNoise;
  gradient[width] = (a * byAmplitude + 0.1 * logHyperparameters[width]!) / n;
  gradient[width + 1] = (l * byLinear) / n;
  gradient[width + 2] = (noise * byNoise + 0.1 * noiseOff) / n;
  value += 0.05 * logHyperparameters[width]! ** 2 + 0.05 * noiseOff ** 2;
  return { value: value / n, gradient };
}
