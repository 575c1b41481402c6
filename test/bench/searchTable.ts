import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { canonicalHash } from '../../src/cells/canonical';
import { readTable } from '../../src/datasets/readTable';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { startEngine } from '../../src/engines/engine';
import { graphCell, graphSpace } from '../graphs';
import { printFidelities } from './fidelityTable';
import { printFronts, readDevices, readMeasuredTable } from './frontsTable';
import { printNoise } from './noiseTable';
import { printRules } from './rulesTable';
import { beginsAnew, type Pool, strategies } from './searchStrategies';

interface Source {
  readonly name: string;
  readonly space: string;
  readonly label: string;
  readonly test: string;
  /** Numbers of measured cells reported. */
  readonly budgets: readonly number[];
  /** Accuracy in per cent for each unit of the column. */
  readonly percent: number;
  readonly published: string;
}

const sources: readonly Source[] = [
  {
    name: 'nasbench201',
    space: 'nasbench201',
    label: 'cifar10_valid',
    test: 'cifar10_test',
    budgets: [25, 50, 75, 100, 150, 424],
    percent: 1,
    published: 'ReNAS 93.99 and NPENAS 94.31 at 424, AG-Net 94.37 at 192; tried: loop 94.25, 94.36, 94.37',
  },
  {
    name: 'nasbench201/cifar100',
    space: 'nasbench201',
    label: 'cifar100_valid',
    test: 'cifar100_test',
    budgets: [25, 50, 75, 100, 150, 424],
    percent: 1,
    published: 'ReNAS 72.12 and NPENAS 73.46 at 424; tried: loop 72.95, 73.49, 73.51',
  },
  {
    name: 'nasbench101',
    space: 'nasbench101',
    label: 'validation_accuracy',
    test: 'validation_accuracy',
    budgets: [50, 100, 200, 424],
    percent: 100,
    published: 'tried, regret: random .64 .49 .39 .30; one-shot .29 .061 .035 .011; loop .069 .027 .021 .008',
  },
];

/** Of the table of latencies. */
const allDevices = [
  ...['1080ti_1', '1080ti_32', '1080ti_256', '2080ti_1', '2080ti_32', '2080ti_256', 'titanx_1', 'titanx_32'],
  ...['titanx_256', 'titanxp_1', 'titanxp_32', 'titanxp_256', 'titan_rtx_1', 'titan_rtx_32', 'titan_rtx_256'],
  ...[
    'gold_6226',
    'gold_6240',
    'silver_4114',
    'silver_4210r',
    'pixel2',
    'pixel3',
    'samsung_a50',
    'samsung_s7',
  ],
  ...['essential_ph_1', 'raspi4', 'fpga', 'eyeriss'],
].join();

/** Without `one-shot-recipe`, which takes most of a minute a run. */
const usual = 'random,evolution,local,one-shot,loop';

