import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Cell } from '../../src/cells/cell';
import { createRandom } from '../../src/cells/random';
import { orderOf, verdictOf, verified } from '../../src/measure/verdict';
import { preparePrior } from '../../src/predictor/prior/spacePredictor';
import { runMeasuringLoop } from '../../src/search/measuringLoop';
import { readOnce, ruleTables, unseenPrior } from './rulesTable';
import { readBenchSpaces } from './transferTable';

/** Trainings in all, of which `repeat` and `verify` cells · `seeds` are of cells that were trained before. */
interface Plan {
  readonly name: string;
  readonly repeat: number;
  readonly verify: number;
  readonly seeds: number;
  /** What counts beside the trainings that verify: the training that the loop went by, of all cells or of those alike. */
  readonly own?: 'all' | 'alike';
}

const trainings = 50;
const plans: readonly Plan[] = [
  { name: 'each once', repeat: 0, verify: 0, seeds: 0 },
  { name: '3 verified twice', repeat: 3, verify: 3, seeds: 2 },
  { name: '5 verified twice', repeat: 3, verify: 5, seeds: 2 },
  { name: '5 verified twice, all three count', repeat: 3, verify: 5, seeds: 2, own: 'all' },
  { name: 'the same of those that are alike', repeat: 3, verify: 5, seeds: 2, own: 'alike' },
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
    const { scores } = preparePrior(space, unseenPrior(taught, own)).look(cells);
    const rows = new Map(cells.map((cell, row) => [cell, row]));
    const prior = (asked: readonly Cell[]) => asked.map(cell => scores[rows.get(cell)!]!);
    const rowOf = ({ cell }: { readonly cell: Cell }) => rows.get(cell)!;
    console.log(
      `\n${name}, random halves, ${trainings} trainings in all: mean (largest) regret in the mean of three, ${seeds} runs`,
    );
    const regrets = new Map<string, number[]>();
    for (let run = from; run < from + seeds; run++) {
      const half = createRandom(1000 + run)
        .shuffle([...cells.keys()])
        .slice(0, cells.length >> 1);
      const value = (row: number, training: number) => runs[(run + training) % 3]![row]!;
      const best = half.reduce((most, row) => Math.max(most, mean[row]!), Number.NEGATIVE_INFINITY);
      const loops = new Map<string, Promise<readonly number[]>>();
      const loopOf = (repeat: number, budget: number) => {
        const key = `${repeat} ${budget}`;
        const known = loops.get(key) ?? loop(repeat, budget);
        loops.set(key, known);
        return known;
      };
      const loop = async (repeat: number, budget: number) => {
        const { expected } = await runMeasuringLoop(
          { space, seed: run, slots: 1, repeat, budget, prior },
          {
            cells: half.map(row => cells[row]!),
            measure: async training => value(rowOf(training), training.repetition),
          },
        );
        return expected.map(rowOf);
      };
      for (const plan of plans) {
        const { name, repeat, verify, seeds: again } = plan;
        const expected = await loopOf(repeat, trainings - repeat - verify * again);
        const found = foundBy(plan, expected, value);
        regrets.set(name, [...(regrets.get(name) ?? []), best - mean[found]!]);
      }
    }
    for (const [plan, each] of regrets) {
      if (process.env['RENAS_BENCH_RUNS'])
        console.log(`    each: ${each.map(regret => regret.toFixed(4)).join(' ')}`);
      const average = each.reduce((a, b) => a + b) / each.length;
      console.log(`  ${plan.padEnd(38)} ${average.toFixed(3)} (${Math.max(...each).toFixed(3)})`);
    }
  }
}

/** The row that a loop names. `expected`: as it ends, best first; `value`: of a row, by the loop's training and two others. */
function foundBy(
  { verify, own }: Plan,
  expected: readonly number[],
  value: (row: number, training: number) => number,
): number {
  if (verify === 0) return expected[0]!;
  const rows = expected.slice(0, verify);
  const trained = rows.map(row => {
    const fresh = [value(row, 1), value(row, 2)];
    return { fresh, all: [value(row, 0), ...fresh] };
  });
  const verdict = verdictOf(trained.map(({ fresh }) => verified(fresh)));
  if (own === 'alike') return rows[orderOf(trained, verdict)[0]!]!;
  const reached = trained.map(({ fresh, all }) => verified(own === 'all' ? all : fresh).mean);
  return rows[reached.indexOf(Math.max(...reached))]!;
}
