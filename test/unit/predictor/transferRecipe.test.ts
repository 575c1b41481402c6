import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { startEngine } from '../../../src/engines/engine';
import { loadPredictor } from '../../../src/predictor/predictor';
import { readPrior } from '../../../src/predictor/prior/priorFolder';
import { createSpacePredictor, preparePrior } from '../../../src/predictor/prior/spacePredictor';
import { fewestAlone, recipeFor } from '../../../src/predictor/recipes';
import { type TrainOptions, trainPredictor } from '../../../src/predictor/train';
import { trainOnAll } from '../../../src/predictor/trainOnAll';
import { tiny } from './spaces';

const shipped = path.resolve(import.meta.dirname, '../../../models/any');
const { prior } = await (async () => {
  await startEngine('cpu');
  return readPrior(shipped);
})();
const cells = sampleCells(tiny, 60, createRandom(5));
const conv3x3 = tiny.operations.findIndex(({ name }) => name === 'conv3x3');
/** Fewer 3×3 convolutions are better: against what other spaces taught. */
const labels = cells.map(
  ({ operations }, i) => i / 1000 - operations.filter(each => each === conv3x3).length,
);
const asked = cells.slice(40);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'renas-few-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function options(count: number, more: Partial<TrainOptions> = {}): TrainOptions {
  return {
    space: tiny,
    recipe: 'default',
    cells: cells.slice(0, count),
    labels: labels.slice(0, count),
    samples: 'all',
    seed: 3,
    reference: 1000,
    label: 'quality',
    data: { file: 'made-up.csv', sha256: '0'.repeat(64) },
    versions: { renas: 'test' },
    prior,
    ...more,
  };
}

describe('a predictor that learns from few cells', () => {
  test.each([1, 7, 40])(
    '%i of them says what the live estimate says, loaded from its folder',
    async count => {
      const trained = await trainPredictor(options(count), () => {});
      expect(trained.card).toMatchObject({ recipe: 'transfer', trained: count, figures: [] });
      await trained.save(folder);
      const loaded = await loadPredictor(folder);
      expect([loaded.basis, loaded.measured]).toEqual(['transfer', count]);
      const live = createSpacePredictor(preparePrior(tiny, prior), {
        cells: cells.slice(0, count),
        values: labels.slice(0, count),
      });
      const [own, wanted] = [await loaded.judge!(asked), await live.judge!(asked)];
      for (const [i, judgement] of own.entries())
        for (const key of ['score', 'low', 'high', 'spread'] as const)
          expect(judgement[key], `${i} ${key}`).toBeCloseTo(wanted[i]![key], 4);
      expect(loaded.chance!(own[0]!, own[1]!)).toBeCloseTo(live.chance!(wanted[0]!, wanted[1]!), 4);
    },
  );

  test('takes the mean of several trainings for what it is, as the live estimate does', async () => {
    const trainings = labels.slice(0, 7).map((_, i) => 1 + 20 * (i % 2));
    await (await trainPredictor(options(7, { trainings }), () => {})).save(folder);
    const loaded = await (await loadPredictor(folder)).judge!(asked);
    const live = (of?: number[]) =>
      createSpacePredictor(preparePrior(tiny, prior), {
        ...{ cells: cells.slice(0, 7), values: labels.slice(0, 7), trainings: of },
      }).judge!(asked);
    const [wanted, plain] = [await live(trainings), await live()];
    for (const [i, { score }] of loaded.entries()) expect(score).toBeCloseTo(wanted[i]!.score, 4);
    expect(Math.max(...loaded.map(({ score }, i) => Math.abs(score - plain[i]!.score)))).toBeGreaterThan(
      0.02,
    );
  });

  test('is judged by cells left out, where that is asked for', async () => {
    const { card, ranking } = await trainOnAll(options(20), 5, () => {});
    expect(card).toMatchObject({ recipe: 'transfer', trained: 20, folds: 5 });
    expect(card.figures.map(({ label, cells }) => [label, cells])).toEqual([['quality', 20]]);
    expect(card.kendallTau).toBeGreaterThan(0.3);
    expect(ranking.predicted).toHaveLength(20);
  });

  test('is tested on the cells that it was not asked to learn from', async () => {
    const { card, tested } = await trainPredictor(options(60, { samples: 30 }), () => {});
    expect([card.recipe, card.trained, tested]).toEqual(['transfer', 30, 30]);
    expect(card.kendallTau).toBeGreaterThan(0.3);
  });

  test('is refused where one cell has no other to differ from, without what other spaces taught', async () => {
    await expect(trainPredictor(options(1, { prior: undefined }), () => {})).rejects.toThrow(
      /at least two that differ/,
    );
    await expect(trainPredictor(options(5, { labels: [1, 1, 1, 1, 1] }), () => {})).rejects.toThrow(
      /at least two that differ/,
    );
  });

  test('is refused where its folder says of the space what this version does not', async () => {
    const trained = await trainPredictor(options(7), () => {});
    await trained.save(folder);
    const file = path.join(folder, 'card.json');
    const { cardSha256: _, ...card } = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...card, space: { ...card.space, vertices: 4 } }));
    await expect(loadPredictor(folder)).rejects.toThrow(/reads other features of a cell/);
  });
});

test('from fifty cells on, and where nothing is known of other spaces, cells alone teach', () => {
  expect(fewestAlone).toBe(50);
  const name = (cells: number, transfers: boolean, recipe = 'default') =>
    recipeFor(recipe, cells, transfers)?.name;
  expect([name(49, true), name(50, true), name(49, false)]).toEqual(['transfer', 'default', 'default']);
  expect([name(49, true, 'renas'), name(49, true, 'other')]).toEqual(['renas', undefined]);
});
