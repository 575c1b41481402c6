import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Cell } from '../../src/cells/cell';
import { createRandom } from '../../src/cells/random';
import { preparePrior } from '../../src/predictor/prior/spacePredictor';
import { runMeasuringLoop } from '../../src/search/measuringLoop';
import { readOnce, ruleTables, tablePrior, unseenPrior } from './rulesTable';
import { readBenchSpaces } from './transferTable';

/** Trainings in all, of which `repeat` and `verify` cells · `seeds` are of cells that were trained before. */
interface Plan {
  readonly name: string;
  readonly repeat: number;
  readonly verify: number;
  readonly seeds: number;
  /** Whether the training that the loop went by counts beside those that verify. */
  readonly all?: boolean;
}

const trainings = 50;
const plans: readonly Plan[] = [
  { name: 'each once', repeat: 0, verify: 0, seeds: 0 },
  { name: '3 verified twice', repeat: 3, verify: 3, seeds: 2 },
  { name: '5 verified twice', repeat: 3, verify: 5, seeds: 2 },
  { name: '5 verified twice, all three count', repeat: 3, verify: 5, seeds: 2, all: true },
  { name: 'the same, without repetitions', repeat: 0, verify: 5, seeds: 2, all: true },
];

/**
 * Tables with three trainings of each cell: the loop measures one of them (another in each run), repeats with the next, and
 * verifies with the two others. Regret of the cell that it then names, in the mean of the three, on random halves.
 */
export async function printNoise(
  only: readonly string[],
  seeds: number,
  from: number,
  folder: string,
): Promise<void> {
  const taught = await readBenchSpaces(folder);
  for (const { name, file, space: spaceOf, taught: taughtAs, labels: columns } of ruleTables) {
    const wanted = only.includes('noise') || only.includes(`noise:${name}`);
    if (columns.length !== 3 || !wanted || !existsSync(path.join(folder, file))) continue;
    const space = spaceOf();
    const { cells, labels } = await readOnce(path.join(folder, file), space, columns);
    const runs = columns.map(column => labels[column]!);
    const mean = Float64Array.from(cells, (_, row) => (runs[0]![row]! + runs[1]![row]! + runs[2]![row]!) / 3);
    const own = taught.find(({ space: other }) => other === taughtAs)!;
    const prior = tablePrior(preparePrior(space, unseenPrior(taught, own)), cells);
    const rows = new Map(cells.map((cell, row) => [cell, row]));
    const rowOf = ({ cell }: { readonly cell: Cell }) => rows.get(cell)!;
    console.log(
      `\n${name}, random halves, ${trainings} trainings in all: mean (largest) regret in the mean of three, ${seeds} runs`,
    );
    for (const { name: plan, repeat, verify, seeds: again, all } of plans) {
      const regrets: number[] = [];
      for (let run = from; run < from + seeds; run++) {
        const half = createRandom(1000 + run)
          .shuffle([...cells.keys()])
          .slice(0, cells.length >> 1);
        const value = (row: number, training: number) => runs[(run + training) % 3]![row]!;
        const result = await runMeasuringLoop(
          {
            ...{ space, seed: run, slots: 1, repeat, budget: trainings - repeat - verify * again },
            prior,
          },
          {
            cells: half.map(row => cells[row]!),
            measure: async training => value(rowOf(training), training.repetition),
          },
        );
        const verified = result.expected.slice(0, verify).map(each => ({
          row: rowOf(each),
          reached: all ? mean[rowOf(each)]! : (value(rowOf(each), 1) + value(rowOf(each), 2)) / 2,
        }));
        const found =
          verified.length > 0
            ? verified.reduce((a, b) => (b.reached > a.reached ? b : a)).row
            : rowOf(result.expected[0]!);
        const best = half.reduce((most, row) => Math.max(most, mean[row]!), Number.NEGATIVE_INFINITY);
        regrets.push(best - mean[found]!);
      }
      if (process.env['RENAS_BENCH_RUNS'])
        console.log(`    each: ${regrets.map(each => each.toFixed(4)).join(' ')}`);
      const average = regrets.reduce((a, b) => a + b) / regrets.length;
      console.log(`  ${plan.padEnd(38)} ${average.toFixed(3)} (${Math.max(...regrets).toFixed(3)})`);
    }
  }
}
