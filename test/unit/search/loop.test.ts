import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import type { Cell, GraphCell } from '../../../src/cells/cell';
import { enumerateCells, sampleCells } from '../../../src/cells/enumerate';
import { isCellOf } from '../../../src/cells/limits';
import { createRandom } from '../../../src/cells/random';
import type { GraphSpace } from '../../../src/cells/space';
import { readTable } from '../../../src/datasets/readTable';
import { startEngine } from '../../../src/engines/engine';
import { createFeatures } from '../../../src/predictor/features/features';
import { type LoopRound, type Oracle, runLoop } from '../../../src/search/loop';
import { createCandidatePosterior } from '../../../src/search/loop/candidatePosterior';
import { createCandidates } from '../../../src/search/loop/candidates';
import { spreadOut } from '../../../src/search/loop/spread';
import { createUntried } from '../../../src/search/loop/untried';
import { suggest } from '../../../src/search/suggest';
import { dataFile } from '../../data';
import { graphCell } from '../../graphs';
import { edgeSpace, labSpace, vertexSpace } from '../cells/spaces';

beforeAll(async () => {
  await startEngine('wasm');
});

const small: GraphSpace = { ...vertexSpace, name: 'small', vertices: 5 };

/** Many 3×3 convolutions are good, a pool next to the input is not, and a direct edge is better than none. */
function worth(given: Cell): number {
  const cell = graphCell(given);
  const n = cell.vertices;
  return cell.operations.reduce(
    (sum, operation, i) => {
      const v = i + 1;
      const here = operation === 0 ? 3 : operation === 1 ? 1 : -1;
      return sum + here + (cell.edges[v] ? 0.3 * (1 - operation) : 0) + (cell.edges[v * n + n - 1] ? 0.1 : 0);
    },
    cell.edges[n - 1] ? 0.4 : 0,
  );
}

const oracle: Oracle = { measure: async cells => cells.map(worth) };

function normals(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
}

describe('the posterior', () => {
  const width = 4;
  const count = 9;
  const parameters = { weights: [0.3, 0.5, 0.2, 0.7], amplitude: 1.3, linear: 0.2, noise: 0.15 };
  const inputs = normals(count * width, 4);
  const kernel = (i: number, j: number) => {
    let square = 0;
    let inner = 0;
    for (let k = 0; k < width; k++) {
      const [a, b] = [inputs[i * width + k]!, inputs[j * width + k]!];
      square += parameters.weights[k]! ** 2 * (a - b) ** 2;
      inner += parameters.weights[k]! ** 2 * a * b;
    }
    return parameters.amplitude / (1 + square / 2) + parameters.linear * inner;
  };
  /** By Gauss–Jordan, with none of the product's own algebra. */
  const inverse = (matrix: number[][]) => {
    const n = matrix.length;
    const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
    for (let p = 0; p < n; p++) {
      const pivot = rows[p]![p]!;
      rows[p] = rows[p]!.map(value => value / pivot);
      for (let i = 0; i < n; i++) {
        const factor = i === p ? 0 : rows[i]![p]!;
        rows[i] = rows[i]!.map((value, j) => value - rows[p]![j]! * factor);
      }
    }
    return rows.map(row => row.slice(n));
  };

  it('told one by one is that of all at once, computed directly; a cell may be measured twice', async () => {
    const observed = [2, 5, 0, 2, 7];
    const values = [0.5, -1, 0.2, 0.9, -0.4];
    const posterior = createCandidatePosterior(inputs, parameters);
    await posterior.observe(observed.slice(0, 1));
    posterior.setTargets([3]);
    await posterior.observe(observed.slice(1, 4));
    await posterior.observe(observed.slice(4));
    posterior.setTargets(values);
    const K = observed.map((a, i) =>
      observed.map((b, j) => kernel(a, b) + (i === j ? parameters.noise + 1e-4 : 0)),
    );
    const J = inverse(K);
    const explained = (a: number, b: number) =>
      observed.reduce(
        (sum, o, i) =>
          sum + observed.reduce((part, p, j) => part + kernel(a, o) * J[i]![j]! * kernel(p, b), 0),
        0,
      );
    for (let c = 0; c < count; c++) {
      const mean = observed.reduce(
        (sum, o, i) => sum + kernel(c, o) * values.reduce((part, value, j) => part + J[i]![j]! * value, 0),
        0,
      );
      expect(posterior.mean[c]).toBeCloseTo(mean, 4);
      expect(posterior.variance[c]).toBeCloseTo(kernel(c, c) - explained(c, c), 4);
    }
    const asked = [1, 3, 7];
    const S = await posterior.covariance(asked);
    for (const [i, a] of asked.entries())
      for (const [j, b] of asked.entries())
        expect(S[i * asked.length + j]).toBeCloseTo(kernel(a, b) - explained(a, b), 4);
  });
});

