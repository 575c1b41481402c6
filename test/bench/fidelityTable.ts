import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Cell } from '../../src/cells/cell';
import { countedCost } from '../../src/cells/namedCosts';
import { createRandom } from '../../src/cells/random';
import type { SearchSpace } from '../../src/cells/space';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { preparePrior } from '../../src/predictor/prior/spacePredictor';
import type { MeasuredCell } from '../../src/search/loop';
import { type MeasuringResult, runMeasuringLoop } from '../../src/search/measuringLoop';
import { readOnce, unseenPrior } from './rulesTable';
import { readBenchSpaces } from './transferTable';

/** Of a full training, what one of 12 epochs costs. */
const briefCost = 12 / 200;
/** At a cost in full trainings, so many cells are trained in full; the rest goes to brief trainings. */
const plans = [
  { cost: 2, full: 1 },
  { cost: 3, full: 1 },
  { cost: 4, full: 2 },
  { cost: 6, full: 3 },
  { cost: 10, full: 5 },
].map(plan => ({ ...plan, brief: Math.floor((plan.cost - plan.full) / briefCost + 1e-9) }));
const poolSize = 2000;

interface Table {
  readonly space: SearchSpace;
  readonly cells: readonly Cell[];
  /** Validation accuracy after 12 epochs and after 200, and test accuracy, per cent. */
  readonly brief: ArrayLike<number>;
  readonly full: ArrayLike<number>;
  readonly test: ArrayLike<number>;
  readonly parameters: ArrayLike<number>;
  readonly flops: ArrayLike<number>;
}

/** A loop over a pool of the table. */
type LoopOf = (brief: number) => Promise<{
  readonly result: MeasuringResult;
  readonly rowOf: (cell: MeasuredCell) => number;
}>;

/** The rows that are trained in full. */
type Strategy = (
  table: Table,
  pool: readonly number[],
  plan: (typeof plans)[number],
  loopOf: LoopOf,
) => Promise<readonly number[]>;

const highest = (rows: readonly number[], of: ArrayLike<number>, count: number) =>
  [...rows].sort((a, b) => of[b]! - of[a]! || a - b).slice(0, count);

/** The highest by a cost, trained briefly; of these the best in full. */
const byCost =
  (cost: 'parameters' | 'flops'): Strategy =>
  async (table, pool, { brief, full }) =>
    highest(highest(pool, table[cost], brief), table.brief, full);

function loopsOver(table: Table, pool: readonly number[], prior: ArrayLike<number>, seed: number): LoopOf {
  const rows = new Map(pool.map(row => [table.cells[row]!, row]));
  const known = new Map<number, Promise<MeasuringResult>>();
  const run = (brief: number) =>
    runMeasuringLoop(
      {
        ...{ space: table.space, budget: brief, seed, slots: 1, repeat: 0 },
        prior: cells => cells.map(cell => prior[rows.get(cell)!]!),
      },
      { cells: [...rows.keys()], measure: async ({ cell }) => table.brief[rows.get(cell)!]! },
    );
  return async brief => {
    const running = known.get(brief) ?? run(brief);
    known.set(brief, running);
    return { result: await running, rowOf: ({ cell }) => rows.get(cell)! };
  };
}

const byShort: Strategy = async (_table, _pool, { brief, full }, loopOf) => {
  const { result, rowOf } = await loopOf(brief);
  return result.expected.slice(0, full).map(rowOf);
};

const byBoth: Strategy = async (table, _pool, { brief, full }, loopOf) => {
  const { result, rowOf } = await loopOf(brief);
  const rowAt = (at: number) => rowOf(result.measured[at]!);
  const chosen: number[] = [];
  while (chosen.length < full) {
    const known = chosen.map(at => ({ at, trainings: 1, value: table.full[rowAt(at)]! }));
    chosen.push(...result.inFull.next(known, new Set(chosen), 1));
  }
  return chosen.map(rowAt);
};

