import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GraphCell } from '../../../src/cells/cell';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { startEngine } from '../../../src/engines/engine';
import { kendallTau } from '../../../src/predictor/metrics';
import { loadPredictor } from '../../../src/predictor/predictor';
import type { TrainReport } from '../../../src/predictor/recipe';
import { type TrainedPredictor, type TrainOptions, trainPredictor } from '../../../src/predictor/train';
import { swapVertices, tiny } from './spaces';

const conv3x3 = tiny.operations.findIndex(({ name }) => name === 'conv3x3');

/** More 3×3 convolutions and more edges are better: an order that can be seen in the features. */
function quality(cell: GraphCell): number {
  const edges = cell.edges.reduce((sum, edge) => sum + edge, 0);
  return (
    3 * cell.operations.filter(operation => operation === conv3x3).length + edges + 0.1 * (cell.edges[1] ?? 0)
  );
}

const cells = sampleCells(tiny, 360, createRandom(5));

function options(more: Partial<TrainOptions> = {}): TrainOptions {
  return {
    space: tiny,
    recipe: 'renas',
    cells,
    labels: cells.map(quality),
    samples: 100,
    seed: 3,
    reference: 1000,
    label: 'quality',
    data: { file: 'made-up.csv', sha256: '0'.repeat(64) },
    versions: { renas: 'test' },
    epochs: 30,
    ...more,
  };
}

const silent = () => {};

