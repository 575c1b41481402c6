import path from 'node:path';
import type { Command } from 'commander';
import { canonicalHash } from '../../cells/canonical';
import type { Cell } from '../../cells/cell';
import { totalCosts } from '../../cells/costs';
import { oriented } from '../../cells/goal';
import { keepsTo } from '../../cells/namedCosts';
import type { SearchSpace } from '../../cells/space';
import { readTable } from '../../datasets/readTable';
import { type LoopSettings, loopCommand } from '../../protocol/commands/loop';
import { costWords } from '../../protocol/costWords';
import type { FoundCell, LoopCell } from '../../protocol/events';
import { formatCount } from '../../protocol/words';
import { type BestCell, type LoopRound, type MeasuredCell, type Oracle, runLoop } from '../../search/loop';
import { costsOf, costsTold } from '../../search/standings';
import { addDeclared } from '../declaredCommand';
import { startRunEngines } from '../engine/failover';
import { UserError, usageError } from '../failure';
import { checkCostFlags, nothingWithin, readAskedCosts } from '../input/askedCosts';
import { findSpace } from '../input/findSpace';
import { labelGoal } from '../input/labelGoal';
import { readOptions } from '../input/readOptions';
import { shippedModels } from '../input/shippedModels';
import { tableFile } from '../input/tableFile';
import { priorOf } from '../input/transferModel';
import { checkMeasuring, showFirst } from '../measure/check';
import { detachRun } from '../measure/detach';
import { type LoopMeasurements, learnPredictor } from '../measure/learnPredictor';
import { measuringRun } from '../measure/openMeasurer';
import { fidelitiesOf, plannedLoop, sampleRequests } from '../measure/plannedLoop';
import { measureSource } from '../measure/source';
import { resultFile, trainingLoop } from '../measure/trainingLoop';
import { toldCosts } from '../output/foundCells';
import { printMeasured, writeMeasured } from '../output/measuredCells';
import { replaceFile } from '../output/replaceFile';
import { inputFiles } from '../run/inputFiles';
import { remembering } from '../run/remember';
import { type RunOutcome, type RunOutput, withRun } from '../run/runOutput';

/** `renas loop`: measures a few cells, learns from them, measures the most promising, and so on. */
export function addLoop(program: Command): void {
  addDeclared(program, loopCommand, runTheLoop);
}

async function runTheLoop(flags: LoopSettings): Promise<void> {
  checkCostFlags(flags);
  const space = findSpace(flags.space);
  const source = measureSource(flags, { '--oracle': flags.oracle });
  if (source && flags.dryRun) return showFirst(source, flags, await sampleRequests(space, flags));
  if (source && flags.check) return checkMeasuring(source, flags, await plannedLoop(space, flags));
  if (source) fidelitiesOf(flags);
  const run = source ? measuringRun(flags.run, 'loop') : flags.run;
  if (flags.detach !== undefined) {
    if (run === undefined || !source)
      throw usageError('--detach is for measuring by real training: a table is looked up here.');
    return detachRun(loopCommand, flags, run);
  }
  await withRun(
    {
      command: 'loop',
      title: `Measure ${space.name}`,
      space: space.name,
      seed: flags.seed,
      inputs: inputFiles(loopCommand, flags),
      json: flags.json ?? false,
      run,
      resume: flags.resume ?? false,
      replace: flags.replace ?? false,
    },
    output =>
      source && run !== undefined
        ? trainingLoop(space, flags, source, run, output)
        : loopWith(space, tableFlags(flags), output),
  );
}

/** The settings of a loop over a table. */
type TableSettings = LoopSettings & { readonly oracle: string; readonly label: string };

function tableFlags(flags: LoopSettings): TableSettings {
  const { oracle, label } = flags;
  if (oracle === undefined || label === undefined)
    throw usageError('--oracle needs --label, the column of the table that is measured.');
  return { ...flags, oracle, label };
}

