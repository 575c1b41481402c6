import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { sampleCells } from '../../../../src/cells/enumerate';
import { createRandom } from '../../../../src/cells/random';
import {
  initialLogHyperparameters,
  negLogMarginalLikelihood,
} from '../../../../src/predictor/gp/negLogMarginalLikelihood';
import { conditionExactGp, predictGp, takeRows } from '../../../../src/predictor/gp/posterior';
import { conditionSparseGp } from '../../../../src/predictor/gp/sparseGp';
import { createNetwork, forward } from '../../../../src/predictor/recipes/distilled/gnn/graphNetwork';
import { hardSwish, hardSwishBackward } from '../../../../src/predictor/recipes/distilled/gnn/hardSwish';
import { forwardLayers, type Layer } from '../../../../src/predictor/recipes/distilled/gnn/layers';
import { packGraphs } from '../../../../src/predictor/recipes/distilled/gnn/packedGraphs';
import { pairGradient, pairLoss } from '../../../../src/predictor/recipes/distilled/gnn/pairLoss';
import { vertexSpace } from '../../cells/spaces';

beforeAll(async () => {
  await setBackend('cpu');
});

function normals(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
}

describe('gradients are those of finite differences', () => {
  test.each([
    ['one training a row', undefined],
    ['means of several', Array.from({ length: 12 }, (_, i) => 1 + (i % 4))],
  ])('of the Gaussian process, %s', async (_, trainings) => {
    const [n, width] = [12, 5];
    const inputs = normals(n * width, 1);
    const targets = Float64Array.from(normals(n, 2));
    const logs = initialLogHyperparameters(width).map((value, k) => value + 0.2 * Math.sin(k));
    const objective = async (at: Float64Array) =>
      (await negLogMarginalLikelihood(inputs, targets, width, at, undefined, trainings))!;
    const { gradient } = await objective(logs);
    const step = 1e-3;
    for (let k = 0; k < logs.length; k++) {
      const at = async (off: number) => {
        const moved = logs.slice();
        moved[k]! += off;
        return (await objective(moved)).value;
      };
      expect(gradient[k]).toBeCloseTo(((await at(step)) - (await at(-step))) / (2 * step), 3);
    }
  });

  test('of the loss on pairs', () => {
    const outputs = Float32Array.from([0.3, -0.2, 1.1, 0.4]);
    const targets = [0.1, -0.3, 0.12, 0.5];
    const loss = (o: Float32Array) => {
      let sum = 0;
      for (let i = 0; i < 4; i++)
        for (let j = 0; j < 4; j++) {
          const wanted = 1 / (1 + Math.exp(-(targets[i]! - targets[j]!) / 0.1));
          const given = 1 / (1 + Math.exp(-(o[i]! - o[j]!)));
          sum -= (wanted * Math.log(given) + (1 - wanted) * Math.log(1 - given)) / 16;
        }
      return sum;
    };
    // Of a pair, without those of a cell with itself.
    expect(pairLoss(outputs, targets, 0.1)).toBeCloseTo((16 * loss(outputs) - 4 * Math.LN2) / 12, 5);
    const gradient = pairGradient(outputs, targets, 0.1);
    for (let k = 0; k < 4; k++) {
      const at = (off: number) => loss(outputs.map((o, i) => (i === k ? o + off : o)));
      expect(gradient[k]).toBeCloseTo((at(1e-2) - at(-1e-2)) / 2e-2, 4);
    }
  });

  test('of the hard swish, on each of its pieces', () => {
    const sums = Float32Array.from([-4, -2.9, -1.5, 0, 1.2, 2.9, 5]);
    const gradient = hardSwishBackward(new Float32Array(sums.length).fill(1), sums);
    for (const [k, x] of sums.entries())
      expect(gradient[k]).toBeCloseTo((hardSwish(x + 1e-3) - hardSwish(x - 1e-3)) / 2e-3, 4);
  });

  test('of the graph network', async () => {
    const cells = sampleCells(vertexSpace, 5, createRandom(4));
    const graphs = packGraphs(vertexSpace, cells, 'functional');
    const shape = { width: graphs.width, features: 6, channels: 8 };
    const parameters = createNetwork(shape, createRandom(5));
    const batch = { graphs, features: normals(5 * 6, 6) };
    const direction = normals(5, 7);
    const value = async () => {
      const { outputs } = await forward(shape, parameters, batch);
      return outputs.reduce((sum, output, i) => sum + output * direction[i]!, 0);
    };
    const gradient = new Float32Array(parameters.values.length);
    await (await forward(shape, parameters, batch)).backward(direction, gradient);
    for (const view of Object.keys(parameters.views) as (keyof typeof parameters.views)[]) {
      const values = parameters.views[view]!;
      const offset = values.byteOffset / 4;
      for (const k of [0, values.length - 1]) {
        const start = values[k]!;
        values[k] = start + 4e-3;
        const above = await value();
        values[k] = start - 4e-3;
        const below = await value();
        values[k] = start;
        const slope = (above - below) / 8e-3;
        expect(Math.abs(gradient[offset + k]! - slope), `${view}[${k}]`).toBeLessThan(
          0.02 + 0.05 * Math.abs(slope),
        );
      }
    }
  });
});

