import { parseArgs } from 'node:util';
import { type MeasuredSpace, readMeasuredSpaces } from '../../scripts/any/tables';
import { createRandom } from '../../src/cells/random';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { networkFeatures } from '../../src/predictor/features/network/networkFeatures';
import { normalBelow, normalScores } from '../../src/predictor/math/ranks';
import { kendallTau } from '../../src/predictor/metrics';
import { adapt, beliefsOf, deviationsOfInterval } from '../../src/predictor/prior/adapt';
import { learnPrior, type TeachingSpace } from '../../src/predictor/prior/learnPrior';
import { type Prior, scorerFor } from '../../src/predictor/prior/prior';
import { createProcessRows } from '../../src/predictor/prior/processRows';

export type BenchSpace = MeasuredSpace & TeachingSpace;

export async function readBenchSpaces(folder: string): Promise<BenchSpace[]> {
  const spaces = await readMeasuredSpaces(folder);
  return spaces.map(space => ({ ...space, features: networkFeatures(space.networks) }));
}

/** A prior that has seen neither the space nor any other of its family. */
export function priorWithout(spaces: readonly BenchSpace[], { family }: BenchSpace): Prior {
  return learnPrior(spaces.filter(space => space.ships && space.family !== family));
}

/** Throws where a prior has seen what it is to be tested on. */
export function assertUnseen(prior: Prior, { space, family }: BenchSpace): void {
  if (prior.spaces.includes(space) || prior.families.includes(family))
    throw new Error(
      `No figure for ${space}: the prior has learned from its family ${family} (it has seen ${prior.spaces.join(', ')}).`,
    );
}

/** Scores of a space's networks by a prior that must not have seen it. */
export function unseenScores(prior: Prior, space: BenchSpace): Float64Array {
  assertUnseen(prior, space);
  return scorerFor(prior, space.features).score(space.features);
}

/** τ of a score with each label of the space, its mean. */
export function meanTau(space: BenchSpace, score: ArrayLike<number>): number {
  const taus = Object.values(space.labels).map(label => {
    const some = measuredIn(label);
    return kendallTau(
      some.map(i => score[i]!),
      some.map(i => label[i]!),
    );
  });
  return taus.reduce((a, b) => a + b) / taus.length;
}

export function costsOf({ networks }: BenchSpace, cost: 'parameters' | 'macs'): Float64Array {
  return Float64Array.from(networks, ({ layers }) => layers.reduce((sum, layer) => sum + layer[cost], 0));
}

function measuredIn(label: Float64Array): number[] {
  return [...label.keys()].filter(i => !Number.isNaN(label[i]));
}

interface BenchRows {
  /** `[networks, width]` */
  readonly rows: Float32Array;
  readonly width: number;
}

/** What the process sees of a space's networks, the same as in an editor but for the sample: all of them are known. */
function rowsOf({ space, cells = [], features }: BenchSpace): BenchRows {
  const declared = cells.length > 0 ? builtInSpaces().get(space) : undefined;
  const rows = createProcessRows(declared, cells, features);
  return { width: rows.width, rows: rows.of(cells, features) };
}

interface Outcome {
  readonly tau: number;
  readonly covered: number;
  readonly breadth: number;
  readonly bestOfTen: number;
}