async function loopWith(space: SearchSpace, flags: TableSettings, output: RunOutput): Promise<RunOutcome> {
  // Many small products, as for hints.
  const engines = await startRunEngines('hints', 'loop', output);
  const { label, testLabel, budget } = flags;
  const { limits, pareto, told: toldOnes } = await readAskedCosts(flags, space);
  const costs = costsTold({ limits, pareto, costs: toldOnes });
  const {
    oracle: table,
    valuesOf,
    trainingsOf,
    goal,
    problems,
    notes,
  } = await tableOracle(flags, space, output.signal);
  for (const { line, message } of problems)
    output.event({ event: 'message', text: `${flags.oracle}:${line}: ${message}` });
  for (const text of notes) output.event({ event: 'message', text });

  const print = (cell: Cell, name: string) =>
    printMeasured(space, cell, name, named(valuesOf(cell), label, testLabel), { name: label, goal });
  const toldCell = (cell: Cell, name = 'measured'): LoopCell => ({
    cell: print(cell, name),
    ...valuesOf(cell),
  });
  const files = [flags.out, flags.run === undefined ? undefined : path.join(flags.run, resultFile)];
  const keep = (measured: readonly MeasuredCell[]) => {
    const best = [...measured].sort((a, b) => b.value - a.value);
    const text = writeMeasured(
      space,
      best.map(({ cell }, i) => print(cell, `measured${i + 1}`)),
      {
        lines: [
          `${formatCount(best.length)} cells of ${space.name} measured by renas loop, best ${label} first.`,
        ],
        builtIn: !flags.space.includes('.cell'),
      },
    );
    for (const file of files) if (file !== undefined) replaceFile(file, text);
  };

  let best: readonly BestCell[] = [];
  let told = 0;
  // On another engine the loop begins anew, with what was measured remembered.
  const prior = await priorOf(space, shippedModels);
  const result = await engines.run(() => {
    const measured: MeasuredCell[] = [];
    const measure = remembering(output.checkpoint, 'measured', space, table.measure);
    return runLoop(
      { space, budget, seed: flags.seed, limits, pareto, prior },
      { ...table, measure },
      round => tell(round, measured),
      output.signal,
    );
  });
  if (!result.best)
    throw new UserError(
      output.signal.aborted
        ? 'Interrupted before anything was measured.'
        : limits.length > 0 && !table.cells?.some(cell => keepsTo(limits, cell))
          ? nothingWithin(space, limits, table.cells)
          : 'Nothing could be measured.',
    );
  const { run } = flags;
  const learned = run === undefined ? {} : await learnPredictor(measurements(run), run, engines, output);
  const front = result.pareto && describe(result.pareto, 'pareto');
  const figure = `${label} ${short(valuesOf(result.best.cell).label)}`;
  return {
    done: {
      goal,
      measured: result.measured.length,
      best: toldCell(result.best.cell, 'best'),
      ...(result.expected ? { expected: toldCell(result.expected.cell, 'expected') } : {}),
      found: describe(best),
      ...(front ? { pareto: front } : {}),
    },
    figure,
    results: run === undefined ? {} : { found: resultFile, ...learned },
    summary: summarise(result.measured.length),
  };

  /** What a predictor is to learn. */
  function measurements(folder: string): LoopMeasurements {
    const cells = result.measured.filter(({ value }) => Number.isFinite(value)).map(({ cell }) => cell);
    return {
      ...{ space, label, goal, cells, values: cells.map(cell => valuesOf(cell).label) },
      trainings: cells.map(trainingsOf),
      ...{ expected: false, deviation: undefined, file: path.join(folder, resultFile), seed: flags.seed },
    };
  }

  function tell(round: LoopRound, measured: MeasuredCell[]): void {
    measured.push(...round.chosen);
    if (round.round <= told) return;
    told = round.round;
    best = round.best;
    keep(measured);
    const top = best[0];
    const { measured: done, total } = round;
    output.event({ event: 'progress', phase: 'loop', done, total, overall: done / total });
    if (top)
      output.event({
        event: 'metric',
        step: round.measured,
        values: {
          ...named(valuesOf(top.cell), label, testLabel),
          ...(top.top === undefined ? {} : { best_top: top.top }),
        },
      });
    output.event({
      event: 'round',
      round: round.round,
      measured: round.measured,
      cells: round.chosen.map(({ cell }, i) =>
        toldCell(cell, `measured${measured.length - round.chosen.length + i + 1}`),
      ),
      ...(top ? { best: toldCell(top.cell, 'best') } : {}),
    });
    output.event({ event: 'found', scored: round.measured, found: describe(best) });
  }

  function describe(cells: readonly (MeasuredCell & Partial<BestCell>)[], stem = 'best'): FoundCell[] {
    return cells.map(({ cell, value, top }, i) => ({
      cell: print(cell, `${stem}${i + 1}`),
      name: `${stem}${i + 1}`,
      hash: canonicalHash(space, cell),
      score: value,
      top: top ?? 100,
      ...totalCosts(space, cell),
      ...toldCosts(costsOf(costs, cell)),
      measured: named(valuesOf(cell), label, testLabel),
    }));
  }

  function summarise(count: number): string {
    const { cell } = result.best!;
    const { test } = valuesOf(cell);
    return [
      `The best of ${formatCount(count)} cells measured: ${figure}${test === undefined ? '' : `, ${testLabel} ${short(test)}`}.`,
      ...(front
        ? [
            `${formatCount(front.length)} of them are on the Pareto front of ${label} against ${costWords(pareto!.name)}.`,
          ]
        : []),
      ...(flags.out === undefined ? [] : [`All of them are in ${flags.out}.`]),
      '',
      print(cell, 'best').trimEnd(),
    ].join('\n');
  }
}

/** A table as the oracle: measuring is a look-up. Its values are higher for better cells, those of `valuesOf` as measured. */
async function tableOracle(flags: TableSettings, space: SearchSpace, signal: AbortSignal) {
  const { label, testLabel } = flags;
  const asked = testLabel === undefined ? [label] : [label, testLabel];
  const file = await tableFile(flags.oracle, signal);
  const table = await readTable(file, space, asked, readOptions(flags, flags.goal, signal));
  const { goal, sentence } = labelGoal(label, flags.goal, table.goal);
  const rows = new Map(table.cells.map((cell, row) => [cell, row]));
  const labels = table.labels[label]!;
  const tests = testLabel === undefined ? undefined : table.labels[testLabel]!;
  const trainingsOf = (cell: Cell) => table.counts[rows.get(cell)!]!;
  const oracle: Oracle = {
    cells: table.cells,
    measure: async cells => cells.map(cell => oriented(labels[rows.get(cell)!]!, goal)),
    trainings: trainingsOf,
  };
  const valuesOf = (cell: Cell): { label: number; test?: number } => {
    const row = rows.get(cell)!;
    return { label: labels[row]!, ...(tests && !Number.isNaN(tests[row]) ? { test: tests[row]! } : {}) };
  };
  return { oracle, valuesOf, trainingsOf, goal, problems: table.problems, notes: [...table.notes, sentence] };
}

/** By the names of the columns. */
function named(
  { label: value, test }: { readonly label: number; readonly test?: number },
  label: string,
  testLabel: string | undefined,
): Record<string, number> {
  return { [label]: value, ...(testLabel === undefined || test === undefined ? {} : { [testLabel]: test }) };
}

function short(value: number): string {
  return Number(value.toPrecision(6)).toString();
}
