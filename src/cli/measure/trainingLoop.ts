import path from 'node:path';
import { canonicalHash } from '../../cells/canonical';
import type { Cell } from '../../cells/cell';
import { totalCosts } from '../../cells/costs';
import { oriented } from '../../cells/goal';
import type { SearchSpace } from '../../cells/space';
import { printCell } from '../../document/printCell';
import { readDocument } from '../../document/readDocument';
import type { Journal } from '../../measure/journal';
import type { MeasureRequest, Measurer } from '../../measure/measurer';
import { orderOf, type Verdict, verdictOf, verified } from '../../measure/verdict';
import type { LoopSettings } from '../../protocol/commands/loop';
import { costWords } from '../../protocol/costWords';
import type { FoundCell, LoopCell } from '../../protocol/events';
import type { AskedEntry } from '../../protocol/measurement';
import { formatCount } from '../../protocol/words';
import type { Measurement } from '../../runs/measurementState';
import type { BestCell, MeasuredCell } from '../../search/loop';
import type { Expectation } from '../../search/loop/expectation';
import type { FullyMeasured } from '../../search/loop/fullFidelity';
import {
  type CellTraining,
  type MeasuringLoopOptions,
  type MeasuringResult,
  type MeasuringStep,
  runMeasuringLoop,
} from '../../search/measuringLoop';
import { costsOf, costsTold } from '../../search/standings';
import { startRunEngines } from '../engine/failover';
import { UserError } from '../failure';
import { type AskedCosts, checkLimits, readAskedCosts } from '../input/askedCosts';
import { type LabelGoal, labelGoal } from '../input/labelGoal';
import { shippedModels } from '../input/shippedModels';
import { priorOf } from '../input/transferModel';
import { toldCosts } from '../output/foundCells';
import { writeMeasured } from '../output/measuredCells';
import { replaceFile } from '../output/replaceFile';
import type { RunOutcome, RunOutput } from '../run/runOutput';
import { figuresOf, rounded, short, spread, type Training } from './figures';
import { type KnownCell, knownCells } from './knownCells';
import { type LoopMeasurements, learnPredictor } from './learnPredictor';
import { openMeasurer } from './openMeasurer';
import { fidelitiesOf } from './plannedLoop';
import type { MeasureSource } from './source';
import { type VerifiedRow, verdictLines, verifiedTable } from './verifiedCells';
import { fullValues, verifyInTurn } from './verifyInTurn';

export const resultFile = 'measured.cell';
const verifiedFile = 'verified.csv';

/** Seeds of verification begin so far on: the loop has chosen by trainings with those before. */
const freshSeeds = 1000;

/** `renas loop` with real trainings. `run`: the run's directory. */
export async function trainingLoop(
  space: SearchSpace,
  flags: LoopSettings,
  source: MeasureSource,
  run: string,
  output: RunOutput,
): Promise<RunOutcome> {
  const { label = 'accuracy' } = flags;
  const goal = labelGoal(label, flags.goal);
  const epochs = fidelitiesOf(flags);
  const say = (text: string) => output.event({ event: 'message', text });
  say(goal.sentence);
  if (flags.run === undefined)
    say(`The run is in ${run}; \`renas resume\` goes on with it if it is interrupted.`);
  const fullEpochs = flags.fidelity === undefined ? undefined : epochs.verify;
  const known =
    flags.data === undefined ? [] : await knownCells(flags.data, space, label, epochs.loop, say, fullEpochs);
  const costs = await readAskedCosts(flags, space);
  if (costs.limits.length > 0) checkLimits(space, costs.limits);
  const engines = await startRunEngines('hints', 'loop', output);
  const { measurer, journal, close } = openMeasurer({
    ...{ run, source, flags, label, say },
    goal: goal.goal,
    signal: output.signal,
    onLeave: output.onLeave,
  });
  try {
    const work = createWork({
      space,
      flags,
      label,
      goal,
      run,
      output,
      measurer,
      journal,
      known,
      epochs,
      costs,
    });
    // On another engine the loop begins anew, with what the journal holds.
    const result = await engines.run(() => work.loop());
    if (result.measured.length === 0)
      throw new UserError(
        output.signal.aborted ? 'Interrupted before anything was measured.' : 'Nothing could be measured.',
      );
    const rows = output.signal.aborted || flags.verify === 0 ? [] : await work.verify(result);
    const { results, ...outcome } = work.outcome(result, rows);
    const learned = await learnPredictor(work.measurements(result), run, engines, output);
    return { ...outcome, results: { ...results, ...learned } };
  } finally {
    await close();
  }
}