export async function printTables(args: string[], dataFolder: string): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: '40' },
      from: { type: 'string', default: '0' },
      only: { type: 'string', default: sources.map(({ name }) => name).join() },
      strategies: { type: 'string', default: usual },
      rules: { type: 'string' },
      budgets: { type: 'string' },
      devices: { type: 'string', default: allDevices },
    },
  });
  const engine = await startEngine('wasm');
  console.log(
    `Engine: ${engine.name}. Seeds ${values.from} to ${Number(values.from) + Number(values.seeds) - 1}.`,
  );
  const only = values.only.split(',');
  await printRules(only, values.rules?.split(','), Number(values.seeds), Number(values.from), dataFolder);
  if (only.includes('fidelities'))
    await printFidelities(Number(values.seeds), Number(values.from), dataFolder);
  if (only.some(name => name.startsWith('noise')))
    await printNoise(only, Number(values.seeds), Number(values.from), dataFolder);
  if (only.includes('fronts')) {
    const space = builtInSpaces().get('nasbench201')!;
    const file = path.join(dataFolder, 'nasbench201.csv.gz');
    const table = await readMeasuredTable('nasbench201', file, space, 'cifar10_valid');
    const devices = await readDevices(dataFolder, space, values.devices.split(','));
    if (table && devices.length > 0)
      await printFronts(table, devices, Number(values.seeds), Number(values.from));
  }
  for (const source of sources) {
    if (!values.only.split(',').includes(source.name)) continue;
    const pool = await readPool(source, dataFolder);
    if (!pool) {
      console.log(`${source.name}: no table in ${dataFolder}; skipped.`);
      continue;
    }
    const best = pool.labels.reduce((a, b) => Math.max(a, b));
    console.log(`\n${source.name}: ${pool.cells.length} cells. ${source.published}`);
    for (const name of values.strategies.split(',')) {
      const budgets = values.budgets?.split(',').map(Number) ?? source.budgets;
      const outcomes: Outcome[] = [];
      const start = process.cpuUsage();
      for (let run = 0; run < Number(values.seeds); run++) {
        const seed = Number(values.from) + run;
        const perBudget: number[][] = [];
        if (beginsAnew(name))
          for (const budget of budgets) perBudget.push(await strategies[name]!(pool, budget, seed));
        else {
          const rows = await strategies[name]!(pool, budgets.at(-1)!, seed);
          for (const budget of budgets) perBudget.push(rows.slice(0, budget));
        }
        outcomes.push(outcomeOf(pool, perBudget, best));
      }
      const { user, system } = process.cpuUsage(start);
      printOutcomes(name, source, budgets, outcomes, best, (user + system) / 1e6 / Number(values.seeds));
    }
  }
}

interface Outcome {
  /** For each budget: of the measured cell with the best label. */
  readonly label: number[];
  readonly test: number[];
  /** How many were measured when the best of all was found. */
  readonly found: number;
}

function outcomeOf({ labels, test }: Pool, perBudget: readonly number[][], best: number): Outcome {
  const winners = perBudget.map(rows => rows.reduce((a, b) => (labels[b]! > labels[a]! ? b : a)));
  const at = perBudget.at(-1)!.findIndex(row => labels[row] === best);
  return {
    label: winners.map(row => labels[row]!),
    test: winners.map(row => test[row]!),
    found: at < 0 ? Number.POSITIVE_INFINITY : at + 1,
  };
}

function printOutcomes(
  name: string,
  { percent, test, label }: Source,
  budgets: readonly number[],
  outcomes: readonly Outcome[],
  best: number,
  seconds: number,
): void {
  const columns = budgets.map((budget, b) => {
    const mean = (of: (outcome: Outcome) => number) =>
      outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
    const held = outcomes.filter(outcome => outcome.label[b] === best).length / outcomes.length;
    const figure =
      test === label
        ? `regret ${(percent * (best - mean(outcome => outcome.label[b]!))).toFixed(3)}`
        : mean(outcome => outcome.test[b]!).toFixed(2);
    return `${budget}: ${figure} (${(100 * held).toFixed(0)} %)`;
  });
  const found = outcomes.map(outcome => outcome.found).sort((a, b) => a - b);
  const middle = (found[(found.length - 1) >> 1]! + found[found.length >> 1]!) / 2;
  console.log(
    `  ${name.padEnd(11)} ${columns.join('  ')}  best found after ${middle} (median), ${found.at(-1)} (last); ${seconds.toFixed(1)} s a run`,
  );
}

async function readPool(source: Source, folder: string): Promise<Pool | undefined> {
  const file = path.join(folder, `${source.space}.csv.gz`);
  if (!existsSync(file)) return undefined;
  const space = builtInSpaces().get(source.space)!;
  const { cells, labels } = await readTable(file, space, [...new Set([source.label, source.test])]);
  const rows = new Map<string, number[]>();
  for (const [row, cell] of cells.entries()) {
    const hash = canonicalHash(space, cell);
    rows.set(hash, [...(rows.get(hash) ?? []), row]);
  }
  return {
    space: graphSpace(space),
    cells: cells.map(graphCell),
    labels: labels[source.label]!,
    test: labels[source.test]!,
    rows,
  };
}
