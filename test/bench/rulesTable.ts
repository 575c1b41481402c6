import { existsSync } from 'node:fs';
import path from 'node:path';
import { canonicalHash } from '../../src/cells/canonical';
import type { Cell } from '../../src/cells/cell';
import { countedCost } from '../../src/cells/namedCosts';
import { createRandom, type Random } from '../../src/cells/random';
import type { SearchSpace } from '../../src/cells/space';
import { readTable } from '../../src/datasets/readTable';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { readDocument } from '../../src/document/readDocument';
import { learnPrior } from '../../src/predictor/prior/learnPrior';
import { preparePrior } from '../../src/predictor/prior/spacePredictor';
import { runLoop } from '../../src/search/loop';
import type { PriorOf } from '../../src/search/loop/candidatePrior';
import { mobileMacro, nasbenchMacro } from '../unit/networks/sources';
import { assertUnseen, type BenchSpace, readBenchSpaces } from './transferTable';

/** A table that the loop is compared on with rules that learn nothing. */
interface RuleTable {
  readonly name: string;
  readonly file: string;
  readonly space: () => SearchSpace;
  /** The space among those that teach priors. */
  readonly taught: string;
  /** Each run measures the next of these: where there is only test accuracy, one training. */
  readonly labels: readonly string[];
  /** Accuracy in per cent for each unit of the column. */
  readonly percent: number;
  /** Shares of the cells, by parameters, on random halves of the table; `whole` is the table itself. */
  readonly parts: readonly (number | 'whole')[];
  readonly budgets: readonly number[];
}

const trainings = ['test_run1', 'test_run2', 'test_run3'];
const usual = { percent: 1, budgets: [10, 25, 50] } as const;

export const ruleTables: readonly RuleTable[] = [
  ...['cifar10', 'cifar100'].map(
    (data): RuleTable => ({
      name: `nasbench201/${data}`,
      file: 'nasbench201.csv.gz',
      space: () => builtInSpaces().get('nasbench201')!,
      taught: 'nasbench201',
      labels: [`${data}_valid`],
      parts: [0.25, 0.5, 1, 'whole'],
      ...usual,
    }),
  ),
  {
    name: 'nasbench-macro',
    file: 'nasbench-macro.csv.gz',
    space: () => readDocument(nasbenchMacro).spaces.get('nbmacro')!,
    taught: 'nasbench-macro',
    labels: trainings,
    parts: [0.25, 0.5, 1],
    ...usual,
  },
  {
    name: 'channel-bench',
    file: 'channel-bench-mobilenet.csv.gz',
    space: () => readDocument(mobileMacro).spaces.get('mobile_widths')!,
    taught: 'channel-bench',
    labels: trainings,
    parts: [0.25, 0.5, 1],
    ...usual,
  },
  {
    name: 'nasbench101',
    file: 'nasbench101.csv.gz',
    space: () => builtInSpaces().get('nasbench101')!,
    taught: 'nasbench101',
    labels: ['validation_accuracy'],
    percent: 100,
    parts: ['whole'],
    budgets: [10, 25, 50, 100],
  },
];

interface Rows {
  readonly space: SearchSpace;
  readonly cells: readonly Cell[];
  readonly label: ArrayLike<number>;
  readonly parameters: ArrayLike<number>;
  readonly flops: ArrayLike<number>;
  readonly prior: ArrayLike<number>;
}

/** Rows in the order measured. */
type Rule = (rows: Rows, some: readonly number[], budget: number, seed: number) => Promise<number[]>;

const highest =
  (of: (rows: Rows) => ArrayLike<number>): Rule =>
  async (rows, some, budget) =>
    [...some].sort((a, b) => of(rows)[b]! - of(rows)[a]! || a - b).slice(0, budget);

const rules: Readonly<Record<string, Rule>> = {
  'largest first': highest(({ parameters }) => parameters),
  'most FLOPs first': highest(({ flops }) => flops),
  'prior alone': highest(({ prior }) => prior),
  'loop without prior': (rows, some, budget, seed) => loopOver(rows, some, budget, seed),
  loop: (rows, some, budget, seed) => {
    const at = new Map(some.map(row => [rows.cells[row]!, rows.prior[row]!]));
    return loopOver(rows, some, budget, seed, cells => cells.map(cell => at.get(cell)!));
  },
};

async function loopOver(
  { space, cells, label }: Rows,
  some: readonly number[],
  budget: number,
  seed: number,
  prior?: PriorOf,
): Promise<number[]> {
  const rows = new Map(some.map(row => [cells[row]!, row]));
  const { measured } = await runLoop(
    { space, budget, seed, prior },
    { cells: [...rows.keys()], measure: async asked => asked.map(cell => label[rows.get(cell)!]!) },
  );
  return measured.map(({ cell }) => rows.get(cell)!);
}

/**
 * Mean regret of the best measured cell in the measured label, of the loop and of rules that learn nothing. Priors have seen
 * no space of the table's family. A run has its own random half of the table; on the whole table, its own prior, learned
 * from a random half of each teacher's networks.
 */
