import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Cell } from '../../../../src/cells/cell';
import { sampleCells } from '../../../../src/cells/enumerate';
import { createRandom } from '../../../../src/cells/random';
import type { SearchSpace } from '../../../../src/cells/space';
import { readSpelling } from '../../../../src/cells/spelling';
import { startEngine } from '../../../../src/engines/engine';
import { createFeatures } from '../../../../src/predictor/features/features';
import { fromHalf, toHalf } from '../../../../src/predictor/half';
import { spearmanRho } from '../../../../src/predictor/metrics';
import { configFor } from '../../../../src/predictor/recipes/distilled/config';
import { createEncoder } from '../../../../src/predictor/recipes/distilled/featureEncoder';
import { createEncoding } from '../../../../src/predictor/recipes/distilled/zeroCost/encode';
import {
  restoreEncoder,
  storeEncoder,
  swish,
} from '../../../../src/predictor/recipes/distilled/zeroCost/encoder';
import { imageSize, makeImages, scenes } from '../../../../src/predictor/recipes/distilled/zeroCost/images';
import { learnEncoder } from '../../../../src/predictor/recipes/distilled/zeroCost/learnEncoder';
import { createMeter, statistics } from '../../../../src/predictor/recipes/distilled/zeroCost/measure';
import { statisticNames } from '../../../../src/predictor/recipes/distilled/zeroCost/statistics';
import { edgeSpace, vertexSpace } from '../../cells/spaces';

beforeAll(async () => {
  await startEngine('wasm');
});

function spelled(space: SearchSpace, text: string): Cell {
  const cell = readSpelling(space, text);
  if (typeof cell === 'string') throw new Error(cell);
  return cell;
}

test('images have mean 0 and deviation 1, and their third version is the first, moved', () => {
  const pixels = imageSize * imageSize * 3;
  const images = makeImages(createRandom(1));
  const scene = images.subarray(0, pixels);
  const mean = scene.reduce((sum, value) => sum + value / pixels, 0);
  expect(mean).toBeCloseTo(0, 4);
  expect(scene.reduce((sum, value) => sum + (value - mean) ** 2 / pixels, 0)).toBeCloseTo(1, 3);
  const moved = images.subarray(2 * scenes * pixels, (2 * scenes + 1) * pixels);
  const at = (y: number, x: number) => ((y % imageSize) * imageSize + (x % imageSize)) * 3;
  for (const [y, x] of [
    [0, 0],
    [5, 9],
    [15, 15],
  ] as const)
    expect(moved[at(y + 2, x + 1)]).toBeCloseTo(scene[at(y, x)]!, 5);
});

describe('networks before any training', () => {
  const measured = async (space: SearchSpace, ...cells: readonly Cell[]) => {
    const measure = createMeter(space, createRandom(3));
    const found: Record<string, number>[] = [];
    for (const cell of cells) {
      const values = await measure(cell);
      expect(values).toHaveLength(statistics);
      for (const value of values) expect(Number.isFinite(value)).toBe(true);
      found.push(Object.fromEntries(statisticNames.map((name, k) => [name, values[k]!])));
    }
    return found;
  };
  const chain = (...operations: readonly string[]) =>
    spelled(
      vertexSpace,
      `${operations.length === 1 ? '010001000' : '0100001000010000'}:input,${operations.join()},output`,
    );

  test('a pool blurs, a chain of convolutions does not; each gives less than all channels could hold', async () => {
    const [pool, convolution] = await measured(
      vertexSpace,
      chain('maxpool3x3', 'maxpool3x3'),
      chain('conv1x1-bn-relu', 'conv1x1-bn-relu'),
    );
    expect(pool!['roughness1']).toBeLessThan(convolution!['roughness1']! - 0.5);
    expect(pool!['byNoise']).toBeLessThan(convolution!['byNoise']!);
    for (const { channelDimensions } of [pool!, convolution!]) {
      expect(channelDimensions).toBeGreaterThan(0);
      expect(channelDimensions).toBeLessThan(Math.log(24));
    }
  });

  test('what is normalised and rectified has half its values at zero', async () => {
    const [one] = await measured(vertexSpace, chain('conv3x3-bn-relu'));
    expect(one!['zeros']).toBeGreaterThan(0.4);
    expect(one!['zeros']).toBeLessThan(0.6);
  });

  test('cells with operations on edges add up, without rectifier at the end; one that is cut off gives nothing', async () => {
    const nothing = '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|';
    const convolution = '|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|';
    const [cut, one] = await measured(
      edgeSpace,
      spelled(edgeSpace, nothing),
      spelled(edgeSpace, convolution),
    );
    expect(cut!['zeros']).toBeCloseTo(1, 5);
    expect(one!['zeros']).toBeLessThan(0.01);
    expect(one!['strength']).toBeCloseTo(0, 0);
  });
});

