import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/cells/random';
import { startEngine } from '../../../src/engines/engine';
import { trainBatchNorm } from '../../../src/predictor/recipes/renas/batchNorm';
import {
  fold,
  foldedShapes,
  forwardFolded,
  forwardTraining,
  initialise,
  type TrainedTensors,
} from '../../../src/predictor/recipes/renas/network';

const waves = (shape: readonly number[], seed: number) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
      Math.sin((i + 1) * 12.9898 + seed),
    ),
    [...shape],
  );

describe.each(['wasm', 'cpu'] as const)('batch norm in training on %s', engine => {
  beforeAll(async () => {
    await startEngine(engine);
  });

  test('has the gradients of its definition', () => {
    const x = waves([4, 3, 3, 2], 1);
    const gamma = tf.tensor1d([1.5, -0.7]);
    const beta = tf.tensor1d([0.2, 0.4]);
    const dy = waves([4, 3, 3, 2], 2);
    const own = (...[x, gamma, beta]: tf.Tensor[]) => {
      const { value, statistics } = trainBatchNorm(x!, gamma as tf.Tensor1D, beta as tf.Tensor1D);
      tf.dispose([statistics.mean, statistics.variance]);
      return value;
    };
    const definition = (...[x, gamma, beta]: tf.Tensor[]) => {
      const mean = tf.mean(x!, [0, 1, 2]);
      const variance = tf.mean(tf.square(tf.sub(x!, mean)), [0, 1, 2]);
      const unit = tf.mul(tf.sub(x!, mean), tf.rsqrt(tf.add(variance, 1e-5)));
      return tf.add(tf.mul(unit, gamma!), beta!);
    };
    const results = [own, definition].map(f => [f(x, gamma, beta), ...tf.grads(f)([x, gamma, beta], dy)]);
    results[0]!.forEach((tensor, which) => {
      const expected = results[1]![which]!.dataSync();
      tensor.dataSync().forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 4);
      });
    });
  });
});

describe('the network', () => {
  const shape = { vertices: 5, channels: 9 };

  test('ranks, its batch norms folded, as it did in training', async () => {
    await startEngine('wasm');
    const values = initialise(shape, createRandom(1));
    for (const name of ['norm1/gamma', 'norm1/beta', 'norm2/gamma', 'norm2/beta'] as const)
      values[name].values.forEach((value, i, all) => {
        all[i] = value + 0.3 * Math.sin(i);
      });
    const tensors = Object.fromEntries(
      Object.entries(values).map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
    ) as TrainedTensors;
    const x = waves([16, 5, 5, 9], 3) as tf.Tensor4D;
    const { outputs, statistics } = forwardTraining(x, tensors);
    const [first, second] = statistics.map(({ mean, variance }) => ({
      mean: mean.dataSync() as Float32Array,
      variance: variance.dataSync() as Float32Array,
    }));
    const folded = fold(values, [first!, second!]);
    expect(Object.fromEntries(Object.entries(folded).map(([name, { shape }]) => [name, [...shape]]))).toEqual(
      foldedShapes(shape),
    );
    const foldedTensors = Object.fromEntries(
      Object.entries(folded).map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
    ) as never;
    const again = forwardFolded(x, foldedTensors).dataSync();
    const spread = Math.max(...outputs.dataSync()) - Math.min(...outputs.dataSync());
    outputs.dataSync().forEach((output, i) => {
      expect(Math.abs(output - again[i]!) / spread).toBeLessThan(1e-4);
    });
  });

  test('starts as PyTorch would start it: uniform in ±1/√(inputs) of each layer', () => {
    const values = initialise(shape, createRandom(2));
    for (const [name, inputs] of [
      ['conv1/kernel', 9 * 9],
      ['conv2/kernel', 9 * 38],
      ['dense1/kernel', 25 * 128],
      ['dense1/bias', 25 * 128],
      ['dense2/kernel', 120],
    ] as const) {
      const bound = 1 / Math.sqrt(inputs);
      const numbers = [...values[name].values];
      const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(largest, name).toBeLessThanOrEqual(bound);
      expect(largest, name).toBeGreaterThan(0.9 * bound);
      const variance = numbers.reduce((sum, value) => sum + value * value, 0) / numbers.length;
      expect(variance / (bound ** 2 / 3), name).toBeCloseTo(1, 0);
    }
  });
});
