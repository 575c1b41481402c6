import path from 'node:path';
import type { Command } from 'commander';
import { canonicalHash, cellIdentity } from '../../cells/canonical';
import type { SearchSpace } from '../../cells/space';
import { writeSpelling } from '../../cells/spelling';
import { type MeasuredTable, readTable } from '../../datasets/readTable';
import type { StartedEngine } from '../../engines/engine';
import type { ModelCard } from '../../predictor/modelCard';
import type { Ranking } from '../../predictor/ranking';
import { fewestAlone } from '../../predictor/recipes';
import { type FirstPredictor, type TrainOptions, trainPredictor } from '../../predictor/train';
import { foldsOfFew, trainOnAll } from '../../predictor/trainOnAll';
import { defaultSamples, type TrainSettings, trainCommand } from '../../protocol/commands/train';
import type { RankedPoint } from '../../protocol/run';
import { formatCount } from '../../protocol/words';
import { sha256Of } from '../../runs/inputs';
import { writeRanking } from '../../runs/ranking';
import { addDeclared } from '../declaredCommand';
import type { EngineRequest } from '../engine/engineFor';
import { startWithFailover } from '../engine/failover';
import { withWorkers } from '../engine/workers';
import { usageError } from '../failure';
import { findSpace } from '../input/findSpace';
import { labelGoal, testGoal } from '../input/labelGoal';
import { readOptions } from '../input/readOptions';
import { shippedModels } from '../input/shippedModels';
import { tableFile } from '../input/tableFile';
import { unseenPrior } from '../input/transferModel';
import { describeFigures, figureFields } from '../output/figures';
import { replaceFolder } from '../output/replaceFile';
import { inputFiles } from '../run/inputFiles';
import { type RunOutcome, type RunOutput, withRun } from '../run/runOutput';

/** `renas train`: a predictor from a table of measured cells. */
export function addTrain(program: Command): void {
  addDeclared(program, trainCommand, runTrain);
}

async function runTrain(flags: TrainSettings): Promise<void> {
  if (flags.folds !== undefined && typeof flags.samples === 'number')
    throw usageError('--folds learns from all cells: leave out --samples.');
  const space = findSpace(flags.space);
  await withRun(
    {
      command: 'train',
      title: `Train on ${path.basename(flags.data)}`,
      space: space.name,
      seed: flags.seed,
      inputs: inputFiles(trainCommand, flags),
      json: flags.json ?? false,
      run: flags.run,
      resume: flags.resume ?? false,
      replace: flags.replace ?? false,
    },
    output => trainWith(space, flags, output),
  );
}

