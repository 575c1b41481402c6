import { beforeAll, describe, expect, test } from 'vitest';
import type { GraphCell } from '../../../../src/cells/cell';
import { sampleCells } from '../../../../src/cells/enumerate';
import { createRandom } from '../../../../src/cells/random';
import type { GraphSpace } from '../../../../src/cells/space';
import { startEngine } from '../../../../src/engines/engine';
import { kendallTau } from '../../../../src/predictor/metrics';
import type { Scorer, Weights } from '../../../../src/predictor/recipe';
import { distilledRecipe } from '../../../../src/predictor/recipes/distilled/recipe';
import { runStage } from '../../../../src/predictor/stages';
import { createWorkerPool } from '../../../../src/predictor/workerPool';
import { edgeSpace, vertexSpace } from '../../cells/spaces';

/** Spaces small enough to learn in a moment. */
const spaces: readonly GraphSpace[] = [
  { ...vertexSpace, vertices: 5 },
  { ...edgeSpace, operations: edgeSpace.operations.slice(1, 4) },
];

const noise = createRandom(11);

/** Convolutions and short ways to the output are good, and measuring is not exact. */
function measure(space: GraphSpace, cell: GraphCell): number {
  const used =
    space.operationsOn === 'vertices' ? cell.operations : cell.edges.filter(Boolean).map(e => e - 1);
  const convolutions = used.filter(index => space.operations[index]!.name.startsWith('conv')).length;
  return convolutions + 0.5 * (cell.edges[cell.vertices - 1] ? 1 : 0) + 0.4 * noise.normal();
}

function train(
  space: GraphSpace,
  cells: readonly GraphCell[],
  labels: readonly number[],
  seed: number,
): Promise<Weights> {
  const task = {
    space,
    cells,
    labels,
    random: createRandom(seed),
    epochs: 60,
    monitored: { cells: [], labels: [] },
  };
  return distilledRecipe.train(task, () => {});
}

describe.each(spaces)('learning an order of $name', space => {
  const all = sampleCells(space, 400, createRandom(1));
  const labels = all.map(cell => measure(space, cell));
  let weights: Weights;
  let scorer: Scorer;

  beforeAll(async () => {
    await startEngine('wasm');
    weights = await train(space, all.slice(0, 120), labels.slice(0, 120), 5);
    scorer = distilledRecipe.restore(space, weights);
  }, 300_000);

  test('ranks cells it never saw', async () => {
    const scores = await scorer.score(all.slice(120));
    expect(kendallTau(scores, labels.slice(120))).toBeGreaterThan(0.6);
  });

  test('a cell alone has the score it has among many', async () => {
    const together = await scorer.score(all);
    for (const index of [0, 150, 399])
      expect((await scorer.score([all[index]!]))[0]).toBeCloseTo(together[index]!, 4);
  });

  test.runIf(space.operationsOn === 'edges')('cells that compute the same have the same score', async () => {
    const [skip, one, three] = space.operations.map((_, index) => index + 1) as [number, number, number];
    const cell = (first: number, second: number): GraphCell => {
      const edges = new Array<number>(16).fill(0);
      // Vertex 1 is the input once more, so that it does not matter which of both leads to vertex 2 by which operation.
      [edges[1], edges[2], edges[6], edges[3], edges[7], edges[11]] = [skip, first, second, one, skip, three];
      return { vertices: 4, edges, operations: [] };
    };
    const [score, same, other] = await scorer.score([cell(one, three), cell(three, one), cell(one, one)]);
    expect(same).toBeCloseTo(score!, 5);
    expect(other).not.toBeCloseTo(score!, 3);
  });

  test('its intervals hold about four of five cells, and order cells as the scores do', async () => {
    const rest = all.slice(120);
    const judged = await scorer.judge!(rest);
    const scores = await scorer.score(rest);
    const places = normalPlaces(labels.slice(120));
    let held = 0;
    for (const [i, { score, low, high }] of judged.entries()) {
      expect(score).toBeCloseTo(scores[i]!, 5);
      expect(low).toBeLessThan(high);
      if (places[i]! >= low && places[i]! <= high) held++;
    }
    expect(held / rest.length).toBeGreaterThan(0.68);
    expect(held / rest.length).toBeLessThan(0.92);
  });

  test('the chance that one beats another is right as often as it says', async () => {
    const judged = await scorer.judge!(all.slice(120));
    let said = 0;
    let right = 0;
    let pairs = 0;
    for (let i = 1; i < judged.length; i++) {
      const chance = scorer.chance!(judged[i]!, judged[i - 1]!);
      expect(scorer.chance!(judged[i - 1]!, judged[i]!)).toBeCloseTo(1 - chance, 5);
      said += Math.max(chance, 1 - chance);
      right += chance > 0.5 === labels[120 + i]! > labels[119 + i]! ? 1 : 0;
      pairs++;
    }
    expect(Math.abs(said - right) / pairs).toBeLessThan(0.08);
  });

  test('a first model ranks well before the others begin to learn, and its scores of a sample are normal', async () => {
    const begun: string[] = [];
    const workers = createWorkerPool([
      (name, task, context) => {
        begun.push(name);
        return runStage(name, task, context);
      },
    ]);
    const enough = new AbortController();
    let told: [Weights, Float64Array] | undefined;
    const training = distilledRecipe.train(
      {
        space,
        cells: all.slice(0, 60),
        labels: labels.slice(0, 60),
        random: createRandom(3),
        monitored: { cells: [], labels: [] },
        workers,
        async onFirstModel(weights, sampled) {
          told = [weights, sampled];
          enough.abort(new Error('enough'));
        },
      },
      () => {},
      enough.signal,
    );
    await expect(training).rejects.toThrow('enough');
    expect(begun.slice(0, 2)).toEqual(['process', 'wholeProcess']);
    const [weights, sampled] = told!;
    const first = distilledRecipe.restore(space, weights);
    expect(kendallTau(await first.score(all.slice(60)), labels.slice(60))).toBeGreaterThan(0.5);
    const mean = sampled.reduce((sum, score) => sum + score / sampled.length, 0);
    const variance = sampled.reduce((sum, score) => sum + (score - mean) ** 2 / sampled.length, 0);
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(variance).toBeGreaterThan(0.8);
    expect(variance).toBeLessThan(1.2);
  });

  test('equal seeds give equal predictors', async () => {
    const again = await train(space, all.slice(0, 120), labels.slice(0, 120), 5);
    for (const [name, { values }] of Object.entries(weights)) expect(again[name]!.values).toEqual(values);
  }, 300_000);

  test('weights of another space are refused', () => {
    const { 'student/first': _, ...rest } = weights;
    expect(() => distilledRecipe.restore(space, rest)).toThrow('it has no weights "student/first"');
  });
});

test('an abort stops training with its reason', async () => {
  const space = spaces[0]!;
  const cells = sampleCells(space, 40, createRandom(1));
  const labels = cells.map(cell => measure(space, cell));
  const stop = new AbortController();
  const task = { space, cells, labels, random: createRandom(1), monitored: { cells: [], labels: [] } };
  const training = distilledRecipe.train(task, () => stop.abort(new Error('enough')), stop.signal);
  await expect(training).rejects.toThrow('enough');
});

/** Where each value stands among all, as a normal deviate, by a rough inverse that is good to 0.01. */
function normalPlaces(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return values.map(value => {
    const p = (sorted.indexOf(value) + 0.5) / values.length;
    return Math.sign(p - 0.5) * Math.sqrt(-(Math.PI / 2) * Math.log(4 * p * (1 - p)));
  });
}