const strategies: Readonly<Record<string, Strategy>> = {
  'largest first': byCost('parameters'),
  'most FLOPs first': byCost('flops'),
  'loop, short trainings alone choose': byShort,
  'loop, two fidelities': byBoth,
};

/**
 * NAS-Bench-201 with trainings of 12 epochs and full ones, whole and in random pools of 2,000 cells: the test accuracy of the
 * cell with the best full validation accuracy among those trained in full. Each run has a prior of its own, learned from a
 * random half of each teacher's networks and from no cells of this family.
 */
export async function printFidelities(seeds: number, from: number, folder: string): Promise<void> {
  const file = path.join(folder, 'nasbench201.csv.gz');
  if (!existsSync(file)) {
    console.log(`nasbench201: no table in ${folder}; skipped.`);
    return;
  }
  const taught = await readBenchSpaces(folder);
  const own = taught.find(({ space }) => space === 'nasbench201')!;
  const space = builtInSpaces().get('nasbench201')!;
  const names = ['cifar10', 'cifar100'].flatMap(data => [
    ...[`${data}_valid_12`, `${data}_valid`, `${data}_test`],
  ]);
  const { cells, labels } = await readOnce(file, space, names);
  const costs = (name: 'parameters' | 'flops') => {
    const cost = countedCost(space, name);
    return cells.map(cell => cost.of(cell)!);
  };
  const [parameters, flops] = [costs('parameters'), costs('flops')];
  const outcomes = new Map<string, number[][]>();
  for (let run = from; run < from + seeds; run++) {
    const random = createRandom(1000 + run);
    const prior = preparePrior(space, unseenPrior(taught, own, random)).look(cells).scores;
    const all = [...cells.keys()];
    const pools = { whole: all, pools: random.shuffle([...all]).slice(0, poolSize) };
    for (const [part, pool] of Object.entries(pools))
      for (const data of ['cifar10', 'cifar100']) {
        const table: Table = {
          ...{ space, cells, parameters, flops },
          brief: labels[`${data}_valid_12`]!,
          full: labels[`${data}_valid`]!,
          test: labels[`${data}_test`]!,
        };
        const best = Math.max(...pool.map(row => table.test[row]!));
        const loopOf = loopsOver(table, pool, prior, run);
        for (const [name, strategy] of Object.entries(strategies)) {
          const tests: number[] = [];
          for (const plan of plans) {
            const rows = await strategy(table, pool, plan, loopOf);
            const test = table.test[highest(rows, table.full, 1)[0]!]!;
            tests.push(part === 'whole' ? test : best - test);
          }
          const key = `${data}, ${part === 'whole' ? 'whole, test accuracy' : `pools of ${poolSize}, regret in test`}\t${name}`;
          outcomes.set(key, [...(outcomes.get(key) ?? []), tests]);
        }
      }
    if (process.env['RENAS_BENCH_RUNS'])
      for (const [key, rows] of outcomes) console.log(`${run}\t${key}\t${rows.at(-1)!.join('\t')}`);
  }
  print(outcomes, seeds);
}

function print(outcomes: ReadonlyMap<string, readonly (readonly number[])[]>, seeds: number): void {
  console.log(
    'MF-NAS (GECCO 2024), whole: 94.36 and 73.51 at a cost of 5.96. Means of the runs, the worst in brackets.',
  );
  let title = '';
  for (const [key, rows] of outcomes) {
    const [table, name] = key.split('\t') as [string, string];
    if (table !== title) console.log(`\nNAS-Bench-201, ${table}: ${seeds} runs`);
    title = table;
    const worst = table.includes('regret') ? Math.max : Math.min;
    const columns = plans.map(({ cost }, i) => {
      const each = rows.map(row => row[i]!);
      const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
      return `cost ${cost}: ${mean.toFixed(3)} (${worst(...each).toFixed(2)})`;
    });
    console.log(`  ${name.padEnd(36)} ${columns.join('  ')}`);
  }
}