it('the posterior told of many at once is that told of them one by one', async () => {
  const width = 5;
  const parameters = { weights: [0.3, 0.5, 0.2, 0.7, 0.4], amplitude: 1, linear: 0.1, noise: 0.2 };
  const inputs = normals(300 * width, 9);
  const observed = Array.from({ length: 150 }, (_, i) => (i * 7) % 300);
  const values = normals(150, 3);
  const together = createCandidatePosterior(inputs, parameters);
  await together.observe(observed);
  const apart = createCandidatePosterior(inputs, parameters);
  for (const index of observed) await apart.observe([index]);
  for (const posterior of [together, apart]) posterior.setTargets(values);
  for (let c = 0; c < 300; c++) {
    expect(together.mean[c]).toBeCloseTo(apart.mean[c]!, 4);
    expect(together.variance[c]).toBeCloseTo(apart.variance[c]!, 5);
  }
});

describe('candidates', () => {
  it('are one class where the features of what they compute are the same, and only there', () => {
    const cells = sampleCells(edgeSpace, 150, createRandom(1));
    const candidates = createCandidates(edgeSpace, cells);
    const classes = candidates.add(cells);
    expect(candidates.count).toBeLessThan(150);
    expect(classes.every((index, i) => candidates.members(index).includes(cells[i]!))).toBe(true);
    const groups = ['cheap', 'paths', 'sums', 'power', 'counts', 'reach', 'entropy', 'strength'] as const;
    const features = createFeatures(edgeSpace, groups, 'functional');
    const rows = cells.map(cell => features.matrix([cell]));
    for (let i = 1; i < cells.length; i++)
      for (let j = 0; j < i; j++) {
        const off = rows[i]!.reduce((most, value, k) => Math.max(most, Math.abs(value - rows[j]![k]!)), 0);
        if (off > 1.001e-3) expect(classes[i]).not.toBe(classes[j]);
        if (off < 1e-6) expect(classes[i]).toBe(classes[j]);
      }
  });

  it('are one class where only what does nothing is drawn otherwise', () => {
    const [skip, conv1x1, conv3x3] = [2, 3, 4];
    const cell = (...written: readonly (readonly [from: number, to: number, label: number])[]): GraphCell => {
      const edges: number[] = Array.from({ length: 16 }, (_, at) => (at % 4 > at >> 2 ? 1 : 0));
      for (const [from, to, label] of written) edges[4 * from + to] = label;
      return { vertices: 4, edges, operations: [] };
    };
    const [late, early, direct, other] = [
      cell([0, 1, conv3x3], [1, 3, skip]),
      cell([0, 2, skip], [2, 3, conv3x3]),
      cell([0, 3, conv3x3]),
      cell([0, 3, conv1x1]),
    ];
    const candidates = createCandidates(edgeSpace, [...enumerateCells(edgeSpace)]);
    const [first, ...rest] = candidates.add([late, early, direct]);
    expect(rest).toEqual([first, first]);
    expect(candidates.members(first!).length).toBeGreaterThan(3);
    expect(candidates.add([other])).not.toEqual([first]);
  });

  it('stay open until each of their cells is measured, equal ones once, unless one stands for all', () => {
    const [none, skip, conv3x3] = [1, 2, 4];
    // From 0 to 3 a convolution, and of two cells one with a skip connection that leads nowhere.
    const direct = (dead: number): Cell => {
      const edges: number[] = Array.from({ length: 16 }, (_, at) => (at % 4 > at >> 2 ? none : 0));
      edges[3] = conv3x3;
      edges[1] = dead;
      return { vertices: 4, edges, operations: [] };
    };
    const cells = [direct(none), direct(skip)];
    expect(new Set(cells.map(cell => canonicalHash(edgeSpace, cell))).size).toBe(2);
    const all = [...enumerateCells(edgeSpace)];
    const candidates = createCandidates(edgeSpace, all);
    const [index, same] = candidates.add(cells);
    expect(same).toBe(index);
    const members = candidates.members(index!);
    const hashes = new Set(members.map(cell => canonicalHash(edgeSpace, cell)));
    const untried = createUntried(edgeSpace, candidates);
    const random = createRandom(1);
    const drawn = new Set<string>();
    for (let i = 0; i < hashes.size; i++) {
      expect(untried.open()).toContain(index);
      const cell = untried.draw(index!, random);
      untried.strike(index!, cell);
      drawn.add(canonicalHash(edgeSpace, cell));
      expect(untried.fresh()).not.toContain(index);
    }
    expect(drawn).toEqual(hashes);
    expect(untried.open()).not.toContain(index);
    const unmeasurable = createUntried(edgeSpace, candidates);
    unmeasurable.strike(index!, cells[0]!);
    unmeasurable.close(index!);
    expect(unmeasurable.open()).not.toContain(index);
    const one = createUntried(edgeSpace, candidates, true);
    one.strike(index!, cells[0]!);
    expect(one.open()).not.toContain(index);
    expect(one.count(1e6)).toBe(candidates.count - 1);
    expect(one.count(7)).toBe(7);
  });

  it('take in cells that come later', () => {
    const [known, later] = [
      sampleCells(vertexSpace, 50, createRandom(1)),
      sampleCells(vertexSpace, 5, createRandom(2)),
    ];
    const candidates = createCandidates(vertexSpace, known);
    const before = candidates.count;
    const classes = candidates.add([...later, ...later, known[3]!]);
    expect(classes.slice(0, 5)).toEqual(classes.slice(5, 10));
    expect(classes[10]).toBeLessThan(before);
    expect(candidates.inputs).toHaveLength(candidates.count * candidates.width);
  });
});

