import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Cell } from '../../src/cells/cell';
import { countedCost, type NamedCost } from '../../src/cells/namedCosts';
import type { SearchSpace } from '../../src/cells/space';
import { readLatencies } from '../../src/cli/input/latencies';
import { readTable } from '../../src/datasets/readTable';
import { runLoop } from '../../src/search/loop';
import { createParetoFront } from '../../src/search/pareto';

/** Measured cells with what counts of them. */
export interface Measured {
  readonly name: string;
  readonly space: SearchSpace;
  readonly cells: readonly Cell[];
  readonly labels: ArrayLike<number>;
}

async function loopOver(pool: Measured, budget: number, seed: number, pareto?: NamedCost): Promise<number[]> {
  const rows = new Map(pool.cells.map((cell, row) => [cell, row]));
  const { measured } = await runLoop(
    { space: pool.space, budget, seed, pareto },
    { cells: pool.cells, measure: async cells => cells.map(cell => pool.labels[rows.get(cell)!]!) },
  );
  return measured.map(({ cell }) => rows.get(cell)!);
}

const best = new Map<number, Promise<number[]>>();

const inFront: Readonly<
  Record<string, (pool: Measured, budget: number, seed: number, cost: NamedCost) => Promise<number[]>>
> = {
  'largest under each latency': async (pool, budget, _, cost) => {
    const size = countedCost(pool.space, 'parameters');
    return largestUnderEach(pool, budget, cost, cell => size.of(cell)!);
  },
  'most FLOPs under each latency': async (pool, budget, _, cost) => {
    const flops = countedCost(pool.space, 'flops');
    return largestUnderEach(pool, budget, cost, cell => flops.of(cell)!);
  },
  // The same cells whatever the device.
  'loop for the best': (pool, budget, seed) => {
    const known = best.get(seed) ?? loopOver(pool, budget, seed);
    best.set(seed, known);
    return known;
  },
  'loop for the front': loopOver,
};

/** As many limits of the cost as cells may be measured, evenly over the table, and under each the largest cell. */
function largestUnderEach(
  { cells }: Measured,
  budget: number,
  cost: NamedCost,
  sizeOf: (cell: Cell) => number,
): number[] {
  const order = [...cells.keys()].sort((a, b) => cost.of(cells[a]!)! - cost.of(cells[b]!)!);
  const chosen = new Set<number>();
  let largest = order[0]!;
  for (const [i, row] of order.entries()) {
    if (sizeOf(cells[row]!) > sizeOf(cells[largest]!)) largest = row;
    // One cell under each of so many limits, evenly over the table.
    if (((i + 1) * budget) % order.length < budget) chosen.add(largest);
  }
  return [...chosen];
}

/** Share of the true hypervolume that the front of the measured cells has, for each device. */
export async function printFronts(
  table: Measured,
  devices: readonly NamedCost[],
  seeds: number,
  from: number,
  budget = 100,
): Promise<void> {
  console.log(`\n${table.name}: hypervolume of the front of ${budget} measured cells, share of the true one`);
  for (const [name, choose] of Object.entries(inFront)) {
    const means: number[] = [];
    const start = process.cpuUsage();
    for (const cost of devices) {
      const whole = hypervolume(table, [...table.cells.keys()], cost);
      let sum = 0;
      for (let run = 0; run < seeds; run++)
        sum += hypervolume(table, await choose(table, budget, from + run, cost), cost) / whole;
      means.push(sum / seeds);
    }
    const { user, system } = process.cpuUsage(start);
    const mean = means.reduce((a, b) => a + b, 0) / means.length;
    const least = Math.min(...means);
    console.log(
      `  ${name.padEnd(30)} ${mean.toFixed(4)}, from ${least.toFixed(4)} (${devices[means.indexOf(least)]!.name}) to ${Math.max(...means).toFixed(4)}; ${((user + system) / 1e6 / means.length / seeds).toFixed(1)} s a run`,
    );
  }
}

/** The area between the front of some rows and the lowest label and highest cost of all. */
function hypervolume({ cells, labels }: Measured, rows: readonly number[], cost: NamedCost): number {
  const costs = cells.map(cell => cost.of(cell)!);
  const [ceiling, floor] = [costs.reduce((a, b) => Math.max(a, b)), Math.min(...Array.from(labels))];
  const front = createParetoFront<{ readonly score: number; readonly cost: number }>(each => each.cost);
  for (const row of rows) front.offer({ score: labels[row]!, cost: costs[row]! });
  return front.entries.reduce((area, { score, cost: at }, i) => {
    const next = front.entries[i + 1]?.cost ?? ceiling;
    return area + (score - floor) * (next - at);
  }, 0);
}

/** Measured cells of a table, those without a label left out. */
export async function readMeasuredTable(
  name: string,
  file: string,
  space: SearchSpace,
  label: string,
): Promise<Measured | undefined> {
  if (!existsSync(file)) return undefined;
  const { cells, labels } = await readTable(file, space, [label]);
  return { name, space, cells, labels: labels[label]! };
}

/** The latencies of HELP's table, by device. */
export async function readDevices(
  folder: string,
  space: SearchSpace,
  devices: readonly string[],
): Promise<NamedCost[]> {
  const file = path.join(folder, 'nasbench201_latency.csv.gz');
  if (!existsSync(file)) return [];
  return Promise.all(
    devices.map(
      async (device): Promise<NamedCost> => ({
        name: device,
        ofSpelling: true,
        of: await readLatencies(file, space, device),
      }),
    ),
  );
}
