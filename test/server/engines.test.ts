import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EngineName } from '../../src/engines/engine';
import type { PredictorStatus } from '../../src/protocol/lsp';
import { formatTop } from '../../src/protocol/words';
import type { PredictorLink } from '../../src/server/scoring/predictorLink';
import { startPredictorProcess } from '../../src/server/scoring/predictorProcess';
import { bundlePrograms } from '../bundle';
import { type EngineHere, node24, tensorflowHere, webgpuHere } from '../engines';
import { type EngineAnswer, type EngineTask, nasbench101, rankedCells } from './engineTask';

const root = path.resolve(import.meta.dirname, '..', '..');
const models = path.join(root, 'models');
const model = path.join(models, 'nasbench101');
let dist: string;
let link: PredictorLink | undefined;

beforeAll(() => {
  dist = mkdtempSync(path.join(tmpdir(), 'renas-dist-'));
  bundlePrograms(dist, { cli: 'src/cli/main.ts', engineTask: 'test/server/engineTask.ts' });
}, 60_000);
afterAll(() => rmSync(dist, { recursive: true, force: true }));
afterEach(() => {
  link?.dispose();
  vi.unstubAllEnvs();
});

/** Computes in a process of its own, as everything does that loads an engine. */
function compute(
  engine: EngineName,
  task: Omit<EngineTask, 'engine'>,
  env: NodeJS.ProcessEnv = {},
  node = process.execPath,
): EngineAnswer {
  const args = [path.join(dist, 'engineTask.js'), JSON.stringify({ engine, ...task })];
  const done = spawnSync(node, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  if (done.status !== 0) throw new Error(`${engine}: ${done.signal ?? done.status}\n${done.stderr}`);
  const answer = JSON.parse(done.stdout) as EngineAnswer;
  expect(answer.engine).toMatch(new RegExp(`^${engine} \\(`));
  return answer;
}

/** The most that two engines' scores differ, as a share of their range; a shift of all of them orders nothing. */
function difference(a: readonly number[], b: readonly number[], shift: 'kept' | 'removed'): number {
  expect(b.length).toBe(a.length);
  const mean = (values: readonly number[]) =>
    shift === 'kept' ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middleA, middleB] = [mean(a), mean(b)];
  const worst = Math.max(...a.map((value, i) => Math.abs(value - middleA - (b[i]! - middleB))));
  return worst / (Math.max(...a) - Math.min(...a));
}

/** Pairs of neighbours in the order of `a`, further apart than float error, that `b` orders otherwise. */
function reordered(a: readonly number[], b: readonly number[]): number {
  const tie = 1e-5 * (Math.max(...a) - Math.min(...a));
  const order = [...a.keys()].sort((i, j) => a[i]! - a[j]!);
  let wrong = 0;
  for (let low = 0, high = 1; high < order.length; high++) {
    while (low + 1 < high && a[order[high]!]! - a[order[low + 1]!]! > tie) low++;
    const apart = a[order[high]!]! - a[order[low]!]! > tie;
    if (apart && !(b[order[high]!]! > b[order[low]!]!)) wrong++;
  }
  return wrong;
}

function expectSameRanking(expected: EngineAnswer, actual: EngineAnswer): void {
  expect(difference(expected.scores, actual.scores, 'kept')).toBeLessThan(1e-5);
  expect(reordered(expected.scores, actual.scores)).toBe(0);
  // What people read may differ in its last digit where a score lies on the border of two.
  const differently = expected.tops.filter((top, i) => formatTop(top) !== formatTop(actual.tops[i]!));
  expect(differently.length).toBeLessThan(0.005 * expected.tops.length + 1);
}

const tensorflow = tensorflowHere();
const webgpu = webgpuHere();
const envOf = (here: EngineHere) => ('env' in here ? here.env : {});
const title = (what: string, here: EngineHere) => ('env' in here ? what : `${what} (skipped: ${here.why})`);
const nodes: readonly [string, string | undefined][] = [
  [`Node ${process.versions.node}`, process.execPath],
  ['Node 24', node24()],
];

describe('the ranking of 1,000 cells', () => {
  const rank = { model, cells: 1000 };
  let expected: EngineAnswer;
  beforeAll(() => {
    expected = compute('wasm', { rank });
  });

  it('is the same on cpu as on wasm', () => {
    expectSameRanking(expected, compute('cpu', { rank }));
  }, 300_000);

  for (const [name, node] of nodes)
    it.skipIf('why' in tensorflow || !node)(
      title(`is the same on TensorFlow, ${name}`, tensorflow),
      () => expectSameRanking(expected, compute('native', { rank }, envOf(tensorflow), node)),
      60_000,
    );

  it.skipIf('why' in webgpu)(
    title('is the same on WebGPU, of its first 24', webgpu),
    () => {
      const few = { model, cells: 24 };
      expectSameRanking(compute('wasm', { rank: few }), compute('webgpu', { rank: few }, envOf(webgpu)));
    },
    300_000,
  );
});

