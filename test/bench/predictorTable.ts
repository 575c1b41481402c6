import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { canonicalHash } from '../../src/cells/canonical';
import type { Cell } from '../../src/cells/cell';
import { createRandom } from '../../src/cells/random';
import type { SearchSpace } from '../../src/cells/space';
import { readTable } from '../../src/datasets/readTable';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { readSpaces } from '../../src/document/readSpaces';
import { startEngine } from '../../src/engines/engine';
import { averageRanks, inverseNormal } from '../../src/predictor/math/ranks';
import { kendallTau, topFigures } from '../../src/predictor/metrics';
import type { Weights } from '../../src/predictor/recipe';
import { findRecipe } from '../../src/predictor/recipes';
import { featureShape } from '../../src/predictor/recipes/renas/features';
import { mobileMacro, nasbenchMacro } from '../unit/networks/sources';

/** One line of the table. Figures of others are τ as published, in their papers' own settings. */
interface Line {
  readonly data: string;
  /** Of the table, without its `.csv.gz`. */
  readonly space: string;
  /** Of networks: the text that declares their space; their labels are one training, held against the mean of three. */
  readonly declared?: string;
  readonly label: string;
  readonly test: string;
  readonly cells: number;
  readonly published?: string;
  readonly goal: number;
}

const vertices = {
  data: 'nasbench101',
  space: 'nasbench101',
  label: 'validation_accuracy',
  test: 'validation_accuracy',
};
const cifar10 = { data: 'nasbench201', space: 'nasbench201', label: 'cifar10_valid', test: 'cifar10_test' };
const cifar100 = {
  data: 'nasbench201/cifar100',
  space: 'nasbench201',
  label: 'cifar100_valid',
  test: 'cifar100_test',
};

const oneTraining = { label: 'test_run1', test: 'test_mean' };
const macro = {
  ...{ data: 'nasbench-macro', space: 'nasbench-macro', declared: nasbenchMacro },
  ...oneTraining,
};
const widths = {
  ...{ data: 'channel-bench', space: 'channel-bench-mobilenet', declared: mobileMacro },
  ...oneTraining,
};

const lines: readonly Line[] = [
  { ...vertices, cells: 100, published: '.717 PINAT', goal: 0.82 },
  { ...vertices, cells: 172, published: '.765 NN-Former', goal: 0.835 },
  { ...vertices, cells: 424, published: '.812 PINAT; ReNAS .634–.657', goal: 0.86 },
  { ...vertices, cells: 4236, published: '.877 NN-Former; ReNAS .816', goal: 0.895 },
  { ...cifar10, cells: 78, published: '.700 ParZC', goal: 0.82 },
  { ...cifar10, cells: 156, published: '.804 NN-Former', goal: 0.855 },
  { ...cifar10, cells: 469, published: '.836 HyperNAS', goal: 0.88 },
  { ...cifar10, cells: 781, published: '.833', goal: 0.888 },
  { ...cifar10, cells: 1563, published: '.890 NN-Former', goal: 0.892 },
  { ...cifar100, cells: 156, goal: 0.86 },
  { ...macro, cells: 20, goal: 0.78 },
  { ...macro, cells: 50, goal: 0.86 },
  { ...macro, cells: 100, goal: 0.89 },
  { ...macro, cells: 200, goal: 0.91 },
  { ...widths, cells: 20, goal: 0.67 },
  { ...widths, cells: 50, goal: 0.74 },
  { ...widths, cells: 100, goal: 0.79 },
  { ...widths, cells: 200, goal: 0.81 },
];

interface Outcome {
  readonly tau: number;
  readonly bestOfTen: number;
  readonly meanOfTen: number;
  readonly placeOfBestOfTen: number;
  readonly shareOfTopPercent: number;
  /** Share of the tested cells that lie within their interval; NaN where the recipe gives none. */
  readonly covered: number;
  readonly seconds: number;
  readonly numbers: number;
  readonly megaflops: number;
}

/**
 * Every line is trained on random cells and tested on all others of its table: the half of NAS-Bench-101's rows that
 * nothing was chosen on, or all of the others, of which equal networks are one. Nothing of other spaces takes part.
 */
export async function printTable(args: string[], dataFolder: string): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      seeds: { type: 'string' },
      only: { type: 'string' },
      recipes: { type: 'string', default: 'default,renas' },
      half: { type: 'string', default: 'second' },
    },
  });
  const seeds = Number(values.seeds ?? (values.quick ? 2 : 10));
  const wanted = lines.filter(line =>
    values.only
      ? values.only.split(',').includes(`${line.data}:${line.cells}`)
      : !values.quick || line.cells < 500,
  );
  console.log(`Engine: ${(await startEngine('wasm')).name}. ${seeds} seeds a line.`);
  for (const line of wanted) {
    const table = await readLine(line, dataFolder, values.half === 'first');
    if (!table) {
      console.log(`${line.data}: no table in ${dataFolder}; skipped.`);
      continue;
    }
    console.log(
      `\n${line.data}, ${line.cells} cells. Published ${line.published ?? 'none'}; goal ${line.goal}`,
    );
    for (const name of values.recipes.split(',')) {
      const outcomes: Outcome[] = [];
      for (let seed = 1; seed <= seeds; seed++) outcomes.push(await run(name, table, line.cells, seed));
      printOutcomes(name, outcomes);
    }
  }
}