function createWork(of: {
  readonly space: SearchSpace;
  readonly flags: LoopSettings;
  readonly label: string;
  readonly goal: LabelGoal;
  readonly run: string;
  readonly output: RunOutput;
  readonly measurer: Measurer;
  readonly journal: Journal;
  readonly known: readonly KnownCell[];
  readonly epochs: { readonly loop: number | undefined; readonly verify: number | undefined };
  readonly costs: AskedCosts;
}) {
  const { space, flags, label, run, output, measurer, journal, epochs } = of;
  const { goal } = of.goal;
  const { limits, pareto } = of.costs;
  const told = costsTold({ limits, pareto, costs: of.costs.told });
  /** By hash: the name of each cell, and its trainings. */
  const names = new Map<string, string>();
  const trainings = new Map<string, Training[]>();
  let best: readonly BestCell[] = [];
  let rounds = 0;
  let failed = 0;
  let verdict: Verdict | undefined;
  /** Whether most cells are trained for fewer epochs than those verified; and what those reached. */
  const two = flags.fidelity !== undefined;
  let full: readonly FullyMeasured[] = [];

  /** Those measured, by what is expected of them in full, best first. */
  const orderedInFull = ({ measured, inFull }: MeasuringResult): MeasuredCell[] => {
    const beliefs = inFull.believe(full);
    const order = [...measured.keys()].sort((a, b) => beliefs[b]!.value - beliefs[a]!.value || a - b);
    return order.map(at => measured[at]!);
  };
  const nameOf = (hash: string) => {
    const name = names.get(hash) ?? `measured${names.size + 1}`;
    names.set(hash, name);
    return name;
  };
  const requestOf = ({ cell, repetition }: CellTraining): MeasureRequest => {
    const hash = canonicalHash(space, cell);
    return { space, cell, name: nameOf(hash), hash, seed: flags.seed + repetition, epochs: epochs.loop };
  };
  const learnOf = ({ hash, epochs }: Pick<MeasureRequest, 'hash' | 'epochs'>, values: Training['values']) =>
    trainings.set(hash, [...(trainings.get(hash) ?? []), { epochs, values }]);
  /** Of a cell's trainings for so many epochs, more is better. */
  const valuesOf = (hash: string, epochs: number | undefined): number[] =>
    (trainings.get(hash) ?? []).flatMap(({ epochs: trained, values }) => {
      const value = trained === epochs ? values[label] : undefined;
      return value === undefined ? [] : [oriented(value, goal)];
    });
  const print = (cell: Cell, name?: string) => {
    const hash = canonicalHash(space, cell);
    const measured = figuresOf(trainings.get(hash) ?? [], { name: label, goal });
    return printCell(space, cell, { name: name ?? nameOf(hash), measured });
  };
  const labelOf = (value: number) => rounded(oriented(value, goal));
  const expectedLabel = ({ value, low, high }: Expectation): Expectation => {
    const [first, second] = [labelOf(low), labelOf(high)];
    return { value: labelOf(value), low: Math.min(first, second), high: Math.max(first, second) };
  };
  const cells: Cell[] = [];
  const keep = (first: readonly Cell[]) => {
    const leading = new Set(first.map(cell => canonicalHash(space, cell)));
    const others = cells.filter(cell => !leading.has(canonicalHash(space, cell)));
    const text = writeMeasured(
      space,
      [...first, ...others]
        .filter(cell => trainings.has(canonicalHash(space, cell)))
        .map(cell => print(cell)),
      {
        lines: [`Cells of ${space.name} measured by renas loop, best ${label} first as far as is known.`],
        builtIn: !flags.space.includes('.cell'),
      },
    );
    const files = [path.join(run, resultFile), ...(flags.out === undefined ? [] : [flags.out])];
    for (const file of files) replaceFile(file, text);
  };
  const describe = (some: readonly (MeasuredCell & Partial<BestCell>)[]): FoundCell[] =>
    some.map(({ cell, value, top }) => {
      const hash = canonicalHash(space, cell);
      return {
        ...{ cell: print(cell), name: nameOf(hash), hash, score: value, top: top ?? 100 },
        ...totalCosts(space, cell),
        ...toldCosts(costsOf(told, cell)),
        measured: { [label]: labelOf(value) },
      };
    });
  const tell = ({ ended, measured, total, best: now }: MeasuringStep) => {
    best = now;
    const loopCell: LoopCell = {
      cell: print(ended.cell),
      ...(Number.isNaN(ended.value) ? {} : { label: labelOf(ended.value) }),
      ...(ended.expected ? { expected: expectedLabel(ended.expected) } : {}),
    };
    keep(now.map(({ cell }) => cell));
    output.event({ event: 'progress', phase: 'loop', done: measured, total, overall: share(measured, 0) });
    const [top] = now;
    if (top && ended.repetition === 0)
      output.event({
        event: 'metric',
        step: measured,
        values: { [label]: labelOf(top.value), ...(top.top === undefined ? {} : { best_top: top.top }) },
      });
    const bestCell = top && { best: { cell: print(top.cell), label: labelOf(top.value) } };
    output.event({ event: 'round', round: ++rounds, measured, cells: [loopCell], ...bestCell });
    output.event({ event: 'found', scored: measured, found: describe(now) });
  };

  /** How much of the time of the run has gone by, in epochs as far as they are known. */
  const share = (measured: number, verifiedCount: number): number => {
    const all = flags.budget * (epochs.loop ?? 1);
    const final = flags.verify * flags.verifySeeds * (epochs.verify ?? 1);
    return (measured * (epochs.loop ?? 1) + verifiedCount * (epochs.verify ?? 1)) / (all + final);
  };

  return {
    async loop(): Promise<MeasuringResult> {
      names.clear();
      trainings.clear();
      cells.length = 0;
      rounds = 0;
      const own = [...journal.measurements.values()].filter(({ asked }) => asked.verify === undefined);
      for (const { asked } of own) names.set(asked.hash, asked.name);
      const settled = journal.settled().filter(({ asked }) => asked.verify === undefined);
      const before = [
        ...of.known.map(({ cell, value, trainings }) => ({
          ...{ cell, trainings, repetition: 0, known: true },
          value: oriented(value, goal),
        })),
        ...settled.flatMap(each => trainingOf(each) ?? []),
      ];
      for (const { asked, outcome } of settled)
        if (outcome?.kind === 'measured') learnOf(asked, outcome.values);
        else failed++;
      rounds = settled.length;
      cells.push(...settled.flatMap(({ asked }) => cellOf(asked) ?? []));
      const unfinished = own.flatMap(each => (each.outcome ? [] : (trainingOf(each) ?? [])));
      const prior = await priorOf(space, shippedModels);
      const options: MeasuringLoopOptions = {
        ...{ space, budget: flags.budget, seed: flags.seed, slots: flags.slots, repeat: flags.repeat },
        ...{ limits, pareto, before, unfinished, prior },
      };
      output.event({ event: 'progress', phase: 'loop', done: 0, total: flags.budget, overall: 0 });
      return runMeasuringLoop(
        options,
        {
          async measure(training) {
            const request = requestOf(training);
            const outcome = await measurer.measure(request);
            if (training.repetition === 0) cells.push(training.cell);
            if (outcome.kind !== 'measured') {
              failed++;
              return Number.NaN;
            }
            learnOf(request, outcome.values);
            return oriented(outcome.values[label]!, goal);
          },
        },
        tell,
        output.signal,
      );
    },

    async verify({ measured, expected, inFull }: MeasuringResult): Promise<readonly VerifiedRow[]> {
      const places = new Map(measured.map(({ cell }, at) => [canonicalHash(space, cell), at]));
      const best = expected.map(({ cell }) => places.get(canonicalHash(space, cell))!);
      const wanted = Math.min(flags.verify, measured.length);
      const total = wanted * flags.verifySeeds;
      let done = 0;
      const progress = () =>
        output.event({
          ...{ event: 'progress', phase: 'verify', done, total },
          overall: share(flags.budget, done),
        });
      progress();
      const train = async (at: number): Promise<readonly number[]> => {
        const { cell } = measured[at]!;
        const hash = canonicalHash(space, cell);
        const asked = { space, cell, hash, name: nameOf(hash), epochs: epochs.verify, verify: true };
        const values = await Promise.all(
          Array.from({ length: flags.verifySeeds }, async (_, i) => {
            const request = { ...asked, seed: flags.seed + freshSeeds + i };
            const outcome = await measurer.measure(request);
            done++;
            progress();
            if (outcome.kind !== 'measured') return [];
            learnOf(request, outcome.values);
            return [oriented(outcome.values[label]!, goal)];
          }),
        );
        return values.flat();
      };
      const begun = [...journal.measurements.values()].flatMap(({ asked }) =>
        asked.verify ? (places.get(asked.hash) ?? []) : [],
      );
      const known = of.known.flatMap(({ cell, full: before }) => {
        const at = places.get(canonicalHash(space, cell));
        return at === undefined || !before ? [] : { at, ...before, value: oriented(before.value, goal) };
      });
      const reached = await verifyInTurn({
        ...{ wanted, train, begun: [...new Set(begun)], known, signal: output.signal },
        // What short trainings miss is learned from full ones, so these are chosen one after the other.
        atOnce: two ? Math.max(1, Math.floor(flags.slots / flags.verifySeeds)) : wanted,
        choose: (full, taken, count) =>
          two ? inFull.next(full, taken, count) : best.filter(at => !taken.has(at)).slice(0, count),
      });
      full = [...known, ...fullValues(reached)];
      if (reached.size === 0) return [];
      const all = [...reached].map(([at, values]) => ({ at, values, of: verified(values) }));
      verdict = verdictOf(all.map(each => each.of));
      const { alike } = verdict;
      const rows = all.map(({ at, values, of: { mean } }, i) => {
        const { cell } = measured[at]!;
        const hash = canonicalHash(space, cell);
        return { cell, hash, name: nameOf(hash), values, mean, alike: alike[i]! };
      });
      const trained = rows.map(({ hash, values }) => ({ fresh: values, all: valuesOf(hash, epochs.verify) }));
      return orderOf(trained, verdict).map(i => rows[i]!);
    },

    /**
     * What a predictor is to learn: of each cell the mean of its trainings for the loop's epochs, those that verified among
     * them; with two fidelities what is expected of a full training.
     */
    measurements({ measured, inFull }: MeasuringResult): LoopMeasurements {
      const meanOf = ({ cell, value, trainings: before = 1 }: MeasuredCell) => {
        const own = valuesOf(canonicalHash(space, cell), epochs.loop);
        return own.length === 0
          ? { value: oriented(value, goal), trainings: before }
          : { value: oriented(spread(own).mean, goal), trainings: own.length };
      };
      const means = measured.map(meanOf);
      const known = {
        ...{ space, label, goal, file: path.join(run, resultFile), seed: flags.seed },
        cells: measured.map(({ cell }) => cell),
        trainings: means.map(each => each.trainings),
      };
      if (two) {
        const values = inFull.believe(full).map(({ value }) => oriented(value, goal));
        return { ...known, values, expected: true, deviation: undefined };
      }
      const deviation = noiseOf([...trainings.values()], label, epochs.loop);
      return { ...known, values: means.map(({ value }) => value), expected: false, deviation };
    },

    outcome(result: MeasuringResult, rows: readonly VerifiedRow[]): RunOutcome {
      const others = two ? orderedInFull(result) : result.expected;
      const ordered = rows.length > 0 ? rows : others;
      keep([...ordered.map(({ cell }) => cell), ...others.map(({ cell }) => cell)].filter(unique(space)));
      if (rows.length > 0) replaceFile(path.join(run, verifiedFile), verifiedTable(rows, label, labelOf));
      const top = ordered[0]!;
      const value = labelOf(rows[0]?.mean ?? others[0]!.value);
      const figure = `${label} ${value}`;
      const noise = noiseOf([...trainings.values()], label, epochs.loop);
      const spreadOfCells = verified(result.measured.map(each => each.value));
      const deviation = Math.sqrt(spreadOfCells.squares / Math.max(1, spreadOfCells.count - 1));
      return {
        done: {
          goal,
          measured: result.measured.length,
          failed,
          best: { cell: print(top.cell, 'best'), label: value },
          found: describe(best),
          ...(result.pareto ? { pareto: describe(result.pareto) } : {}),
          ...(noise === undefined ? {} : { noise: rounded(noise), spread: rounded(deviation) }),
          ...(rows.length === 0
            ? {}
            : {
                verified: rows.map(row => ({
                  name: row.name,
                  hash: row.hash,
                  label: labelOf(row.mean),
                  seeds: row.values.length,
                  alike: row.alike,
                })),
              }),
        },
        figure,
        results: { found: resultFile },
        summary: [
          `The best of ${formatCount(result.measured.length)} cells measured${failed > 0 ? ` (${formatCount(failed)} could not be)` : ''}: ${figure}.`,
          ...(noise === undefined
            ? []
            : [
                `Two trainings of one cell differ with a deviation of ${short(noise)}, and cells with one of ${short(deviation)}${noise > deviation / 2 ? ': much of the order of the cells is noise' : ''}.`,
              ]),
          ...(result.pareto && pareto
            ? [
                `${formatCount(result.pareto.length)} of them are on the Pareto front of ${label} against ${costWords(pareto.name)}.`,
              ]
            : []),
          ...verdictLines(rows, verdict, flags, epochs.verify, labelOf),
          `All of them are in ${flags.out ?? path.join(run, resultFile)}.`,
          '',
          print(top.cell, 'best').trimEnd(),
        ].join('\n'),
      };
    },
  };

  function trainingOf({
    asked,
    outcome,
  }: Measurement): (CellTraining & { readonly value: number }) | undefined {
    const cell = cellOf(asked);
    if (!cell) return undefined;
    const value = outcome?.kind === 'measured' ? oriented(outcome.values[label]!, goal) : Number.NaN;
    return { cell, repetition: asked.seed - flags.seed, value };
  }
}

function cellOf({ source }: AskedEntry): Cell | undefined {
  return readDocument(source).cells[0]?.cell;
}

function unique(space: SearchSpace): (cell: Cell) => boolean {
  const seen = new Set<string>();
  return cell => {
    const hash = canonicalHash(space, cell);
    if (seen.has(hash)) return false;
    seen.add(hash);
    return true;
  };
}

/** The deviation between trainings of one cell, pooled; `undefined` where no cell was trained twice. */
function noiseOf(
  trainings: readonly (readonly Training[])[],
  label: string,
  epochs: number | undefined,
): number | undefined {
  const alike = trainings.map(some =>
    verified(some.flatMap(each => (each.epochs === epochs ? (each.values[label] ?? []) : []))),
  );
  return verdictOf(alike.filter(({ count }) => count > 0)).deviation;
}
