import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { startEngine } from '../../../src/engines/engine';
import { loadPredictor } from '../../../src/predictor/predictor';
import type { TrainReport } from '../../../src/predictor/recipe';
import type { TrainOptions } from '../../../src/predictor/train';
import { trainOnAll } from '../../../src/predictor/trainOnAll';
import { tiny } from './spaces';

const cells = sampleCells(tiny, 80, createRandom(5));
const conv3x3 = tiny.operations.findIndex(({ name }) => name === 'conv3x3');

function options(labels: readonly number[], more: Partial<TrainOptions> = {}): Omit<TrainOptions, 'samples'> {
  return {
    space: tiny,
    recipe: 'renas',
    cells,
    labels,
    seed: 3,
    reference: 1000,
    label: 'quality',
    data: { file: 'made-up.csv', sha256: '0'.repeat(64) },
    versions: { renas: 'test' },
    epochs: 15,
    ...more,
  };
}

const learnable = cells.map(
  ({ operations, edges }) =>
    3 * operations.filter(operation => operation === conv3x3).length + edges.reduce((a, b) => a + b, 0),
);

beforeAll(async () => {
  await startEngine('wasm');
});

describe('learning from every measured cell, with figures by cross-validation', () => {
  test('ranks each cell by a predictor that did not learn from it', async () => {
    const noise = createRandom(7);
    const meaningless = cells.map(() => noise.normal());
    const { card, predictor } = await trainOnAll(options(meaningless), 2, () => {});
    predictor.dispose();
    // The predictor kept has learned these labels by heart; a figure that knew of that would be near 1.
    expect(Math.abs(card.kendallTau!)).toBeLessThan(0.25);
  }, 120_000);

  test('is told by the card, the folder and the progress', async () => {
    const reports: TrainReport[] = [];
    const trained = await trainOnAll(options(learnable), 2, told => reports.push(told));
    const { card } = trained;
    expect(card).toMatchObject({ trained: 80, folds: 2, name: `${tiny.name}, renas, 80 cells` });
    expect(card.figures.map(({ label, cells }) => ({ label, cells }))).toEqual([
      { label: 'quality', cells: 80 },
    ]);
    expect(card.kendallTau).toBeGreaterThan(0.4);
    expect(trained.tested).toBe(80);

    const folder = await mkdtemp(path.join(tmpdir(), 'renas-folds-'));
    await trained.save(folder);
    trained.predictor.dispose();
    const loaded = await loadPredictor(folder);
    const { weightsSha256, cardSha256, ...saved } = loaded.card;
    expect(saved).toEqual(card);
    expect(weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(cardSha256).toMatch(/^[0-9a-f]{64}$/);
    loaded.dispose();
    const readme = await readFile(path.join(folder, 'README.md'), 'utf8');
    expect(readme).toContain('By cross-validation in 2 folds');
    await rm(folder, { recursive: true });

    const shares = reports.flatMap(told => (told.event === 'progress' ? [told.overall!] : []));
    expect(shares.every((share, i) => i === 0 || share >= shares[i - 1]! - 1e-9)).toBe(true);
    expect(shares.at(-1)).toBe(1);
  }, 120_000);

  test('wants at least two cells a fold', async () => {
    await expect(trainOnAll(options(learnable), 41, () => {})).rejects.toThrow(
      'The table has 80 different cells with a label, too few for 41 folds of two or more: ask for fewer with --folds.',
    );
  });
});
