import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startEngine } from '../../../src/engines/engine';

/**
 * Every operation that a predictor or a trained network goes through, with its gradient by each of its inputs: the
 * plain JavaScript backend is taken as right, and wasm must agree.
 */
type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;
interface Case {
  readonly name: string;
  readonly shapes: readonly number[][];
  readonly run: Operation;
  /** Makes the inputs positive, for functions that need it. */
  readonly positive?: boolean;
  /** Shifts the inputs below zero. */
  readonly negative?: boolean;
}

const conv =
  (stride: number | [number, number], pad: 'same' | 'valid' | number): Operation =>
  (x, filter) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad);
const pool =
  (size: number, stride: number, pad: 'same' | 'valid'): Operation =>
  x =>
    tf.maxPool(x as tf.Tensor4D, size, stride, pad);

const cases: Case[] = [
  {
    name: 'conv 3×3 same',
    shapes: [
      [5, 7, 7, 19],
      [3, 3, 19, 38],
    ],
    run: conv(1, 'same'),
  },
  {
    name: 'conv 3×3 same on 4×4',
    shapes: [
      [3, 4, 4, 31],
      [3, 3, 31, 8],
    ],
    run: conv(1, 'same'),
  },
  {
    name: 'conv 3×3 valid',
    shapes: [
      [2, 6, 5, 3],
      [3, 3, 3, 4],
    ],
    run: conv(1, 'valid'),
  },
  {
    name: 'conv 2×4 same, uneven padding',
    shapes: [
      [2, 6, 5, 3],
      [2, 4, 3, 4],
    ],
    run: conv(1, 'same'),
  },
  {
    name: 'conv 3×3 stride 2',
    shapes: [
      [2, 7, 8, 3],
      [3, 3, 3, 4],
    ],
    run: conv(2, 'same'),
  },
  {
    name: 'conv 1×1 stride [2, 1]',
    shapes: [
      [2, 7, 8, 3],
      [1, 1, 3, 4],
    ],
    run: conv([2, 1], 'valid'),
  },
  {
    name: 'conv 3×3 padding 2',
    shapes: [
      [2, 5, 5, 3],
      [3, 3, 3, 4],
    ],
    run: conv(1, 2),
  },
  {
    name: 'conv in several chunks',
    shapes: [
      [1100, 3, 3, 2],
      [3, 3, 2, 4],
    ],
    run: conv(1, 'same'),
  },
  {
    name: 'matMul',
    shapes: [
      [5, 7],
      [7, 4],
    ],
    run: (a, b) => tf.matMul(a, b),
  },
  {
    name: 'matMul aᵀ',
    shapes: [
      [7, 5],
      [7, 4],
    ],
    run: (a, b) => tf.matMul(a, b, true, false),
  },
  {
    name: 'matMul bᵀ',
    shapes: [
      [5, 7],
      [4, 7],
    ],
    run: (a, b) => tf.matMul(a, b, false, true),
  },
  {
    name: 'matMul aᵀ bᵀ, batches',
    shapes: [
      [3, 7, 5],
      [3, 4, 7],
    ],
    run: (a, b) => tf.matMul(a, b, true, true),
  },
  { name: 'max pool 2×2', shapes: [[2, 6, 6, 3]], run: pool(2, 2, 'valid') },
  { name: 'max pool 3×3 overlapping', shapes: [[2, 7, 7, 3]], run: pool(3, 2, 'same') },
  { name: 'max pool of negative values', shapes: [[2, 7, 7, 3]], run: pool(3, 1, 'same'), negative: true },
  { name: 'relu', shapes: [[4, 9]], run: x => tf.relu(x) },
  { name: 'softplus', shapes: [[4, 9]], run: x => tf.softplus(x) },
  { name: 'sigmoid', shapes: [[4, 9]], run: x => tf.sigmoid(x) },
  { name: 'square', shapes: [[4, 9]], run: x => tf.square(x) },
  { name: 'rsqrt', shapes: [[4, 9]], run: x => tf.rsqrt(x), positive: true },
  { name: 'add, broadcast', shapes: [[4, 9], [9]], run: (a, b) => tf.add(a, b) },
  {
    name: 'sub of a column and a row',
    shapes: [
      [9, 1],
      [1, 9],
    ],
    run: (a, b) => tf.sub(a, b),
  },
  { name: 'mul, broadcast', shapes: [[4, 9], [9]], run: (a, b) => tf.mul(a, b) },
  {
    name: 'div',
    shapes: [
      [4, 9],
      [4, 9],
    ],
    run: (a, b) => tf.div(a, b),
    positive: true,
  },
  { name: 'mean', shapes: [[4, 9]], run: x => tf.mean(x, 0) },
  { name: 'sum', shapes: [[4, 9]], run: x => tf.sum(x, [0, 1]) },
  {
    name: 'transpose, reshape',
    shapes: [[4, 3, 5]],
    run: x => tf.reshape(tf.transpose(x, [2, 0, 1]), [5, 12]),
  },
];

/** Fixed numbers without a pattern that a symmetric mistake could hide behind. */
function numbers(shape: readonly number[], seed: number, of: Case): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from(
    { length: size },
    (_, i) => Math.sin((i + 1) * 12.9898 + seed * 78.233) * 3,
  );
  if (of.positive) for (let i = 0; i < size; i++) values[i] = Math.abs(values[i]!) + 0.5;
  if (of.negative) for (let i = 0; i < size; i++) values[i] = values[i]! - 4;
  return tf.tensor(values, [...shape]);
}

async function valuesAndGradients(of: Case): Promise<number[][]> {
  const inputs = of.shapes.map((shape, i) => numbers(shape, i, of));
  const value = of.run(...inputs);
  const dy = numbers(value.shape, 99, { ...of, positive: false, negative: false });
  const results = [value, ...tf.grads(of.run)(inputs, dy)];
  return Promise.all(results.map(async result => [...(await result.data())]));
}

describe('wasm computes what the cpu backend computes, and the same gradients', () => {
  const expected = new Map<string, number[][]>();
  beforeAll(async () => {
    await startEngine('cpu');
    for (const of of cases) expected.set(of.name, await valuesAndGradients(of));
    await startEngine('wasm');
  });
  test.each(cases)('$name', async of => {
    expect(tf.getBackend()).toBe('wasm');
    const actual = await valuesAndGradients(of);
    const right = expected.get(of.name)!;
    expect(actual.length).toBe(right.length);
    actual.forEach((values, which) => {
      expect(values.length).toBe(right[which]!.length);
      let scale = 1;
      let worst = 0;
      values.forEach((value, i) => {
        scale = Math.max(scale, Math.abs(right[which]![i]!));
        worst = Math.max(worst, Math.abs(value - right[which]![i]!));
      });
      expect(worst / scale, which === 0 ? 'value' : `gradient by input ${which - 1}`).toBeLessThan(2e-5);
    });
  });
});

test('the kernels of this project leave no memory behind', async () => {
  await startEngine('wasm');
  const x = tf.randomNormal<tf.Rank.R4>([8, 7, 7, 5]);
  const filter = tf.randomNormal<tf.Rank.R4>([3, 3, 5, 6]);
  const loss = (x: tf.Tensor, filter: tf.Tensor) =>
    tf.sum(
      tf.square(tf.maxPool(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'), 2, 2, 'valid')),
    );
  const count = () => (tf.backend() as unknown as { numDataIds(): number }).numDataIds();
  const before = count();
  for (let i = 0; i < 3; i++) tf.dispose(tf.grads(loss)([x, filter]));
  expect(count()).toBe(before);
});
