import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, bench, describe } from 'vitest';
import { totalCosts } from '../../src/cells/costs';
import { sampleCells } from '../../src/cells/enumerate';
import { labelledGraphs } from '../../src/cells/kinds/graph/enumerate';
import { createRandom } from '../../src/cells/random';
import { startEngine } from '../../src/engines/engine';
import { createFeatures } from '../../src/predictor/features/features';
import { loadPredictor } from '../../src/predictor/predictor';
import { acquire } from '../../src/search/loop/acquire';
import { candidatePool, createCandidates } from '../../src/search/loop/candidates';
import { createGpSurrogate } from '../../src/search/loop/gpSurrogate';
import { createPace } from '../../src/search/pace';
import { builtInGraphs } from '../graphs';

const root = path.join(import.meta.dirname, '../..');
const space = builtInGraphs('nasbench101');
await startEngine('wasm');
const predictor = await loadPredictor(path.join(root, 'models/nasbench101'));
const cells = sampleCells(space, 10_000, createRandom(1));
const once = { time: 0, iterations: 3, warmupTime: 0, warmupIterations: 0 };

describe('the shipped predictor of nasbench101, wasm', () => {
  const features = createFeatures(space, ['cheap', 'power', 'counts', 'reach', 'strength']);
  bench('features of 10,000 cells', () => void features.matrix(cells));
  for (const count of [1, 100, 10_000])
    bench(`score ${count} cells, features and all`, async () => {
      await predictor.score(cells.slice(0, count));
    });
  bench(
    'score all 423,624 cells, enumeration and features and all',
    async () => {
      let part = [];
      for (const cell of labelledGraphs(space)) {
        part.push(cell);
        if (part.length < 8192) continue;
        await predictor.score(part);
        part = [];
      }
      await predictor.score(part);
    },
    once,
  );
});

describe('the command, as built', () => {
  const usages: NodeJS.ResourceUsage[] = [];
  // What the process that ranks used, said at its end.
  const tell = 'process.on("exit",()=>console.error(JSON.stringify(process.resourceUsage())))';
  bench(
    'renas search --strategy exhaustive --space nasbench101',
    () => {
      const { status, stderr } = spawnSync(
        process.execPath,
        [
          '--import',
          `data:text/javascript,${tell}`,
          path.join(root, 'dist/cli.js'),
          ...['search', '--space', 'nasbench101', '--strategy', 'exhaustive'],
        ],
        { encoding: 'utf8' },
      );
      if (status !== 0) throw new Error(stderr);
      usages.push(JSON.parse(stderr.trimEnd().split('\n').at(-1)!));
    },
    once,
  );
  afterAll(() => {
    const megabytes = Math.max(...usages.map(({ maxRSS }) => maxRSS)) / 1024;
    const seconds = usages.map(({ userCPUTime, systemCPUTime }) => (userCPUTime + systemCPUTime) / 1e6);
    console.log(
      `At most ${megabytes.toFixed(0)} MB; ${Math.min(...seconds).toFixed(1)} s of processor at least.`,
    );
  });
});

const pool = await candidatePool(builtInGraphs('nasbench201'), createRandom(1), createPace(undefined));

describe('a round of the loop after 100 measured cells of nasbench201, wasm', () => {
  const edges = builtInGraphs('nasbench201');
  const candidates = createCandidates(edges, pool.cells);
  const measured = createRandom(2)
    .shuffle(Array.from({ length: candidates.count }, (_, index) => index))
    .slice(0, 100)
    .map(index => ({ index, value: totalCosts(edges, candidates.members(index)[0]!).parameters }));
  const known = new Set(measured.map(({ index }) => index));
  const open = Array.from({ length: candidates.count }, (_, index) => index).filter(
    index => !known.has(index),
  );
  bench(
    'learn anew, and choose five',
    async () => {
      const posterior = await createGpSurrogate(candidates).condition(measured);
      await acquire(posterior, open, 5, 'ucb', () => 1, createRandom(3));
    },
    once,
  );
});