describe('an encoder', () => {
  test('learns what follows from the features, and is the same to half precision once it was kept', async () => {
    const random = createRandom(5);
    const cells = 400;
    const features = Float32Array.from({ length: cells * 3 }, (_, k) =>
      k % 3 === 2 ? 7 : random.next() * 4,
    );
    const measured = Float32Array.from({ length: cells * 2 }, (_, k) => {
      const [a, b] = features.subarray(Math.floor(k / 2) * 3);
      return k % 2 === 0 ? Math.sqrt(a!) - b! : Math.abs(a! - b!);
    });
    const encoder = await learnEncoder(['a', 'b', 'always7'], features, measured, 2, random, 300);
    expect([...encoder.scaling.columns]).toEqual([0, 1]);
    const kept = restoreEncoder(JSON.parse(JSON.stringify(storeEncoder(encoder))));
    for (const [n, network] of encoder.networks.entries())
      for (const [k, value] of network.second.entries())
        expect(kept.networks[n]!.second[k]).toBeCloseTo(value, 3);

    const said = (row: number) => {
      const { columns, mean, deviation } = kept.scaling;
      const x = Array.from(columns, (c, k) => (Math.sqrt(features[row * 3 + c]!) - mean[k]!) / deviation[k]!);
      const { first, firstBias, second, secondBias, last, lastBias } = kept.networks[0]!;
      const layer = (from: readonly number[], weights: Float32Array, bias: Float32Array) =>
        Array.from(bias, (b, to) =>
          from.reduce((sum, value, k) => sum + value * weights[k * bias.length + to]!, b),
        );
      const hidden = layer(layer(x, first, firstBias).map(swish), second, secondBias).map(swish);
      return layer(hidden, last, lastBias);
    };
    for (const k of [0, 1]) {
      const predicted = Array.from({ length: cells }, (_, row) => said(row)[k]!);
      const wanted = Array.from({ length: cells }, (_, row) => measured[row * 2 + k]!);
      expect(spearmanRho(predicted, wanted)).toBeGreaterThan(0.97);
    }
  });

  test('half precision comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -60_000, max: 60_000, noNaN: true })), numbers => {
        const halves = toHalf(Float32Array.from(numbers));
        expect([...toHalf(fromHalf(halves))]).toEqual([...halves]);
      }),
    );
  });

  test('the shipped one says what untrained networks of cells it has not seen are like', async () => {
    const cells = sampleCells(vertexSpace, 30, createRandom(77));
    const measure = createMeter(vertexSpace, createRandom(78));
    const encoding = createEncoding(vertexSpace, [0, 5]);
    const said = await encoding.matrix(cells);
    const measured: number[][] = [];
    for (const cell of cells) measured.push(await measure(cell));
    for (const name of ['similarity', 'pooled', 'roughness1', 'zeros', 'offset'] as const) {
      const k = statisticNames.indexOf(name);
      const agreement = spearmanRho(
        measured.map(values => values[k]!),
        cells.map((_, i) => said[i * encoding.width + k]!),
      );
      expect(agreement, name).toBeGreaterThan(0.9);
    }
  });

  test('is asked by every process of a training where operations stand on vertices', async () => {
    const cells = sampleCells(vertexSpace, 20, createRandom(3));
    for (const count of [50, 400]) {
      const plan = configFor(vertexSpace, count);
      for (const gp of plan.gps) {
        const { columns } = (await createEncoder(vertexSpace, gp, cells)).scaling;
        const features = createFeatures(vertexSpace, gp.groups, gp.graphForm).names.length;
        expect(Math.max(...columns)).toBeGreaterThan(features * gp.powers.length);
      }
    }
  });

  test('says nothing of operations it does not know, nor of operations on edges', async () => {
    const convolution = vertexSpace.operations.find(({ definition }) => definition.kind === 'conv')!;
    const strange: SearchSpace = {
      ...vertexSpace,
      operations: [
        ...vertexSpace.operations,
        {
          ...convolution,
          name: 'wide',
          definition: { ...convolution.definition, kernel: 7 } as typeof convolution.definition,
        },
      ],
    };
    expect(createEncoding(strange, [0]).width).toBe(0);
    expect(createEncoding(edgeSpace, [0]).width).toBe(0);
    const fewer = { ...vertexSpace, operations: vertexSpace.operations.slice(0, 2) };
    const cells = sampleCells(fewer, 20, createRandom(6));
    const asked = await createEncoding(fewer, [1]).matrix(cells);
    // Without an engine it says the same.
    const now = createEncoding(fewer, [1]).matrixNow(cells);
    expect(now).toHaveLength(asked.length);
    for (const [i, value] of now.entries()) expect(value).toBeCloseTo(asked[i]!, 4);
    expect([...asked]).toEqual([...(await createEncoding(vertexSpace, [1]).matrix(cells))]);
  });
});
