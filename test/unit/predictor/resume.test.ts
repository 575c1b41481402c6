import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test, vi } from 'vitest';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { startWithFailover } from '../../../src/cli/engine/failover';
import { type EngineName, startEngine } from '../../../src/engines/engine';
import { type Checkpoint, memoryCheckpoint, type State } from '../../../src/predictor/checkpoint';
import { distilledRecipe } from '../../../src/predictor/recipes/distilled/recipe';
import { encodeCells, featureCount, featureShape } from '../../../src/predictor/recipes/renas/features';
import { measureStandards, standardise } from '../../../src/predictor/recipes/renas/standardise';
import { trainNetwork } from '../../../src/predictor/recipes/renas/trainNetwork';
import { tiny } from './spaces';

const cells = sampleCells(tiny, 60, createRandom(1));
const labels = cells.map(cell => cell.operations.reduce((sum, o) => sum + o, 0) + 0.1 * (cell.edges[1] ?? 0));

vi.setConfig({ testTimeout: 300_000 });
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
      keep: async (_, state) => void states.push(await state()),
    });
  };
  const whole = await train();
  const before = memory().numTensors;
  for (const from of [states[0]!, states[3]!]) expect(await train(from)).toEqual(whole);
  expect(memory().numTensors).toBe(before);
});

test('a training whose engines die goes on from its checkpoint on the next, and ends bit by bit the same', async () => {
  const train = (checkpoint: Checkpoint, told: number[]) =>
    distilledRecipe.train(
      {
        space: tiny,
        cells,
        labels,
        random: createRandom(5),
        epochs: 20,
        checkpoint,
        monitored: { cells: [], labels: [] },
      },
      report => {
        if (report.event === 'progress') told.push(report.overall!);
      },
    );
  const whole = await train(memoryCheckpoint(), []);

  const kept = memoryCheckpoint();
  let parts = 0;
  const names: EngineName[] = ['cuda', 'webgpu', 'wasm'];
  const failures: (string | undefined)[] = [];
  const engines = await startWithFailover({
    work: 'training',
    signal: new AbortController().signal,
    start: async () => ({ name: names[failures.length]!, reason: 'as the test says' }),
    onEngine: (_, failure) => failures.push(failure),
  });
  const far: number[][] = [];
  const weights = await engines.run(({ name }) => {
    const told: number[] = [];
    far.push(told);
    const breaking: Checkpoint = {
      read: kept.read,
      write(part, state) {
        kept.write(part, state);
        if (++parts % 4 === 0 && name !== 'wasm') throw new Error('the device is lost');
      },
    };
    return train(breaking, told);
  });
  expect(weights).toEqual(whole);
  const why = (name: string) => `The engine ${name} failed (the device is lost).`;
  expect(failures).toEqual([undefined, why('cuda'), why('webgpu')]);
  for (const attempt of [1, 2]) expect(far[attempt]!.at(-1)).toBeGreaterThan(far[attempt - 1]!.at(-1)!);
  expect(far[0]!.at(-1)).toBeLessThan(1);
  expect(far[2]!.at(-1)).toBeCloseTo(1);
});

test('the finished stages of a checkpoint from before they were renamed are used', async () => {
  const names = {
    logHyperparameters: 'logs',
    inducingPoints: 'anchors',
    looMean: 'leftMean',
    looVariance: 'leftVariance',
  };
  const train = (checkpoint: Checkpoint) =>
    distilledRecipe.train(
      {
        space: tiny,
        cells,
        labels,
        random: createRandom(5),
        epochs: 20,
        checkpoint,
        monitored: { cells: [], labels: [] },
      },
      () => {},
    );
  const former = memoryCheckpoint();
  const whole = await train({
    read: former.read,
    write(part, { heldOut, ...state }) {
      const renamed = Object.entries(state).map(([key, values]) => [
        names[key as keyof typeof names] ?? key,
        values,
      ]);
      const learned = heldOut && { learned: Uint8Array.from(heldOut, held => 1 - held) };
      former.write(part, { ...Object.fromEntries(renamed), ...learned });
    },
  });
  const written: string[] = [];
  expect(await train({ read: former.read, write: part => void written.push(part) })).toEqual(whole);
  expect(written).toEqual([]);
});
