import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startEngine } from '../../../src/engines/engine';
import { rankingLoss } from '../../../src/predictor/rankingLoss';

/** The formula of the paper, over ordered pairs of two cells. */
function definition(outputs: readonly number[], labels: readonly number[]): number {
  const n = outputs.length;
  let sum = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      if (i !== j)
        sum += Math.log(1 + Math.exp(-(outputs[i]! - outputs[j]!) * Math.sign(labels[i]! - labels[j]!)));
  return sum / (n * (n - 1));
}

const labels = [0.3, 0.9, 0.3, 0.1, 0.7, 0.5];
const outputs = [0.2, -1.1, 0.7, 1.5, 0.1, -0.4];
const value = (at: readonly number[]) =>
  tf.tidy(() => rankingLoss(tf.tensor1d([...at]), tf.tensor1d(labels)).dataSync()[0]!);

describe.each(['wasm', 'cpu'] as const)('the ranking loss on %s', engine => {
  beforeAll(async () => {
    await startEngine(engine);
  });

  test('is the mean over ordered pairs of the logistic loss, equal labels counting ln 2', () => {
    expect(value(outputs)).toBeCloseTo(definition(outputs, labels), 5);
  });

  test('has the gradient of its finite differences', async () => {
    const gradient = tf.tidy(() =>
      tf
        .grad(x => rankingLoss(x as tf.Tensor1D, tf.tensor1d(labels)))(tf.tensor1d(outputs))
        .dataSync(),
    );
    outputs.forEach((_, i) => {
      const step = 1e-4;
      const moved = (by: number) =>
        definition(
          outputs.map((o, k) => (k === i ? o + by : o)),
          labels,
        );
      expect(gradient[i]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 5);
    });
  });

  test('does not depend on how many pairs are looked at in one go', () => {
    const n = 1500;
    const many = Float32Array.from({ length: n }, (_, i) => Math.sin(i * 12.9898));
    const target = Float32Array.from({ length: n }, (_, i) => Math.sin(i * 78.233));
    const loss = tf.tidy(() => rankingLoss(tf.tensor1d(many), tf.tensor1d(target)).dataSync()[0]!);
    expect(loss).toBeCloseTo(definition([...many], [...target]), 4);
  });
});