describe('what the process says of a cell left out is what it says without the cell', () => {
  const [n, width] = [15, 3];
  const inputs = normals(n * width, 8);
  const targets = Float64Array.from(normals(n, 9));
  const logs = initialLogHyperparameters(width);
  const rowOf = (row: number) => inputs.subarray(row * width, (row + 1) * width);

  test('where it knows every cell', async () => {
    const { leaveOneOut } = await conditionExactGp(inputs, targets, logs);
    for (const left of [0, 7, 14]) {
      const rest = Array.from({ length: n }, (_, i) => i).filter(i => i !== left);
      const without = await conditionExactGp(
        takeRows(inputs, width, rest),
        Float64Array.from(rest, i => targets[i]!),
        logs,
      );
      const said = await predictGp(without, rowOf(left));
      expect(leaveOneOut.mean[left]).toBeCloseTo(said.mean[0]!, 3);
      expect(leaveOneOut.variance[left]).toBeCloseTo(said.variance[0]!, 3);
    }
  });

  test('where it knows them through a few', async () => {
    const anchors = 4;
    const asked = [5, 9, 14];
    const { leaveOneOut } = await conditionSparseGp(inputs, targets, logs, anchors, asked);
    for (const [index, left] of asked.entries()) {
      const rest = Array.from({ length: n }, (_, i) => i).filter(i => i !== left);
      const theirs = Float64Array.from(rest, i => targets[i]!);
      const without = await conditionSparseGp(takeRows(inputs, width, rest), theirs, logs, anchors, []);
      const said = await predictGp(without, rowOf(left));
      expect(leaveOneOut.mean[index]).toBeCloseTo(said.mean[0]!, 3);
      expect(leaveOneOut.variance[index]).toBeCloseTo(said.variance[0]!, 3);
    }
  });

  test('and to know cells through all of them is to know them', async () => {
    const exact = await predictGp(await conditionExactGp(inputs, targets, logs), normals(4 * width, 10));
    const anchored = await conditionSparseGp(inputs, targets, logs, n, []);
    const through = await predictGp(anchored, normals(4 * width, 10));
    for (let i = 0; i < 4; i++) {
      expect(through.mean[i]).toBeCloseTo(exact.mean[i]!, 2);
      expect(through.variance[i]).toBeCloseTo(exact.variance[i]!, 2);
    }
  });
});

test('layers give few rows, in loops, what they give many, on the backend', async () => {
  const layers: readonly Layer[] = [
    { w: normals(5 * 7, 1), b: normals(7, 2), activation: 'hardSwish' },
    { w: normals(7 * 4, 3), b: normals(4, 4), activation: 'rectifier' },
    { w: normals(4, 5), b: normals(1, 6), activation: 'none' },
  ];
  const rows = normals(5 * 50, 7).map(value => 3 * value);
  const many = await forwardLayers(rows, layers);
  const few = await forwardLayers(rows.subarray(0, 5 * 20), layers);
  for (const [i, value] of few.entries()) expect(value).toBeCloseTo(many[i]!, 3);
});
