import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enumerateCells } from '../../../../src/cells/enumerate';
import { readDocument } from '../../../../src/document/readDocument';
import { describeTeaching, teachingMetric } from '../../../../src/document/teachingMetric';
import { startEngine } from '../../../../src/engines/engine';
import { networkFeatureNames } from '../../../../src/predictor/features/network/networkFeatures';
import { readPrior } from '../../../../src/predictor/prior/priorFolder';
import { createProcessRows } from '../../../../src/predictor/prior/processRows';
import { createSpacePredictor, preparePrior } from '../../../../src/predictor/prior/spacePredictor';
import { assertUnseen, type BenchSpace } from '../../../bench/transferTable';
import { builtInGraphs } from '../../../graphs';

const shipped = path.resolve(import.meta.dirname, '../../../../models/any');
const lab = readDocument(`
space lab {
  operations on vertices {
    conv3x3
    sep3x3
    maxpool3x3
  }
  vertices <= 5
  output = concat
  skeleton {
    image = 32x32x3
    stem = 16
    stacks = 2
    cells = 1
    classes = 10
  }
}

cell deep : lab {
  a = conv3x3(input)
  b = conv3x3(a)
  output = concat(a, b)
}

cell pooled : lab {
  a = maxpool3x3(input)
  output = concat(a)
}
`);
const [deep, pooled] = lab.cells;
const space = deep!.space!;

let folder: string | undefined;
beforeAll(async () => void (await startEngine('cpu')));
afterEach(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
});

function copied(): string {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-any-'));
  cpSync(shipped, folder, { recursive: true });
  return folder;
}

describe('models/any', () => {
  it('is smaller than 2 MB and has learned only from tables that may be shipped', async () => {
    const { prior, card } = await readPrior(shipped);
    expect(statSync(path.join(shipped, 'weights.bin')).size).toBeLessThan(2e6);
    expect(prior.spaces).not.toContain('channel-bench');
    expect(card.teachers.every(({ licence }) => ['MIT', 'Apache-2.0'].includes(licence))).toBe(true);
  });

  it('knows more than size in the image spaces, each left out with its family', async () => {
    const { card } = await readPrior(shipped);
    const image = card.figures.filter(({ family }) => family !== 'gpt' && family !== 'vit');
    const mean = (key: 'kendallTau' | 'flops') =>
      image.reduce((sum, figures) => sum + figures[key], 0) / image.length;
    expect(image).toHaveLength(7);
    expect(mean('kendallTau')).toBeGreaterThan(mean('flops') + 0.1);
    for (const { space: name, kendallTau, flops } of image)
      expect(kendallTau, name).toBeGreaterThan(flops - 0.05);
  });

  it('is refused where it is damaged or of other features, in one sentence', async () => {
    const own = copied();
    const weights = readFileSync(path.join(own, 'weights.bin'));
    weights[100]! ^= 1;
    writeFileSync(path.join(own, 'weights.bin'), weights);
    await expect(readPrior(own)).rejects.toThrow(/weights\.bin is damaged/);
    const card = JSON.parse(readFileSync(path.join(own, 'card.json'), 'utf8'));
    card.features[0] = 'other';
    writeFileSync(path.join(own, 'card.json'), JSON.stringify(card));
    await expect(readPrior(own)).rejects.toThrow(/reads other features/);
  });

  it('gives no figure for a space that taught it', async () => {
    const { prior } = await readPrior(shipped);
    expect(() => assertUnseen(prior, { space: 'accel', family: 'mobile' } as BenchSpace)).toThrow(
      /No figure for accel/,
    );
  });
});

describe('a space that nobody has measured', () => {
  it('has ranks with nearly the whole scale for an interval', async () => {
    const { prior } = await readPrior(shipped);
    const predictor = createSpacePredictor(preparePrior(space, prior));
    expect([predictor.basis, predictor.measured]).toEqual(['transfer', 0]);
    const [first, second] = await predictor.judge!([deep!.cell!, pooled!.cell!]);
    expect(first!.score).toBeGreaterThan(second!.score);
    expect(predictor.top(first!.low) - predictor.top(first!.high)).toBeGreaterThan(40);
    expect(predictor.chance!(first!, second!)).toBeGreaterThan(0.5);
  });

  it('has half of what other spaces say for its score, whatever the process would tell cells apart by', async () => {
    const { prior } = await readPrior(shipped);
    const prepared = preparePrior(space, prior);
    const { rows, scores } = prepared.look([deep!.cell!, pooled!.cell!]);
    const score = await createSpacePredictor(prepared).score([deep!.cell!, pooled!.cell!]);
    expect([...score]).toEqual([...Float32Array.from(scores, each => each / 2)]);
    expect(rows.length).toBe(2 * prepared.width);
  });

  it('learns by the graphs of cells, in deviations over the space', async () => {
    const { prior } = await readPrior(shipped);
    const small = { ...builtInGraphs('nasbench101'), name: 'small', vertices: 4 };
    const every = [...enumerateCells(small)];
    const nothing = new Float32Array(every.length * networkFeatureNames.length);
    const expected = createProcessRows(small, every, nothing);
    const { rows } = preparePrior(small, prior).look(every.slice(0, 3));
    expect(rows).toEqual(expected.of(every.slice(0, 3), nothing));
  });

  it('learns from what is measured, and then says how well it agrees', async () => {
    const { prior } = await readPrior(shipped);
    const prepared = preparePrior(space, prior);
    const before = createSpacePredictor(prepared);
    const [first, second] = await before.score([deep!.cell!, pooled!.cell!]);
    const measured = { cells: [deep!.cell!, pooled!.cell!], values: [1, 2] };
    const after = createSpacePredictor(prepared, measured);
    const [a, b] = await after.score([deep!.cell!, pooled!.cell!]);
    expect(a! - b!).toBeLessThan(first! - second!);
    expect([after.measured, after.card.kendallTau]).toEqual([2, undefined]);
  });
});

describe('the figure that teaches', () => {
  const cell = (...measured: readonly { metric: string; value: number; epochs?: number }[]) => ({
    measured: measured.map(figure => ({ ...figure, percent: false })),
  });

  it('is the one that most cells have, and of several the one with the most epochs', () => {
    const cells = [
      cell({ metric: 'loss', value: 0.5, epochs: 12 }, { metric: 'loss', value: 0.2, epochs: 200 }),
      cell({ metric: 'loss', value: 0.4, epochs: 12 }, { metric: 'loss', value: 0.1, epochs: 200 }),
      cell({ metric: 'accuracy', value: 91 }),
    ];
    const teaching = teachingMetric(cells)!;
    expect(describeTeaching(teaching)).toBe('loss, 200 epochs, lower is better');
    expect(teaching.values).toEqual([-0.2, -0.1]);
  });

  it('has the mean of repeated measurements', () => {
    const teaching = teachingMetric([cell({ metric: 'top1', value: 90 }, { metric: 'top1', value: 92 })])!;
    expect([teaching.values, teaching.trainings]).toEqual([[91], [2]]);
    const seeds = teachingMetric([
      {
        measured: [
          { metric: 'top1', value: 90, percent: false, seeds: 3 },
          { metric: 'top1', value: 94, percent: false },
        ],
      },
    ])!;
    expect([seeds.values, seeds.trainings]).toEqual([[91], [4]]);
    expect(teachingMetric([])).toBeUndefined();
  });
});
