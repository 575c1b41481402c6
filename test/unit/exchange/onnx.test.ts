import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cell, GraphCell } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { buildCell, buildNetwork } from '../../../src/cells/network/buildNetwork';
import { networkCosts, networkWeights } from '../../../src/cells/network/costs';
import { flatten } from '../../../src/cells/network/flatten';
import type { FlatNetwork } from '../../../src/cells/network/network';
import { createRandom, type Random } from '../../../src/cells/random';
import type { GraphSpace } from '../../../src/cells/space';
import { readSpelling } from '../../../src/cells/spelling';
import { writeOnnx } from '../../../src/exchange/export/onnx';
import { writePyTorch } from '../../../src/exchange/export/pytorch';
import { initialWeights } from '../../../src/exchange/export/weights';
import { askPython, findPython } from '../../pythonOracle';
import { anyCell } from '../cells/arbitrary';
import { edgeSpace, labSpace, sparseEdgeSpace, vertexSpace } from '../cells/spaces';
import { oddSpace } from './oddSpace';
import { runInTensorFlow } from './tfNetwork';

const about = { name: 'drawn', version: '0.0.0', doc: '' };
const torch = findPython(['torch', 'numpy']);
const python = 'python' in torch ? torch.python : '';

/** The same spaces in a skeleton that is quick to run, with an odd image. */
const small = (space: GraphSpace): GraphSpace => ({
  ...space,
  skeleton: {
    ...space.skeleton,
    image: { height: 9, width: 6, channels: 3 },
    stem: 10,
    stacks: 3,
    cells: 2,
    classes: 5,
  },
});
const spaces = [vertexSpace, edgeSpace, labSpace, sparseEdgeSpace, oddSpace].map(small);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Weights with nothing left at 0 or 1, batch norm statistics included. */
function randomWeights(network: FlatNetwork, random: Random): Map<string, Float32Array> {
  const weights = initialWeights(network, 11);
  for (const [name, values] of weights)
    if (!name.endsWith('weight') || values.every(value => value === 1))
      for (let i = 0; i < values.length; i++)
        values[i] =
          name.endsWith('bias') || name.endsWith('mean') ? 0.3 * random.normal() : 0.5 + random.next();
  return weights;
}

async function runOnnx(model: Uint8Array, images: Float32Array, shape: readonly number[]) {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  expect(session.inputNames).toEqual(['input']);
  expect(session.outputNames).toEqual(['output']);
  const { output } = await session.run({ input: new Tensor('float32', images, shape) });
  await session.release();
  return { values: output!.data as Float32Array, shape: output!.dims };
}

function draw(space: GraphSpace, count: number): GraphCell[] {
  return fc.sample(anyCell(space), { numRuns: count, seed: 9 });
}

function randomImages(count: number, { image }: GraphSpace['skeleton'], random: Random): Float32Array {
  return Float32Array.from({ length: count * image.channels * image.height * image.width }, () =>
    random.normal(),
  );
}

