import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { SearchSpace } from '../../cells/space';
import { readTable } from '../../datasets/readTable';
import { type EngineName, engineNames, type StartedEngine } from '../../engines/engine';
import type { Hands } from '../../predictor/hands';
import type { ModelCard } from '../../predictor/modelCard';
import { recipes } from '../../predictor/recipes';
import { type FirstPredictor, type TrainOptions, trainPredictor } from '../../predictor/train';
import { trainOnAll } from '../../predictor/trainOnAll';
import { formatCount } from '../../protocol/words';
import { sha256Of } from '../../runs/inputs';
import { writeRanking } from '../../runs/ranking';
import type { EngineRequest } from '../engineFor';
import { startWithFailover } from '../failover';
import { usageError } from '../failure';
import { describeFigures, figureFields } from '../figures';
import { findSpace, spaceFile } from '../findSpace';
import { resumeOption, wholeNumber } from '../options';
import { replaceFolder } from '../replaceFolder';
import { type RunOutcome, type RunOutput, withRun } from '../runOutput';
import { startWorkers, workerCount } from '../workers';

interface TrainFlags {
  readonly space: string;
  readonly data: string;
  readonly label: string;
  readonly samples?: number | 'all';
  readonly folds?: number;
  readonly seed: number;
  readonly recipe: string;
  readonly testLabel?: string;
  readonly engine?: EngineName | 'auto';
  readonly reference: number | 'all';
  readonly out?: string;
  readonly run?: string;
  readonly json?: boolean;
  readonly resume?: boolean;
}

/** `renas train`: a predictor from a table of measured cells. */
export function addTrain(program: Command): void {
  program
    .command('train')
    .description('train a predictor for a space on a table of its measured cells')
    .requiredOption('--space <space>', 'a shipped space, or FILE.cell with a space declaration')
    .requiredOption('--data <file>', 'the table: CSV, TSV or JSONL, gzipped or not')
    .requiredOption('--label <column>', 'what to rank by: a numeric column, more is better')
    .option(
      '--samples <cells>',
      'how many cells to learn from, drawn by the seed, or all (default: 424, or four fifths of a smaller table)',
      text => (text === 'all' ? 'all' : wholeNumber(2)(text)),
    )
    .option(
      '--folds <folds>',
      'learn from all cells, and take the figures from cross-validation in so many folds',
      wholeNumber(2),
    )
    .option('--seed <seed>', 'equal seeds give equal predictors', wholeNumber(0), 0)
    .addOption(
      new Option('--recipe <recipe>', 'how to learn').choices(Object.keys(recipes)).default('default'),
    )
    .option('--test-label <column>', 'another column to report the figures against')
    .addOption(new Option('--engine <engine>', 'what computes').choices(['auto', ...engineNames]))
    .option(
      '--reference <cells>',
      'how many cells of the space to compare scores with: a number, or all',
      cellsOrAll,
      10_000,
    )
    .option('--out <dir>', 'where to write the predictor')
    .option('--run <dir>', 'write a run directory, with the predictor in it')
    .option('--json', 'one JSON event a line')
    .addOption(resumeOption())
    .action(runTrain);
}

function cellsOrAll(text: string): number | 'all' {
  if (text === 'all') return 'all';
  const cells = wholeNumber(1)(text);
  if (cells < 100) throw new InvalidArgumentError('It must be all, or a number of at least 100.');
  return cells;
}

async function runTrain(flags: TrainFlags): Promise<void> {
  if (flags.folds !== undefined && typeof flags.samples === 'number')
    throw usageError('--folds learns from all cells: leave out --samples.');
  const space = findSpace(flags.space);
  await withRun(
    {
      command: 'train',
      title: `Train on ${path.basename(flags.data)}`,
      space: space.name,
      seed: flags.seed,
      inputs: [flags.data, spaceFile(flags.space)],
      json: flags.json ?? false,
      run: flags.run,
      resume: flags.resume ?? false,
    },
    output => trainWith(space, flags, output),
  );
}

async function trainWith(space: SearchSpace, flags: TrainFlags, output: RunOutput): Promise<RunOutcome> {
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
  const table = await readTable(flags.data, space, labels, output.signal);
  for (const problem of table.problems)
    output.event({ event: 'message', text: `${flags.data}:${problem.line}: ${problem.message}` });
  output.event({
    event: 'message',
    text: `${formatCount(table.cells.length)} measured cells in ${flags.data}.`,
  });

  const data = { file: path.basename(flags.data), sha256: await sha256Of(flags.data) };
  const modelFolder = flags.run === undefined ? undefined : path.join(flags.run, 'model');
  const say = (text: string) => output.event({ event: 'message', text });
  const train = async (engine: StartedEngine) => {
    const count = workerCount(engine.name);
    const workers = count > 0 ? startWorkers(engine.name, count, say) : undefined;
    try {
      return await trainOn(engine, workers?.hands);
    } finally {
      workers?.close();
    }
  };
  const onFirst = async ({ card, save }: FirstPredictor) => {
    if (modelFolder === undefined) return;
    await replaceFolder(modelFolder, save);
    const tau = card.kendallTau;
    output.soFar({ model: 'model' }, tau === undefined ? 'first model' : `τ ${tau.toFixed(3)}, first model`);
    if (tau !== undefined) output.event({ event: 'metric', step: 0, values: { tau } });
    say(
      `A first model, a Gaussian process, answers until the training is done${tau === undefined ? '' : `: τ ${tau.toFixed(3)} on cells held out`}.`,
    );
  };
  const trainOn = (engine: StartedEngine, hands: Hands | undefined) => {
    const options: TrainOptions = {
      space,
      recipe: flags.recipe,
      cells: table.cells,
      labels: column(table.labels, label, flags.data),
      ...(testLabel === undefined
        ? {}
        : { test: { label: testLabel, values: column(table.labels, testLabel, flags.data) } }),
      ...(flags.samples === undefined ? {} : { samples: flags.samples }),
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
      ...(hands ? { hands } : {}),
      ...(modelFolder === undefined ? {} : { onFirst }),
    };
    return flags.folds === undefined
      ? trainPredictor(options, output.event, output.signal)
      : trainOnAll(options, flags.folds, output.event, output.signal);
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
      : { ranking: writeRanking(flags.run, ranking.predicted, ranking.measured) };
  return {
    done: {
      ...figureFields(card.figures),
      trained: card.trained,
      tested,
      ...(card.folds === undefined ? {} : { folds: card.folds }),
      ...(card.intervalsHold === undefined ? {} : { intervals_hold: card.intervalsHold }),
      recipe: card.recipe,
      engine: engines.engine().name,
      train_seconds: card.trainSeconds,
      ...(flags.out === undefined ? {} : { model: flags.out }),
    },
    figure: card.kendallTau === undefined ? 'not tested' : `τ ${card.kendallTau.toFixed(3)}`,
    results: flags.run === undefined ? {} : { model: 'model', ...ranked },
    summary: summarise(card, tested, flags.out ?? modelFolder),
  };
}

/** What `--engine` names must be had, unless the run was interrupted because of it. */
function engineRequest(named: TrainFlags['engine'], { failedEngines }: RunOutput): EngineRequest {
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
  ];
  if (card.figures.length === 0) lines.push('No measured cells were left to test on.');
  lines.push(
    out === undefined
      ? 'The predictor was not kept: name a folder for it with --out.'
      : `Written to ${out}; rank with it by --model ${out}.`,
  );
  return lines.join('\n');
}