it('a start is spread out: it takes each far place before a second near one', () => {
  const inputs = Float32Array.from([0, 0.01, 0.02, 2, 2.01, -2.5, -2.51]);
  for (let seed = 0; seed < 20; seed++) {
    const chosen = spreadOut(inputs, 1, [0, 1, 2, 3, 4, 5, 6], [], 3, createRandom(seed));
    expect(new Set(chosen.map(at => (at < 3 ? 'a' : at < 5 ? 'b' : 'c'))).size).toBe(3);
  }
  expect(spreadOut(inputs, 1, [1, 2], [1], 5, createRandom(1))).toEqual([2]);
});

describe('the loop', () => {
  const run = async (more: Partial<Parameters<typeof runLoop>[0]> = {}, other = oracle) => {
    const rounds: LoopRound[] = [];
    const result = await runLoop({ space: small, budget: 40, seed: 1, ...more }, other, round =>
      rounds.push(round),
    );
    return { rounds, result };
  };

  it('finds the best cell of a small space', async () => {
    const best = Math.max(...[...enumerateCells(small)].map(worth));
    for (const seed of [1, 2]) {
      const { result, rounds } = await run({ seed });
      expect(result.best!.value).toBe(best);
      expect(result.measured.length).toBeLessThanOrEqual(40);
      expect(rounds.flatMap(({ chosen }) => chosen)).toEqual(result.measured);
      expect(rounds.at(-1)!.best[0]!.top).toBeLessThan(5);
    }
  });

  it('measures no graph twice, all of them cells of the space, and keeps to its budget', async () => {
    const { result, rounds } = await run({ budget: 37 });
    expect(result.measured).toHaveLength(37);
    expect(new Set(result.measured.map(({ cell }) => canonicalHash(small, cell))).size).toBe(37);
    expect(result.measured.every(({ cell }) => isCellOf(small, cell))).toBe(true);
    expect(rounds.map(({ measured }) => measured)).toEqual(
      rounds.map((_, i) => rounds.slice(0, i + 1).flatMap(({ chosen }) => chosen).length),
    );
    expect(rounds.map(({ round }) => round)).toEqual(rounds.map((_, i) => i + 1));
  });

  it('does the same again with the same seed, and something else with another', async () => {
    const first = await run({ budget: 20 });
    expect(await run({ budget: 20 })).toEqual(first);
    expect((await run({ budget: 20, seed: 2 })).result.measured).not.toEqual(first.result.measured);
  });

  it('keeps what was measured when it is stopped, between rounds or in one', async () => {
    const stop = new AbortController();
    const between = await runLoop(
      { space: small, budget: 40, seed: 1 },
      oracle,
      ({ measured }) => measured >= 12 && stop.abort(),
      stop.signal,
    );
    expect(between.measured).toHaveLength(12);
    const within = new AbortController();
    let calls = 0;
    const slow: Oracle = {
      async measure(cells) {
        if (++calls === 5) {
          within.abort();
          throw within.signal.reason;
        }
        return cells.map(worth);
      },
    };
    const cut = await runLoop({ space: small, budget: 40, seed: 1 }, slow, undefined, within.signal);
    expect(cut.measured).toEqual(between.measured.slice(0, cut.measured.length));
    expect(cut.measured.length).toBeGreaterThan(6);
    await expect(run({}, { measure: () => Promise.reject(new Error('no more disk')) })).rejects.toThrow(
      'no more disk',
    );
  });

  it('goes on past cells that cannot be measured, and never asks for them again', async () => {
    const asked: GraphCell[] = [];
    const { result } = await run(
      {},
      {
        measure: async cells => {
          asked.push(...cells.map(graphCell));
          return cells.map(cell => (graphCell(cell).operations.includes(2) ? Number.NaN : worth(cell)));
        },
      },
    );
    expect(asked).toHaveLength(40);
    expect(new Set(asked.map(cell => canonicalHash(small, cell))).size).toBe(40);
    expect(result.measured.length).toBeGreaterThan(0);
    expect(result.measured.every(({ cell }) => !graphCell(cell).operations.includes(2))).toBe(true);
  });

  it('tries no other cells than the oracle has, and ends when there are no more', async () => {
    const cells = sampleCells(small, 25, createRandom(5));
    const { result } = await run({ budget: 100 }, { ...oracle, cells });
    const known = new Set(cells);
    expect(result.measured.every(({ cell }) => known.has(graphCell(cell)))).toBe(true);
    expect(result.measured.length).toBeLessThanOrEqual(25);
    expect(result.best!.value).toBe(Math.max(...cells.map(worth)));
  });
});