describe('a training', () => {
  // Rounding grows from round to round: Adam divides even a gradient that is nothing but rounding by its own size.
  const short = { recipe: 'renas', cells: 60, epochs: 2 };
  const usual = { recipe: 'default', cells: 60, epochs: 5 };

  describe.each(nodes)('on TensorFlow, %s', (_, node) => {
    it.skipIf('why' in tensorflow || !node).each([short, usual])(
      title('by the recipe $recipe learns what it learns on wasm', tensorflow),
      train => {
        const expected = compute('wasm', { train }, {}, node);
        const actual = compute('native', { train }, envOf(tensorflow), node);
        expect(difference(expected.scores, actual.scores, 'removed')).toBeLessThan(1e-3);
      },
      120_000,
    );
  });

  it.skipIf('why' in webgpu)(
    title('on WebGPU learns what it learns on wasm', webgpu),
    () => {
      const train = { recipe: 'renas', cells: 6, epochs: 2 };
      const expected = compute('wasm', { train });
      const actual = compute('webgpu', { train }, envOf(webgpu));
      expect(difference(expected.scores, actual.scores, 'removed')).toBeLessThan(1e-3);
    },
    300_000,
  );
});

describe('hints', () => {
  let pid = 0;

  async function hint(env: NodeJS.ProcessEnv, node = process.execPath) {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const statuses: PredictorStatus[] = [];
    link = startPredictorProcess({
      program: path.join(dist, 'cli.js'),
      node,
      models,
      chosenModels: {},
      trainWith: 'renas train',
      listener: { status: status => void statuses.push(status), log: () => {} },
      times: { answer: 120_000 },
    });
    const answer = await link.score(nasbench101, rankedCells(5));
    link.dispose();
    if (answer.kind !== 'scores') throw new Error(`${answer.kind}: ${answer.reason}`);
    return { scores: answer.scores.map(({ score }) => score), status: statuses.at(-1)! };
  }

  for (const [name, node] of nodes)
    it.skipIf('why' in tensorflow || !node)(
      title(`come from TensorFlow, ${name}, and the status says so`, tensorflow),
      async () => {
        const expected = await hint({ RENAS_ENGINE: 'wasm' });
        const { scores, status } = await hint(envOf(tensorflow), node);
        expect(status.engine).toBe('native');
        expect(status.reason).toContain('CPU, TensorFlow of @tensorflow/tfjs-node-gpu');
        expect(difference(expected.scores, scores, 'kept')).toBeLessThan(1e-5);
      },
      60_000,
    );

  it.skipIf('why' in tensorflow)(
    title('go on with the next engine when the process is killed twice', tensorflow),
    async () => {
      const cache = mkdtempSync(path.join(tmpdir(), 'renas-cache-'));
      const env = { ...envOf(tensorflow), XDG_CACHE_HOME: cache };
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
      const statuses: PredictorStatus[] = [];
      let kills = 0;
      link = startPredictorProcess({
        program: path.join(dist, 'cli.js'),
        node: process.execPath,
        models,
        chosenModels: {},
        trainWith: 'renas train',
        listener: {
          status: status => {
            statuses.push(status);
            if (status.state === 'ready' && status.engine === 'native' && kills++ < 2)
              process.kill(pid, 'SIGKILL');
          },
          log: line => {
            pid = Number(/^The predictor process is (\d+)/.exec(line)?.[1] ?? pid);
          },
        },
        times: { firstRestart: 50, answer: 60_000 },
      });
      const answer = await link.score(nasbench101, rankedCells(5));
      rmSync(cache, { recursive: true, force: true });
      expect(answer.kind).toBe('scores');
      expect(statuses.at(-1)?.engine).toBe('wasm');
      expect(statuses.at(-1)?.reason).toContain('native: the predictor process ended (SIGKILL), twice');
    },
    120_000,
  );

  it.skipIf('why' in webgpu)(
    title('come from WebGPU, and the status says so', webgpu),
    async () => {
      const expected = await hint({ RENAS_ENGINE: 'wasm' });
      const { scores, status } = await hint(envOf(webgpu));
      expect(status.engine).toBe('webgpu');
      expect(status.reason).toContain('SwiftShader');
      expect(difference(expected.scores, scores, 'kept')).toBeLessThan(1e-5);
    },
    120_000,
  );
});

it.skipIf('why' in webgpu)('a GPU that the CPU plays is used in tests alone', () => {
  const done = spawnSync(process.execPath, [path.join(dist, 'cli.js'), 'engines', '--probe', 'webgpu'], {
    encoding: 'utf8',
    env: { ...process.env, ...envOf(webgpu), RENAS_WEBGPU_FALLBACK: '' },
  });
  expect(JSON.parse(done.stdout)).toMatchObject({
    usable: false,
    reason: expect.stringContaining('that the CPU plays (SwiftShader'),
  });
});

it('an engine that is chosen but not there is replaced, and one that does not exist is refused', () => {
  const file = path.join(root, 'examples', 'inception.cell');
  const args = [path.join(dist, 'cli.js'), 'rank', file, '--json', '--model', model];
  const env = { ...process.env, RENAS_ENGINES: '', RENAS_ENGINE: 'webgpu' };
  expect(spawnSync(process.execPath, args, { env }).status).toBe(0);
  const wrong = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...env, RENAS_ENGINE: 'abacus' },
  });
  expect([wrong.status, wrong.stderr]).toEqual([
    2,
    'renas: RENAS_ENGINE names no engine: write auto, cuda, webgpu, native, wasm, cpu.\n',
  ]);
});