/** The greatest difference, in units of the greatest value. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let scale = 1e-6;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    scale = Math.max(scale, Math.abs(b[i]!));
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
  }
  return most / scale;
}

describe('exported ONNX', () => {
  it.each(spaces)(
    'of $name computes what a TensorFlow.js network with the same weights does',
    async space => {
      const random = createRandom(4);
      const { height, width, channels } = space.skeleton.image;
      for (const cell of draw(space, 12)) {
        const network = flatten(buildNetwork({ space, cell, name: 'drawn' }));
        const weights = randomWeights(network, random);
        const images = randomImages(2, space.skeleton, random);
        const onnx = await runOnnx(writeOnnx(network, weights, about), images, [2, channels, height, width]);
        expect(onnx.shape).toEqual([2, 5]);
        const nhwc = tf.tidy(() =>
          tf.transpose(tf.tensor4d(images, [2, channels, height, width]), [0, 2, 3, 1]),
        );
        const expected = runInTensorFlow(space, cell, weights, nhwc);
        nhwc.dispose();
        expect(difference(onnx.values, expected)).toBeLessThan(1e-4);
      }
    },
  );

  it.skipIf(!python)(
    'computes what the exported PyTorch code does, with one name for each weight',
    async () => {
      const random = createRandom(8);
      const tasks: object[] = [];
      const files: Record<string, Uint8Array> = {};
      const outputs: Float32Array[] = [];
      for (const space of spaces)
        for (const cell of draw(space, 12)) {
          const named = { space, cell, name: 'drawn' };
          const network = flatten(buildNetwork(named));
          const weights = randomWeights(network, random);
          const images = randomImages(2, space.skeleton, random);
          const { height, width, channels } = space.skeleton.image;
          const input = [2, channels, height, width];
          outputs.push((await runOnnx(writeOnnx(network, weights, about), images, input)).values);
          const id = tasks.length;
          files[`weights${id}`] = Buffer.concat(
            [...weights.values()].map(values => Buffer.from(values.buffer)),
          );
          files[`images${id}`] = Buffer.from(images.buffer);
          tasks.push({
            code: writePyTorch(named, false),
            model: 'Network()',
            input,
            weights: `weights${id}`,
            names: [...weights.keys()],
            images: `images${id}`,
          });
        }
      const script = path.join(import.meta.dirname, 'torchOracle.py');
      const answers = askPython(python, script, tasks, files) as { readonly output: number[] }[];
      for (const [i, { output }] of answers.entries())
        expect(difference(outputs[i]!, output)).toBeLessThan(1e-4);
    },
  );

  it('of a cell alone keeps the size of what flows through it', async () => {
    for (const space of spaces)
      for (const cell of draw(space, 12)) {
        const network = flatten(buildCell({ space, cell, name: 'drawn' }));
        const input = Float32Array.from({ length: 3 * 10 * 9 * 6 }, (_, i) => (i % 7) - 3);
        const onnx = await runOnnx(
          writeOnnx(network, initialWeights(network, 1), about),
          input,
          [3, 10, 9, 6],
        );
        expect(onnx.shape).toEqual([3, 10, 9, 6]);
      }
  });

  it('of an identity alone is the identity', async () => {
    const space = small(edgeSpace);
    const cell = readSpelling(space, '|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|') as Cell;
    const network = flatten(buildCell({ space, cell, name: 'same' }));
    const input = Float32Array.from({ length: 540 }, (_, i) => i);
    expect((await runOnnx(writeOnnx(network, new Map(), about), input, [1, 10, 9, 6])).values).toEqual(input);
  });
});

describe('the weights of an exported network', () => {
  it('are as many as we count, and no two share a name', () => {
    for (const space of [vertexSpace, edgeSpace, labSpace, sparseEdgeSpace, oddSpace])
      fc.assert(
        fc.property(anyCell(space), cell => {
          const network = flatten(buildNetwork({ space, cell, name: 'drawn' }));
          const shapes = networkWeights(network);
          expect(networkCosts(network, space.skeleton.counting)).toEqual(totalCosts(space, cell));
          const trained = shapes
            .filter(weight => weight.trained)
            .map(({ shape }) => shape.reduce((a, b) => a * b));
          expect(trained.reduce((a, b) => a + b, 0)).toBe(totalCosts(space, cell).parameters);
          expect(new Set(shapes.map(weight => weight.name)).size).toBe(shapes.length);
        }),
        { numRuns: 50 },
      );
  });

  it('are the same for the same seed, and spread as He et al. say', () => {
    const space = small(vertexSpace);
    const cell = readSpelling(space, '010001000:input,conv3x3,output') as Cell;
    const network = flatten(buildNetwork({ space, cell, name: 'one' }));
    const weights = initialWeights(network, 5);
    expect(initialWeights(network, 5)).toEqual(weights);
    expect(initialWeights(network, 6)).not.toEqual(weights);
    const name = 'features.8.a.conv.weight';
    const values = weights.get(name)!;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    expect(deviation).toBeGreaterThan(0.9 * Math.sqrt(2 / (9 * 40)));
    expect(deviation).toBeLessThan(1.1 * Math.sqrt(2 / (9 * 40)));
  });
});