describe('suggest', () => {
  const cells = sampleCells(small, 30, createRandom(7));
  const options = { space: small, cells, values: cells.map(worth), count: 12, seed: 1 };

  it.each(['ucb', 'variance-reduction'] as const)(
    'by %s names different cells, none measured',
    async acquisition => {
      const { cells: next, learned } = await suggest({ ...options, acquisition });
      expect(learned).toBe(true);
      expect(next).toHaveLength(12);
      const measured = new Set(cells.map(cell => canonicalHash(small, cell)));
      expect(next.some(cell => measured.has(canonicalHash(small, cell)))).toBe(false);
      expect(new Set(next.map(cell => canonicalHash(small, cell))).size).toBe(12);
      expect(await suggest({ ...options, acquisition })).toEqual({ cells: next, learned });
    },
  );

  it('learns more from the mean of many trainings than from one', async () => {
    // What is measured says nothing, so that only its noise decides how far it is followed.
    const values = cells.map((_, i) => Math.sin(7 * i));
    const of = async (trainings?: number[]) =>
      (await suggest({ ...options, values, ...(trainings ? { trainings } : {}), acquisition: 'ucb' })).cells;
    const plain = await of();
    expect(await of(cells.map(() => 1))).toEqual(plain);
    expect(await of(cells.map((_, i) => (i % 3 === 0 ? 100 : 1)))).not.toEqual(plain);
  });

  it('names better cells than chance for the best cell', async () => {
    const { cells: next } = await suggest({ ...options, acquisition: 'ucb' });
    const mean = (some: readonly Cell[]) => some.reduce((sum, cell) => sum + worth(cell) / some.length, 0);
    expect(mean(next)).toBeGreaterThan(mean([...enumerateCells(small)]) + 1.5);
  });

  it('begins with cells far apart, and never runs out with an error', async () => {
    const start = await suggest({ ...options, cells: [], values: [], acquisition: 'ucb' });
    expect(start.learned).toBe(false);
    expect(new Set(start.cells.map(cell => canonicalHash(small, cell))).size).toBe(12);
    const all = [...enumerateCells({ ...small, vertices: 3 })];
    const none = await suggest({
      ...options,
      space: { ...small, vertices: 3 },
      cells: all,
      values: all.map(worth),
      acquisition: 'ucb',
    });
    expect(none.cells).toEqual([]);
  });

  it('looks near the best cells of a space too large to go through', async () => {
    const some = sampleCells(labSpace, 40, createRandom(2));
    const { cells: next } = await suggest({
      space: labSpace,
      cells: some,
      values: some.map(worth),
      count: 3,
      acquisition: 'ucb',
      seed: 1,
    });
    expect(next).toHaveLength(3);
    expect(next.every(cell => isCellOf(labSpace, cell))).toBe(true);
  });
});

const table = dataFile('nasbench201.csv.gz');

describe.skipIf(!table)('in NAS-Bench-201 (needs its table in RENAS_DATA)', () => {
  it('the cells are 5,424 classes, and 50 measurements find one within a tenth of a point of the best', async () => {
    const { cells, labels } = await readTable(table!, edgeSpace, ['cifar10_valid']);
    expect(createCandidates(edgeSpace, cells).count).toBe(5424);
    const rows = new Map(cells.map((cell, row) => [cell, row]));
    const values = labels['cifar10_valid']!;
    const { best } = await runLoop(
      { space: edgeSpace, budget: 50, seed: 1 },
      { cells, measure: async some => some.map(cell => values[rows.get(cell)!]!) },
    );
    expect(best!.value).toBeGreaterThan(91.5);
  });
});