/** Learns from `count` random networks, and is tested on the others. */
function measureSome(
  { rows, width }: BenchRows,
  prior: Float64Array | undefined,
  label: Float64Array,
  count: number,
  seed: number,
): Outcome {
  const all = createRandom(seed).shuffle(measuredIn(label));
  const [known, tested] = [all.slice(0, count), all.slice(count)];
  const take = (some: readonly number[]) => {
    const out = new Float32Array(some.length * width);
    for (const [k, i] of some.entries()) out.set(rows.subarray(i * width, (i + 1) * width), k * width);
    return out;
  };
  const said = (some: readonly number[]) => prior && some.map(i => prior[i]!);
  const learned = adapt({ rows: take(known), width, values: known.map(i => label[i]!), priors: said(known) });
  const beliefs = beliefsOf(learned.believe(take(tested), said(tested)));
  const truth = tested.map(i => label[i]!);
  // A cell's place is that among all cells of the table, measured ones too.
  const places = normalScores([...tested, ...known].map(i => label[i]!));
  const reach = ({ deviation }: { readonly deviation: number }) => deviationsOfInterval * deviation;
  const best = [...beliefs.keys()].sort((a, b) => beliefs[b]!.mean - beliefs[a]!.mean).slice(0, 10);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return {
    tau: kendallTau(
      beliefs.map(belief => belief.mean),
      truth,
    ),
    covered: mean(beliefs.map((belief, i) => (Math.abs(places[i]! - belief.mean) <= reach(belief) ? 1 : 0))),
    breadth: mean(
      beliefs.map(
        belief => normalBelow(belief.mean + reach(belief)) - normalBelow(belief.mean - reach(belief)),
      ),
    ),
    bestOfTen: mean([Math.max(...best.map(i => truth[i]!))]),
  };
}

export async function printTransferTable(args: string[], folder: string): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      seeds: { type: 'string', default: '5' },
      measured: { type: 'string', default: '0,5,10,20,50,100' },
    },
  });
  const spaces = await readBenchSpaces(folder);
  if (spaces.length === 0)
    throw new Error(`There are no tables in ${folder}: name their folder with RENAS_DATA.`);
  const wanted = values.only?.split(',');
  const counts = values.measured.split(',').map(Number);
  const seeds = Number(values.seeds);
  console.log('Each space left out with its family. Kendall’s τ; the mean of the labels of a space.\n');
  console.log(
    '| space | parameters | FLOPs | measured | τ alone | τ with prior | 80 % intervals hold | width | best of ten |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  const zero: { readonly image: boolean; readonly figures: readonly number[] }[] = [];
  const short = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(3).replace(/^(-?)0\./, '$1.'));
  for (const space of spaces) {
    if (wanted && !wanted.includes(space.space)) continue;
    const prior = unseenScores(priorWithout(spaces, space), space);
    const parameters = meanTau(space, costsOf(space, 'parameters'));
    const flops = meanTau(space, costsOf(space, 'macs'));
    const rows = rowsOf(space);
    const labels = Object.values(space.labels).slice(0, 3);
    for (const count of counts) {
      const runs = { alone: [] as Outcome[], with: [] as Outcome[] };
      for (const label of labels)
        for (let seed = 1; seed <= (count === 0 ? 1 : seeds); seed++) {
          if (measuredIn(label).length < 2 * count) continue;
          runs.with.push(measureSome(rows, prior, label, count, seed));
          if (count > 0) runs.alone.push(measureSome(rows, undefined, label, count, seed));
        }
      const mean = (of: readonly Outcome[], key: keyof Outcome) =>
        of.reduce((sum, each) => sum + each[key], 0) / of.length;
      const tau = count === 0 ? meanTau(space, prior) : mean(runs.with, 'tau');
      if (count === 0) zero.push({ image: space.image, figures: [parameters, flops, tau] });
      console.log(
        `| ${space.space} | ${short(parameters)} | ${short(flops)} | ${count} | ${short(mean(runs.alone, 'tau'))} | ${short(tau)} | ${short(mean(runs.with, 'covered'))} | ${short(mean(runs.with, 'breadth'))} | ${mean(runs.with, 'bestOfTen').toPrecision(5)} |`,
      );
    }
  }
  for (const space of spaces)
    for (const [proxy, values] of Object.entries(space.proxies ?? {}))
      console.log(`\n${space.space}, ${proxy} as its table has it: τ ${short(meanTau(space, values))}`);
  for (const [title, some] of [
    ['image spaces', zero.filter(({ image }) => image)],
    ['spaces', zero],
  ] as const)
    if (some.length > 1)
      console.log(
        `\nMean of the ${some.length} ${title} with nothing measured: parameters, FLOPs, prior: ${[0, 1, 2].map(k => short(some.reduce((sum, { figures }) => sum + figures[k]!, 0) / some.length)).join(', ')}`,
      );
}
