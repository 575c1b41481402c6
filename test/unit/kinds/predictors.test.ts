import { beforeAll, describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/cells/cell';
import { totalCosts } from '../../../src/cells/costs';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import { startEngine } from '../../../src/engines/engine';
import { createFeatures } from '../../../src/predictor/features/features';
import { featureKindOf } from '../../../src/predictor/features/kinds/featureKind';
import { kendallTau } from '../../../src/predictor/metrics';
import { findRecipe } from '../../../src/predictor/recipes';
import { packGraphs } from '../../../src/predictor/recipes/distilled/gnn/packedGraphs';
import { space, value, wideSpace } from './wideSpace';

describe('a kind without features of its own', () => {
  beforeAll(async () => {
    await startEngine('wasm');
  });

  it.each(['default', 'renas'])(
    'is ranked by a predictor of recipe %s',
    async name => {
      const cells = sampleCells(space, 126, createRandom(1));
      const labels = cells.map(value);
      const recipe = findRecipe(name)!;
      const task = {
        space,
        cells: cells.slice(0, 60),
        labels: labels.slice(0, 60),
        random: createRandom(2),
        epochs: 25,
        monitored: { cells: [], labels: [] },
      };
      const weights = await recipe.train(task, () => {});
      const scorer = recipe.restore(space, weights);
      const scores = await scorer.score(cells.slice(60));
      expect(kendallTau(scores, labels.slice(60))).toBeGreaterThan(0.7);
      scorer.dispose();
    },
    300_000,
  );

  it('has the layers of its network as vertices, with what they cost', () => {
    const cell = { chosen: [1, 6, 8, 7] } as unknown as Cell;
    const graph = featureKindOf(space).graphReader(space, 'functional').read(cell);
    const { vocabulary } = featureKindOf(space).graphReader(space, 'functional');
    const count = (key: string) =>
      [...graph.labels.subarray(0, graph.size)].filter(label => vocabulary.keys[label] === key).length;
    // Four cells of a convolution, two pools and a skip, each with its sum; stem, reduction and classifier.
    expect(count('conv3')).toBe(4 + 1 + 2);
    expect(count('maxpool')).toBe(4);
    expect(count('avgpool')).toBe(4 + 1);
    expect(count('add')).toBe(4 + 1);
    expect(count('weights')).toBe(1);
    const total = totalCosts(space, cell);
    expect(graph.totalParameters - 1).toBe(total.parameters);
    expect(graph.totalFlops - 1).toBe(total.flops);
  });

  it('may have networks of any number of layers', () => {
    const deep = wideSpace(20);
    const cells = sampleCells(deep, 4, createRandom(3));
    const features = createFeatures(deep, ['cheap', 'power', 'counts', 'paths', 'depth']);
    const matrix = features.matrix(cells);
    expect([...matrix].every(Number.isFinite)).toBe(true);
    const again = createFeatures(deep, ['cheap', 'power', 'counts', 'paths', 'depth']);
    const width = features.names.length;
    for (const i of [3, 0])
      expect(again.matrix([cells[i]!])).toEqual(matrix.slice(i * width, (i + 1) * width));
    const packed = packGraphs(deep, cells, 'functional');
    expect(packed.starts[4]).toBeGreaterThan(4 * 64);
    expect([...packed.vertices].every(Number.isFinite)).toBe(true);
  });
});