async function trainWith(space: SearchSpace, flags: TrainSettings, output: RunOutput): Promise<RunOutcome> {
  const engines = await startWithFailover({
    work: 'training',
    request: engineRequest(flags.engine, output),
    signal: output.signal,
    onLeft: output.engineLeft,
    onEngine(engine, failure) {
      output.engine(engine.name);
      const goesOn =
        failure === undefined ? '' : `${failure} The training goes on from its last checkpoint on the next. `;
      output.event({ event: 'message', text: `${goesOn}Engine: ${engine.reason}.` });
    },
  });
  const { label, testLabel } = flags;
  const labels = testLabel === undefined ? [label] : [label, testLabel];
  const file = await tableFile(flags.data, output.signal);
  const table = await readTable(file, space, labels, readOptions(flags, flags.goal, output.signal));
  for (const problem of table.problems)
    output.event({ event: 'message', text: `${flags.data}:${problem.line}: ${problem.message}` });
  output.event({
    event: 'message',
    text: `${formatCount(table.cells.length)} measured cells in ${flags.data}.`,
  });
  for (const text of table.notes) output.event({ event: 'message', text });
  const { goal, sentence } = labelGoal(label, flags.goal, table.goal);
  output.event({ event: 'message', text: sentence });

  const { deviation } = table.report;
  const data = {
    file: path.basename(flags.data),
    sha256: await sha256Of(file),
    ...(deviation === undefined ? {} : { deviation }),
  };
  const modelFolder = flags.run === undefined ? undefined : path.join(flags.run, 'model');
  const say = (text: string) => output.event({ event: 'message', text });
  const train = (engine: StartedEngine) => withWorkers(engine.name, say, threads => trainOn(engine, threads));
  const onFirst = async ({ card, save }: FirstPredictor) => {
    if (modelFolder === undefined) return;
    await replaceFolder(modelFolder, save);
    const tau = card.kendallTau;
    output.soFar(
      { model: 'model' },
      tau === undefined ? 'first predictor' : `τ ${tau.toFixed(3)}, first predictor`,
    );
    if (tau !== undefined) output.event({ event: 'metric', step: 0, values: { tau } });
    say(
      `A first predictor, a Gaussian process, answers until the training is done${tau === undefined ? '' : `: τ ${tau.toFixed(3)} against ${flags.testLabel ?? flags.label} on a sample of the held-out cells`}.`,
    );
  };
  const prior = flags.recipe === 'default' ? await unseenPrior(space, shippedModels) : undefined;
  // Of so few cells none is spared for a test: each is left out in its turn.
  const few = prior && flags.samples === undefined ? fewCells(space, table, label) : undefined;
  const folds = flags.folds ?? (few === undefined ? undefined : foldsOfFew(few));
  if (few !== undefined)
    say(
      `${formatCount(few)} different ${few === 1 ? 'cell is' : 'cells are'} few: what other spaces taught counts too.`,
    );
  const trainOn = (engine: StartedEngine, threads: Pick<TrainOptions, 'workers'>) => {
    const options: TrainOptions = {
      space,
      recipe: flags.recipe,
      cells: table.cells,
      labels: column(table.labels, label, flags.data),
      trainings: table.counts,
      goal,
      ...(testLabel === undefined
        ? {}
        : {
            test: {
              label: testLabel,
              values: column(table.labels, testLabel, flags.data),
              goal: testGoal(testLabel, goal),
            },
          }),
      prior,
      samples: flags.samples ?? (few === undefined ? defaultSamples : 'all'),
      seed: flags.seed,
      reference: flags.reference,
      label,
      data,
      versions: {
        renas: process.env['RENAS_VERSION'] ?? '0.0.0',
        node: process.version.slice(1),
        engine: engine.name,
      },
      checkpoint: output.checkpoint,
      secondsBefore: output.secondsBefore,
      ...threads,
      ...(modelFolder === undefined ? {} : { onFirst }),
    };
    return folds === undefined
      ? trainPredictor(options, output.event, output.signal)
      : trainOnAll(options, folds, output.event, output.signal);
  };
  const trained = await engines.run(train);
  const { card, tested } = trained;
  if (flags.out !== undefined) await trained.save(flags.out);
  if (modelFolder !== undefined) await replaceFolder(modelFolder, trained.save);
  trained.predictor.dispose();
  const { ranking } = trained;
  const ranked =
    flags.run === undefined || ranking.predicted.length === 0
      ? {}
      : { ranking: writeRanking(flags.run, rankedPoints(space, ranking)) };
  return {
    done: {
      goal,
      ...figureFields(card.figures),
      trained: card.trained,
      tested,
      ...(card.folds === undefined ? {} : { folds: card.folds }),
      ...(card.intervalsHold === undefined ? {} : { intervals_hold: card.intervalsHold }),
      recipe: card.recipe,
      ...(deviation === undefined ? {} : { label_deviation: deviation }),
      engine: engines.engine().name,
      train_seconds: card.trainSeconds,
      ...(flags.out === undefined ? {} : { model: flags.out }),
    },
    figure: card.kendallTau === undefined ? 'not tested' : `τ ${card.kendallTau.toFixed(3)}`,
    results: flags.run === undefined ? {} : { model: 'model', ...ranked },
    summary: summarise(card, tested, flags.out ?? modelFolder),
  };
}

/** The places of cells, with what names each of them. */
function rankedPoints(space: SearchSpace, { predicted, measured, cells }: Ranking): readonly RankedPoint[] {
  return cells.map((cell, i) => [
    predicted[i]!,
    measured[i]!,
    { hash: canonicalHash(space, cell), spelling: writeSpelling(space, cell) },
  ]);
}

/** How many different cells of a table have the label, where they are too few for a predictor of their own. */
function fewCells(space: SearchSpace, { cells, labels }: MeasuredTable, label: string): number | undefined {
  const different = new Set<string>();
  for (const [i, cell] of cells.entries()) {
    if (!Number.isFinite(labels[label]?.[i])) continue;
    different.add(cellIdentity(space, cell));
    if (different.size >= fewestAlone) return undefined;
  }
  return different.size;
}

/** What `--engine` names must be had, unless the run was interrupted because of it. */
function engineRequest(named: TrainSettings['engine'], { failedEngines }: RunOutput): EngineRequest {
  const failed = named !== undefined && named !== 'auto' && failedEngines[named] !== undefined;
  return { engine: failed ? 'auto' : named, without: failedEngines };
}

function column(labels: Readonly<Record<string, Float64Array>>, name: string, file: string): Float64Array {
  const values = labels[name];
  if (!values) throw usageError(`${file} has no numeric column "${name}".`);
  return values;
}

function summarise(card: ModelCard, tested: number, out: string | undefined): string {
  const judged =
    card.folds === undefined
      ? `tested on the ${formatCount(tested)} others`
      : `judged by cross-validation in ${card.folds} folds`;
  const lines = [
    `Trained on ${formatCount(card.trained)} cells in ${Math.round(card.trainSeconds)} s by the recipe ${card.recipe}, ${judged}.`,
    ...describeFigures(card.figures),
    ...(card.data.deviation === undefined
      ? []
      : [
          `One measurement of ${card.label} has a deviation of ${Number(card.data.deviation.toPrecision(3))}.`,
        ]),
  ];
  if (card.values?.error !== undefined && card.goal === 'min')
    lines.push(
      `As a cost (--costs), it says ${card.label} with a mean error of ${Number(card.values.error.toPrecision(3))}.`,
    );
  if (card.figures.length === 0) lines.push('No measured cells were left to test on.');
  lines.push(
    out === undefined
      ? 'The predictor was not kept: name a folder for it with --out.'
      : `Written to ${out}; rank with it by --predictor ${out}.`,
  );
  return lines.join('\n');
}