describe('training on a ranking that can be learned', () => {
  let trained: TrainedPredictor;
  let folder: string;
  const reports: TrainReport[] = [];

  beforeAll(async () => {
    await startEngine('wasm');
    trained = await trainPredictor(options(), report => reports.push(report));
    folder = await mkdtemp(path.join(tmpdir(), 'renas-model-'));
    await trained.save(folder);
  }, 300_000);
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  test('finds it, on cells it was not trained on', async () => {
    const { card, tested } = trained;
    expect(card.trained).toBe(100);
    expect(tested).toBe(260);
    expect(card.figures).toHaveLength(1);
    expect(card.figures[0]!.cells).toBe(260);
    expect(card.kendallTau).toBeGreaterThan(0.8);
    expect(card.reference.whole).toBe(true);
  });

  test('tells how far it is, and of a curve on cells held out', () => {
    const progress = reports.filter(report => report.event === 'progress');
    expect(progress.filter(({ phase }) => phase === 'train').map(({ done }) => done)).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
    for (const phase of ['test', 'reference']) {
      const last = progress.filter(report => report.phase === phase).at(-1)!;
      expect(last.done).toBe(last.total);
    }
    const metrics = reports.filter(report => report.event === 'metric');
    expect(metrics.at(-1)!.values['tau']).toBeGreaterThan(0.8);
    expect(metrics.at(-1)!.values['loss']).toBeLessThan(metrics[0]!.values['loss']!);
  });

  test('scores one graph alike however it is numbered, and the better the higher up', async () => {
    const { predictor } = trained;
    const cell = cells.find(({ vertices, edges }) => vertices === 5 && !edges[1 * 5 + 2])!;
    const [score, swapped] = await predictor.score([cell, swapVertices(cell, 1, 2)]);
    expect(swapped).toBe(score);
    const scores = await predictor.score(cells);
    expect(
      kendallTau(
        scores,
        cells.map(cell => -predictor.top(scores[cells.indexOf(cell)]!)),
      ),
    ).toBeGreaterThan(0.999);
  });

  test('is the same again with the same seed, and another with another', async () => {
    const same = await trainPredictor(options(), silent);
    expect(await same.predictor.score(cells)).toEqual(await trained.predictor.score(cells));
    expect(same.card.figures).toEqual(trained.card.figures);
    expect(same.card.reference).toEqual(trained.card.reference);
    const other = await trainPredictor(options({ seed: 4, epochs: 3 }), silent);
    expect(other.card.figures).not.toEqual(trained.card.figures);
    for (const { predictor } of [same, other]) predictor.dispose();
  });

  test('leaves nothing in the engine once disposed of', async () => {
    const before = tf.memory().numTensors;
    const { predictor } = await trainPredictor(options({ epochs: 3, seed: 9 }), silent);
    expect(tf.memory().numTensors).toBeGreaterThan(before);
    predictor.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('stops when asked to, leaving nothing', async () => {
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const training = trainPredictor(
      options(),
      report => {
        if (report.event === 'progress' && report.done === 3) stop.abort();
      },
      stop.signal,
    );
    await expect(training).rejects.toThrow('aborted');
    expect(tf.memory().numTensors).toBe(before);
  });

  test('saved and loaded gives equal scores and places', async () => {
    const loaded = await loadPredictor(folder);
    const { weightsSha256, cardSha256, ...card } = loaded.card;
    expect(card).toEqual(JSON.parse(JSON.stringify(trained.card)));
    for (const checksum of [weightsSha256, cardSha256]) expect(checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(loaded.space).toEqual(tiny);
    const scores = await trained.predictor.score(cells);
    expect(await loaded.score(cells)).toEqual(scores);
    for (const score of scores) expect(loaded.top(score)).toBe(trained.predictor.top(score));
    loaded.dispose();
  });

  test('saves a page for people with the figures', async () => {
    const readme = await readFile(path.join(folder, 'README.md'), 'utf8');
    expect(readme).toContain('100 measured cells: column `quality` of `made-up.csv`');
    expect(readme).toContain(`| \`quality\` | 260 | ${trained.card.kendallTau!.toFixed(3)} |`);
  });

  const broken: [string, (folder: string) => Promise<void>, string][] = [
    ['no card', async at => rm(path.join(at, 'card.json')), 'card.json is missing'],
    [
      'a card that is no JSON',
      async at => writeFile(path.join(at, 'card.json'), '{'),
      'card.json is not valid JSON',
    ],
    [
      'a card of a later format',
      edit('card.json', '"format": 1', '"format": 9'),
      '"format" in card.json is 9, and this version reads 1',
    ],
    [
      'a card of another recipe',
      edit('card.json', '"recipe": "renas"', '"recipe": "x"'),
      'made by the recipe "x"',
    ],
    [
      'a card with a goal of its own',
      edit('card.json', '"goal": "max"', '"goal": "high"'),
      '"goal" in card.json is not one of max, min',
    ],
    [
      'a card without a space',
      edit('card.json', '"skeleton"', '"bones"'),
      'card.json has no "space.skeleton"',
    ],
    [
      'a reference out of order',
      edit('card.json', '"counts": [', '"counts": [999999,'),
      '"reference.counts" in card.json does not rise',
    ],
    [
      'no manifest',
      edit('model.json', 'weightsManifest', 'x'),
      'model.json is not a TensorFlow.js weights manifest',
    ],
    ['no weights', async at => rm(path.join(at, 'weights.bin')), 'weights.bin is missing'],
    [
      'weights cut short',
      async at => writeFile(path.join(at, 'weights.bin'), 'abc'),
      'weights.bin is damaged',
    ],
    ['a layer missing', edit('model.json', 'dense3/bias', 'other'), 'it has no weights "dense3/bias"'],
    ['weights of another space', edit('card.json', '"cells": 2', '"cells": 3'), 'its space needs'],
  ];
  test.each(broken)('a folder with %s is refused in one sentence', async (_, breakIt, message) => {
    const at = await mkdtemp(path.join(tmpdir(), 'renas-broken-'));
    await cp(folder, at, { recursive: true });
    await breakIt(at);
    const error = await loadPredictor(at).then(
      () => new Error('it was loaded'),
      (error: Error) => error,
    );
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^There is no usable predictor in [^\n]*\.$/);
    await rm(at, { recursive: true });
  });
});

describe('measured cells as they come', () => {
  test('the same cell twice is one, so that none is both trained on and tested on', async () => {
    const { card, tested, predictor } = await trainPredictor(
      options({ cells: [...cells, ...cells], labels: [...cells, ...cells].map(quality), epochs: 2 }),
      silent,
    );
    expect(card.trained + tested).toBe(cells.length);
    predictor.dispose();
  });

  test('another column is what the first figures are against', async () => {
    const { card, predictor } = await trainPredictor(
      options({ epochs: 2, test: { label: 'reverse', values: cells.map(cell => -quality(cell)) } }),
      silent,
    );
    expect(card.figures.map(({ label }) => label)).toEqual(['reverse', 'quality']);
    expect(card.figures[0]!.kendallTau).toBeCloseTo(-card.figures[1]!.kendallTau, 5);
    expect(card.kendallTau).toBe(card.figures[0]!.kendallTau);
    predictor.dispose();
  });

  test('a loss is learned as well as its negative, and told in its own unit', async () => {
    const losses = cells.map(cell => 100 - quality(cell));
    const some = { epochs: 2, samples: 60 };
    const byLoss = await trainPredictor(
      options({
        ...some,
        labels: losses,
        goal: 'min',
        test: { label: 'q', values: cells.map(quality), goal: 'max' },
      }),
      silent,
    );
    const byQuality = await trainPredictor(options(some), silent);
    expect(await byLoss.predictor.score(cells)).toEqual(await byQuality.predictor.score(cells));
    const [test, label] = byLoss.card.figures;
    const [expected] = byQuality.card.figures;
    expect(test).toEqual({ ...expected!, label: 'q' });
    expect(label!.kendallTau).toBe(expected!.kendallTau);
    expect(label!.top).toEqual({
      ...expected!.top,
      bestOfTen: 100 - expected!.top.bestOfTen,
      meanOfTen: expect.closeTo(100 - expected!.top.meanOfTen, 6),
      bestOfAll: 100 - expected!.top.bestOfAll,
    });
    expect(byLoss.card.goal).toBe('min');
    expect(byLoss.ranking).toEqual(byQuality.ranking);
    byLoss.predictor.dispose();
    byQuality.predictor.dispose();
  });

  test.each<[string, Partial<TrainOptions>, RegExp]>([
    [
      'too few cells',
      { samples: 1000 },
      /fewer than the 1,000 to learn from: ask for fewer with --samples\.$/,
    ],
    ['no order', { labels: cells.map(() => 1) }, /at least two that differ in it are needed/],
    ['an unknown recipe', { recipe: 'none' }, /There is no recipe "none"/],
  ])('what cannot be trained on is refused in one sentence: %s', async (_, more, message) => {
    await expect(trainPredictor(options(more), silent)).rejects.toThrow(message);
  });
});

function edit(file: string, from: string, to: string): (folder: string) => Promise<void> {
  return async folder => {
    const text = await readFile(path.join(folder, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    // As in a card of before, whose content counts without a checksum.
    const unsealed = text.replace(/,\s*"cardSha256": "\w+"/, '');
    await writeFile(path.join(folder, file), unsealed.replace(from, to));
  };
}
