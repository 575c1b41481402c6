import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { canonicalHash } from '../../src/cells/canonical';
import type { Cell } from '../../src/cells/cell';
import { mutate, neighbours } from '../../src/cells/mutate';
import { createRandom, type Random } from '../../src/cells/random';
import type { SearchSpace } from '../../src/cells/space';
import { readTable } from '../../src/datasets/readTable';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { startEngine } from '../../src/engines/engine';
import { runLoop } from '../../src/search/loop';
import { createBelief } from '../../src/search/loop/belief';
import { type Candidates, createCandidates } from '../../src/search/loop/candidates';

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

interface Pool {
  readonly space: SearchSpace;
  readonly cells: readonly Cell[];
  readonly labels: Float64Array;
  readonly test: Float64Array;
  readonly candidates: Candidates;
  /** Rows of each canonical hash. */
  readonly rows: ReadonlyMap<string, readonly number[]>;
}

/** Measures rows of the pool, in order, at most `budget`. */
type Strategy = (pool: Pool, budget: number, seed: number) => Promise<number[]>;

const strategies: Record<string, Strategy> = {
  random: async (pool, budget, seed) => shuffledRows(pool, createRandom(seed)).slice(0, budget),
  evolution: async (pool, budget, seed) => evolve(pool, budget, createRandom(seed)),
  local: async (pool, budget, seed) => climb(pool, budget, createRandom(seed)),
  'one-shot': oneShot,
  loop: (pool, budget, seed) => loop(pool, budget, seed, 'bound'),
  'loop-thompson': (pool, budget, seed) => loop(pool, budget, seed, 'thompson'),
};

export async function printTables(args: string[], dataFolder: string): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: '40' },
      from: { type: 'string', default: '0' },
      only: { type: 'string', default: sources.map(({ name }) => name).join() },
      strategies: { type: 'string', default: Object.keys(strategies).join() },
      most: { type: 'string', default: '424' },
    },
  });
  const engine = await startEngine('wasm');
  console.log(
    `Engine: ${engine.name}. Seeds ${values.from} to ${Number(values.from) + Number(values.seeds) - 1}.`,
  );
  for (const source of sources) {
    if (!values.only.split(',').includes(source.name)) continue;
    const pool = await readPool(source, dataFolder);
    if (!pool) {
      console.log(`${source.name}: no table in ${dataFolder}; skipped.`);
      continue;
    }
    const best = pool.labels.reduce((a, b) => Math.max(a, b));
    console.log(
      `\n${source.name}: ${pool.cells.length} cells in ${pool.candidates.count} classes. ${source.published}`,
    );
    for (const name of values.strategies.split(',')) {
      const budgets = source.budgets.filter(budget => budget <= Number(values.most));
      const outcomes: Outcome[] = [];
      const start = process.cpuUsage();
      for (let run = 0; run < Number(values.seeds); run++) {
        const seed = Number(values.from) + run;
        // One-shot spends half of each budget at once, so that each budget is a run of its own.
        const perBudget: number[][] = [];
        if (name === 'one-shot')
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
    space,
    cells,
    labels: labels[source.label]!,
    test: labels[source.test]!,
    candidates: createCandidates(space, cells),
    rows,
  };
}

function shuffledRows({ cells }: Pool, random: Random): number[] {
  return random.shuffle(Array.from(cells.keys()));
}

/** Rows measured once each, in order. */
function ledger({ labels }: Pool, budget: number) {
  const measured = new Set<number>();
  return {
    measured,
    full: () => measured.size >= budget,
    /** The row's value; it is measured if it is not yet. */
    value(row: number) {
      measured.add(row);
      return labels[row]!;
    },
  };
}

/** The row of a cell; of several with the same graph, its own or else the first. */
function rowOf(pool: Pool, cell: Cell): number | undefined {
  const rows = pool.rows.get(canonicalHash(pool.space, cell));
  const key = String(cell.edges);
  return rows?.find(row => String(pool.cells[row]!.edges) === key) ?? rows?.[0];
}

/** Regularised evolution, one child at a time, population and tournament 10. */
function evolve(pool: Pool, budget: number, random: Random): number[] {
  const { measured, full, value } = ledger(pool, budget);
  let population = shuffledRows(pool, random).slice(0, 10);
  for (const row of population) value(row);
  for (let children = 0; !full() && children < 10 * budget; children++) {
    const parent = population.reduce((a, b) => (value(b) > value(a) ? b : a));
    let cell = pool.cells[parent]!;
    let child: number | undefined;
    // Where only a part of the space is measured, a child that is not is mutated on.
    while (child === undefined) {
      cell = mutate(pool.space, cell, random);
      child = rowOf(pool, cell);
    }
    value(child);
    population = [...population.slice(1), child];
  }
  return [...measured];
}

/** From a random cell to the first neighbour that is better; a new start where none is. */
function climb(pool: Pool, budget: number, random: Random): number[] {
  const { measured, full, value } = ledger(pool, budget);
  const starts = shuffledRows(pool, random).values();
  while (!full()) {
    let row: number | undefined = starts.next().value;
    if (row === undefined) break;
    value(row);
    while (row !== undefined && !full()) {
      const from: number = row;
      row = undefined;
      for (const cell of random.shuffle(neighbours(pool.space, pool.cells[from]!))) {
        const next = rowOf(pool, cell);
        if (next === undefined || full()) continue;
        if (value(next) > value(from)) {
          row = next;
          break;
        }
      }
    }
  }
  return [...measured];
}

/** Half of the budget at random, the other half what a process that learned from it ranks highest. */
async function oneShot(pool: Pool, budget: number, seed: number): Promise<number[]> {
  const random = createRandom(seed);
  const known = shuffledRows(pool, random).slice(0, budget >> 1);
  const { candidates, cells, labels } = pool;
  const classes = candidates.add([...cells]);
  const belief = createBelief(candidates);
  const { mean } = await belief.given(known.map(row => ({ index: classes[row]!, value: labels[row]! })));
  const seen = new Set(known);
  const rest = Array.from(cells.keys()).filter(row => !seen.has(row));
  rest.sort((a, b) => mean[classes[b]!]! - mean[classes[a]!]!);
  return [...known, ...rest.slice(0, budget - known.length)];
}

/** Ends where the best cell of all is found: whatever would be measured after it changes no figure. */
async function loop(
  pool: Pool,
  budget: number,
  seed: number,
  acquisition: 'thompson' | 'bound',
): Promise<number[]> {
  const rows = new Map(pool.cells.map((cell, row) => [cell, row]));
  const best = pool.labels.reduce((a, b) => Math.max(a, b));
  const found = new AbortController();
  const { measured } = await runLoop(
    { space: pool.space, budget, seed, acquisition },
    {
      cells: pool.cells,
      measure: async cells => cells.map(cell => pool.labels[rows.get(cell)!]!),
    },
    ({ best: [first] }) => {
      if (first?.value === best) found.abort();
    },
    found.signal,
  );
  return measured.map(({ cell }) => rows.get(cell)!);
}