interface Table {
  readonly space: SearchSpace;
  readonly cells: readonly Cell[];
  readonly labels: Float64Array;
  readonly test: Float64Array;
}

async function readLine(line: Line, folder: string, firstHalf: boolean): Promise<Table | undefined> {
  const file = path.join(folder, `${line.space}.csv.gz`);
  if (!existsSync(file)) return undefined;
  const space =
    line.declared === undefined
      ? builtInSpaces().get(line.space)!
      : [...readSpaces(line.declared).values()][0]!;
  const table = await readTable(file, space, [...new Set([line.label, line.test])]);
  const half = Math.floor(table.cells.length / 2);
  const [start, end] =
    line.space !== 'nasbench101'
      ? [0, table.cells.length]
      : firstHalf
        ? [0, half]
        : [half, table.cells.length];
  const all = Array.from({ length: end - start }, (_, i) => start + i);
  const rows = line.declared === undefined ? all : firstOfEach(space, table.cells, all);
  return {
    space,
    cells: rows.map(row => table.cells[row]!),
    labels: Float64Array.from(rows, row => table.labels[line.label]![row]!),
    test: Float64Array.from(rows, row => table.labels[line.test]![row]!),
  };
}

/** Of rows with one network, the first. */
function firstOfEach(space: SearchSpace, cells: readonly Cell[], rows: readonly number[]): number[] {
  const first = new Map<string, number>();
  for (const row of rows) {
    const hash = canonicalHash(space, cells[row]!);
    if (!first.has(hash)) first.set(hash, row);
  }
  return [...first.values()];
}

async function run(
  name: string,
  { space, cells, labels, test }: Table,
  count: number,
  seed: number,
): Promise<Outcome> {
  const recipe = findRecipe(name)!;
  const random = createRandom(seed);
  const order = random.shuffle(Array.from(cells.keys()));
  const known = order.slice(0, count);
  const rest = order.slice(count);
  const start = process.cpuUsage();
  const weights = await recipe.train(
    {
      space,
      cells: known.map(row => cells[row]!),
      labels: known.map(row => labels[row]!),
      random,
      monitored: { cells: [], labels: [] },
    },
    () => {},
  );
  const { user, system } = process.cpuUsage(start);
  const scorer = recipe.restore(space, weights);
  const asked = rest.map(row => cells[row]!);
  const truth = rest.map(row => test[row]!);
  const scores = await scorer.score(asked);
  let covered = Number.NaN;
  if (scorer.judge) {
    const judged = await scorer.judge(asked);
    const places = averageRanks(rest.map(row => labels[row]!)).map(rank =>
      inverseNormal((rank - 0.5) / rest.length),
    );
    covered =
      judged.filter(({ low, high }, i) => low <= places[i]! && places[i]! <= high).length / rest.length;
  }
  scorer.dispose();
  return {
    tau: kendallTau(scores, truth),
    ...topFigures(scores, truth),
    covered,
    seconds: (user + system) / 1e6,
    numbers: Object.values(weights).reduce((sum, { values }) => sum + values.length, 0),
    megaflops: megaflopsOf(weights, space),
  };
}

/** Two for each weight of a dense layer, and of a convolution at each of its places. */
function megaflopsOf(weights: Weights, space: SearchSpace): number {
  let sum = 0;
  for (const { shape, values } of Object.values(weights)) {
    if (shape.length === 4) sum += 2 * values.length * featureShape(space).vertices ** 2;
    else if (shape.length === 2) sum += 2 * values.length;
  }
  return sum / 1e6;
}

function printOutcomes(name: string, outcomes: readonly Outcome[]): void {
  const mean = (key: keyof Outcome) =>
    outcomes.reduce((sum, outcome) => sum + outcome[key], 0) / outcomes.length;
  const tau = mean('tau');
  const deviation = Math.sqrt(
    outcomes.reduce((sum, outcome) => sum + (outcome.tau - tau) ** 2, 0) / outcomes.length,
  );
  const covered = mean('covered');
  console.log(
    [
      `  ${name.padEnd(8)} τ ${tau.toFixed(4)} ± ${deviation.toFixed(4)}`,
      `best of ten ${mean('bestOfTen').toFixed(4)}`,
      `mean of ten ${mean('meanOfTen').toFixed(4)}`,
      `place ${mean('placeOfBestOfTen').toFixed(1)}`,
      `top 1 % ${mean('shareOfTopPercent').toFixed(2)}`,
      ...(Number.isNaN(covered) ? [] : [`80 % intervals hold ${(100 * covered).toFixed(1)} %`]),
      `${mean('seconds').toFixed(1)} s of processor`,
      `${mean('megaflops').toFixed(3)} MFLOP a cell`,
      `${Math.round(mean('numbers')).toLocaleString('en-US')} numbers`,
    ].join('; '),
  );
}
