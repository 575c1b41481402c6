import { bench, describe } from 'vitest';
import { sampleCells } from '../../src/cells/enumerate';
import { createRandom } from '../../src/cells/random';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { startEngine } from '../../src/engines/engine';
import { encodeCells, featureCount, featureShape } from '../../src/predictor/recipes/renas/features';
import { fold, initialise } from '../../src/predictor/recipes/renas/network';
import { createScorer } from '../../src/predictor/recipes/renas/scorer';
import { measureStandards, standardise } from '../../src/predictor/recipes/renas/standardise';
import { trainNetwork } from '../../src/predictor/recipes/renas/trainNetwork';

const space = builtInSpaces().get('nasbench101')!;
const cells = sampleCells(space, 2000, createRandom(1));
const shape = featureShape(space);
const size = featureCount(space);
const features = encodeCells(space, cells.slice(0, 424));
const standards = measureStandards(features, size);
standardise(features, standards);
await startEngine('wasm');

const still = (channels: number) => ({
  mean: new Float32Array(channels),
  variance: new Float32Array(channels).fill(1),
});
const scorer = createScorer(
  space,
  standards,
  fold(initialise(shape, createRandom(1)), [still(38), still(128)]),
);

describe('recipe renas on nasbench101, wasm', () => {
  for (const count of [1, 10, 100, 1000])
    bench(
      `score ${count} cells, features and all`,
      async () => {
        await scorer.score(cells.slice(0, count));
      },
      { time: 1000, iterations: 5 },
    );
  bench('features of 1000 cells', () => void encodeCells(space, cells.slice(0, 1000)), {
    time: 1000,
    iterations: 5,
  });
  bench(
    'five epochs on 424 cells',
    async () => {
      await trainNetwork({
        shape,
        features,
        labels: cells.slice(0, 424).map((_, i) => i),
        epochs: 5,
        random: createRandom(1),
        watch: async () => {},
      });
    },
    { time: 0, iterations: 3, warmupTime: 0, warmupIterations: 0 },
  );
});
