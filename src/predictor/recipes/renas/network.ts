import {
  add,
  conv2d,
  fused,
  matMul,
  relu,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { Random } from '../../../cells/random';
import type { TensorShape } from '../../features/kinds/featureKind';
import { type BatchStatistics, batchNormEpsilon, trainBatchNorm } from './batchNorm';

const widths = { first: 38, second: 128, third: 120, fourth: 84 } as const;

/** A tensor's numbers outside of any engine. */
export interface Values {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

type NamesOf<T extends string> = Readonly<Record<T, Values>>;
type DenseName = 'dense1' | 'dense2' | 'dense3';

/** What is trained: 813,615 numbers for NAS-Bench-101. */
export type TrainedName =
  | 'conv1/kernel'
  | 'conv2/kernel'
  | `norm${1 | 2}/${'gamma' | 'beta'}`
  | `${DenseName}/${'kernel' | 'bias'}`;
export type TrainedValues = NamesOf<TrainedName>;

/** What ranks: each batch norm is folded into the convolution before it. */
export type FoldedName = `${'conv1' | 'conv2' | DenseName}/${'kernel' | 'bias'}`;
export type FoldedValues = NamesOf<FoldedName>;

/** The network's layers for features of a shape: two convolutions, three dense layers (Xu et al.'s released script). */
function kernelShapes({ vertices, channels }: TensorShape) {
  return {
    conv1: [3, 3, channels, widths.first],
    conv2: [3, 3, widths.first, widths.second],
    dense1: [vertices * vertices * widths.second, widths.third],
    dense2: [widths.third, widths.fourth],
    dense3: [widths.fourth, 1],
  } as const;
}

/**
 * PyTorch's default initialisation: convolutions and dense layers uniform in ±1/√(inputs), which is Kaiming's with
 * a = √5; batch norm 1 and 0.
 */
export function initialise(shape: TensorShape, random: Random): TrainedValues {
  const kernels = kernelShapes(shape);
  const uniform = (shape: readonly number[], bound: number): Values => ({
    shape,
    values: Float32Array.from({ length: product(shape) }, () => (2 * random.next() - 1) * bound),
  });
  const constant = (length: number, value: number): Values => ({
    shape: [length],
    values: new Float32Array(length).fill(value),
  });
  const bound = (kernel: readonly number[]) => 1 / Math.sqrt(product(kernel.slice(0, -1)));
  const dense = (kernel: readonly [number, number]) => ({
    kernel: uniform(kernel, bound(kernel)),
    bias: uniform([kernel[1]], bound(kernel)),
  });
  const conv1 = uniform(kernels.conv1, bound(kernels.conv1));
  const conv2 = uniform(kernels.conv2, bound(kernels.conv2));
  const [dense1, dense2, dense3] = [dense(kernels.dense1), dense(kernels.dense2), dense(kernels.dense3)];
  return {
    'conv1/kernel': conv1,
    'norm1/gamma': constant(widths.first, 1),
    'norm1/beta': constant(widths.first, 0),
    'conv2/kernel': conv2,
    'norm2/gamma': constant(widths.second, 1),
    'norm2/beta': constant(widths.second, 0),
    'dense1/kernel': dense1.kernel,
    'dense1/bias': dense1.bias,
    'dense2/kernel': dense2.kernel,
    'dense2/bias': dense2.bias,
    'dense3/kernel': dense3.kernel,
    'dense3/bias': dense3.bias,
  };
}

export function parameterCount(values: Readonly<Record<string, Values>>): number {
  return Object.values(values).reduce((sum, { values }) => sum + values.length, 0);
}

export type TrainedTensors = Readonly<Record<TrainedName, Tensor>>;
export type FoldedTensors = Readonly<Record<FoldedName, Tensor>>;

/** The network as it is trained, `[cells, V, V, channels]` to `[cells]`, with the statistics of its two batch norms. */
export function forwardTraining(
  x: Tensor4D,
  weights: TrainedTensors,
): { readonly outputs: Tensor1D; readonly statistics: readonly [BatchStatistics, BatchStatistics] } {
  const layer = (x: Tensor4D, index: 1 | 2) => {
    const convolved = conv2d(x, weights[`conv${index}/kernel`] as Tensor4D, 1, 'same');
    const { value, statistics } = trainBatchNorm(
      convolved,
      weights[`norm${index}/gamma`] as Tensor1D,
      weights[`norm${index}/beta`] as Tensor1D,
    );
    return { value: relu(value) as Tensor4D, statistics };
  };
  const first = layer(x, 1);
  const second = layer(first.value, 2);
  const dense = (x: Tensor2D, name: DenseName) =>
    add(matMul(x, weights[`${name}/kernel`] as Tensor2D), weights[`${name}/bias`]) as Tensor2D;
  const flat = reshape(second.value, [x.shape[0], -1]) as Tensor2D;
  const outputs = dense(relu(dense(relu(dense(flat, 'dense1')), 'dense2')), 'dense3');
  return {
    outputs: reshape(outputs, [-1]) as Tensor1D,
    statistics: [first.statistics, second.statistics],
  };
}

/** The network as it ranks, `[cells, V, V, channels]` to `[cells]`. */
export function forwardFolded(x: Tensor4D, weights: FoldedTensors): Tensor1D {
  const convolve = (x: Tensor4D, name: 'conv1' | 'conv2') =>
    fused.conv2d({
      x,
      filter: weights[`${name}/kernel`] as Tensor4D,
      strides: 1,
      pad: 'same',
      bias: weights[`${name}/bias`],
      activation: 'relu',
    });
  const dense = (a: Tensor2D, name: DenseName, activation: 'relu' | 'linear') =>
    fused.matMul({
      a,
      b: weights[`${name}/kernel`] as Tensor2D,
      bias: weights[`${name}/bias`],
      activation,
    }) as Tensor2D;
  const flat = reshape(convolve(convolve(x, 'conv1'), 'conv2'), [x.shape[0], -1]) as Tensor2D;
  return reshape(dense(dense(dense(flat, 'dense1', 'relu'), 'dense2', 'relu'), 'dense3', 'linear'), [-1]);
}

/** Mean and variance of each channel before a batch norm. */
export interface Statistics {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** Folds the batch norms, at given statistics, into the convolutions. */
export function fold(weights: TrainedValues, statistics: readonly [Statistics, Statistics]): FoldedValues {
  const first = foldOne(weights, 1, statistics[0]);
  const second = foldOne(weights, 2, statistics[1]);
  return {
    'conv1/kernel': first.kernel,
    'conv1/bias': first.bias,
    'conv2/kernel': second.kernel,
    'conv2/bias': second.bias,
    'dense1/kernel': weights['dense1/kernel'],
    'dense1/bias': weights['dense1/bias'],
    'dense2/kernel': weights['dense2/kernel'],
    'dense2/bias': weights['dense2/bias'],
    'dense3/kernel': weights['dense3/kernel'],
    'dense3/bias': weights['dense3/bias'],
  };
}

function foldOne(weights: TrainedValues, index: 1 | 2, { mean, variance }: Statistics) {
  const { shape, values } = weights[`conv${index}/kernel`];
  const channels = mean.length;
  const scale = weights[`norm${index}/gamma`].values.map(
    (gamma, c) => gamma / Math.sqrt(variance[c]! + batchNormEpsilon),
  );
  const kernel: Values = { shape, values: values.map((value, i) => value * scale[i % channels]!) };
  const beta = weights[`norm${index}/beta`].values;
  const bias: Values = { shape: [channels], values: beta.map((value, c) => value - mean[c]! * scale[c]!) };
  return { kernel, bias };
}

/** The shapes of the folded network's weights, to hold a saved model against. */
export function foldedShapes(shape: TensorShape): Readonly<Record<FoldedName, readonly number[]>> {
  const kernels = kernelShapes(shape);
  const entries = Object.entries(kernels).flatMap(([name, kernel]) => [
    [`${name}/kernel`, kernel],
    [`${name}/bias`, kernel.slice(-1)],
  ]);
  return Object.fromEntries(entries) as Record<FoldedName, readonly number[]>;
}

function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