export async function printRules(
  only: readonly string[],
  names: readonly string[] | undefined,
  seeds: number,
  from: number,
  folder: string,
): Promise<void> {
  const asked = ruleTables.filter(({ name, file }) => {
    const wanted = only.includes('rules') || only.includes(`rules:${name}`);
    return wanted && existsSync(path.join(folder, file));
  });
  if (asked.length === 0) return;
  const taught = await readBenchSpaces(folder);
  for (const table of asked) {
    const space = table.space();
    const { cells, labels } = await readOnce(path.join(folder, table.file), space, table.labels);
    const own = taught.find(({ space: name }) => name === table.taught)!;
    const costs = (name: 'parameters' | 'flops') => {
      const cost = countedCost(space, name);
      return cells.map(cell => cost.of(cell)!);
    };
    const [parameters, flops] = [costs('parameters'), costs('flops')];
    const sorted = [...parameters].sort((a, b) => a - b);
    const look = (prior: ReturnType<typeof learnPrior>) => preparePrior(space, prior).look(cells).scores;
    const usualPrior = look(unseenPrior(taught, own));
    for (const part of table.parts) {
      const limit = part === 'whole' ? Number.POSITIVE_INFINITY : quantile(sorted, part);
      const regrets = new Map<string, number[][]>();
      for (let run = from; run < from + seeds; run++) {
        const random = createRandom(1000 + run);
        const half =
          part === 'whole'
            ? [...cells.keys()]
            : random.shuffle([...cells.keys()]).slice(0, cells.length >> 1);
        const some = half.filter(row => parameters[row]! <= limit);
        const label = labels[table.labels[run % table.labels.length]!]!;
        const prior = part === 'whole' ? look(unseenPrior(taught, own, random)) : usualPrior;
        const best = some.reduce((most, row) => Math.max(most, label[row]!), Number.NEGATIVE_INFINITY);
        for (const [name, rule] of Object.entries(rules)) {
          if (names && !names.includes(name)) continue;
          const rows = { space, cells, label, parameters, flops, prior };
          const chosen = await rule(rows, some, table.budgets.at(-1)!, run);
          const regret = table.budgets.map(budget => {
            const found = chosen.slice(0, budget).map(row => label[row]!);
            return table.percent * (best - Math.max(...found));
          });
          regrets.set(name, [...(regrets.get(name) ?? []), regret]);
        }
      }
      print(table, part, seeds, regrets);
    }
  }
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}

function print(
  { name, budgets }: RuleTable,
  part: number | 'whole',
  seeds: number,
  regrets: ReadonlyMap<string, readonly (readonly number[])[]>,
): void {
  const of =
    part === 'whole'
      ? 'the whole table'
      : part === 1
        ? 'random halves'
        : `random halves, at most the parameters of the ${100 * part} % quantile`;
  console.log(`\n${name}, ${of}: mean (largest) regret of ${seeds} runs`);
  for (const [rule, rows] of regrets) {
    const columns = budgets.map((budget, b) => {
      const each = rows.map(row => row[b]!);
      const mean = each.reduce((a, c) => a + c, 0) / each.length;
      return `${budget}: ${mean.toFixed(3)} (${Math.max(...each).toFixed(3)})`;
    });
    console.log(`  ${rule.padEnd(18)} ${columns.join('  ')}`);
  }
}

/** Each graph once, as the first row has it. */
export async function readOnce(file: string, space: SearchSpace, names: readonly string[]) {
  const { cells, labels } = await readTable(file, space, names);
  const seen = new Set<string>();
  const kept: number[] = [];
  for (const [row, cell] of cells.entries()) {
    const hash = canonicalHash(space, cell);
    if (!seen.has(hash)) kept.push(row);
    seen.add(hash);
  }
  return {
    cells: kept.map(row => cells[row]!),
    labels: Object.fromEntries(
      names.map(name => [name, Float64Array.from(kept, row => labels[name]![row]!)]),
    ),
  };
}

/** Learned from all that may be shipped but the space's family; with `random` from half of each space's networks. */
export function unseenPrior(spaces: readonly BenchSpace[], own: BenchSpace, random?: Random) {
  const teachers = spaces.filter(({ ships, family }) => ships && family !== own.family);
  const prior = learnPrior(random ? teachers.map(space => halved(space, random)) : teachers);
  assertUnseen(prior, own);
  return prior;
}

function halved(space: BenchSpace, random: Random): BenchSpace {
  const count = space.networks.length;
  const width = space.features.length / count;
  const rows = random.shuffle(Array.from({ length: count }, (_, i) => i)).slice(0, count >> 1);
  const features = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries())
    features.set(space.features.subarray(row * width, (row + 1) * width), i * width);
  return {
    ...space,
    networks: rows.map(row => space.networks[row]!),
    features,
    labels: Object.fromEntries(
      Object.entries(space.labels).map(([name, label]) => [
        name,
        Float64Array.from(rows, row => label[row]!),
      ]),
    ),
  };
}
