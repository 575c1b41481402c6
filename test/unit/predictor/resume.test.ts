import { beforeAll, expect, test } from 'vitest';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { startEngine } from '../../../src/engines/engine';
import { type Checkpoint, memoryCheckpoint, type State } from '../../../src/predictor/checkpoint';
import { defaultRecipe } from '../../../src/predictor/default/recipe';
import type { Weights } from '../../../src/predictor/recipe';
import { encodeCells, featureCount, featureShape } from '../../../src/predictor/renas/features';
import { measureStandards, standardise } from '../../../src/predictor/renas/standardise';
import { trainNetwork } from '../../../src/predictor/renas/trainNetwork';
import { tiny } from './spaces';

const cells = sampleCells(tiny, 60, createRandom(1));
const labels = cells.map(cell => cell.operations.reduce((sum, o) => sum + o, 0) + 0.1 * (cell.edges[1] ?? 0));

beforeAll(() => startEngine('wasm'));

test('a network gone on with from an epoch is the one that was never stopped, bit by bit', async () => {
  const states: State[] = [];
  const train = (from?: State) => {
    const size = featureCount(tiny);
    const features = encodeCells(tiny, cells);
    standardise(features, measureStandards(features, size));
    return trainNetwork({
      shape: featureShape(tiny),
      features,
      labels,
      epochs: 5,
      random: createRandom(3),
      async watch() {},
      from,
      keep: async state => void states.push(await state()),
    });
  };
  const whole = await train();
  for (const from of [states[0]!, states[3]!]) expect(await train(from)).toEqual(whole);
});

test('a training broken off again and again goes on from its checkpoint, and ends bit by bit the same', async () => {
  const train = (checkpoint: Checkpoint) =>
    defaultRecipe.train(
      {
        space: tiny,
        cells,
        labels,
        random: createRandom(5),
        epochs: 20,
        checkpoint,
        watched: { cells: [], labels: [] },
      },
      () => {},
    );
  const whole = await train(memoryCheckpoint());

  const kept = memoryCheckpoint();
  let parts = 0;
  const breaking: Checkpoint = {
    read: kept.read,
    write(part, state) {
      kept.write(part, state);
      if (++parts % 4 === 0) throw new Error('killed');
    },
  };
  let attempts = 0;
  let weights: Weights | undefined;
  for (; !weights && attempts < 20; attempts++)
    try {
      weights = await train(breaking);
    } catch (error) {
      expect(String(error)).toContain('killed');
    }
  expect(attempts).toBeGreaterThan(2);
  expect(weights).toEqual(whole);
});
