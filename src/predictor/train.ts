import { version_core } from '@tensorflow/tfjs-core';
import type { Cell } from '../cells/cell';
import { type Goal, oriented } from '../cells/goal';
import { createRandom } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import type { Checkpoint } from './checkpoint';
import { figuresOf } from './figures';
import { intervalsHold } from './intervals';
import { fitLabelCurve, testedLabelCurve } from './labelCurve';
import { type MeasuredCells, mergeRows } from './mergeRows';
import type { Figures, ModelCard, TableSource } from './modelCard';
import { writeModelFolder } from './modelFolder';
import { makePredictor, type Predictor } from './predictor';
import type { Prior } from './prior/prior';
import { type Ranking, rankBoth } from './ranking';
import type { Recipe, Scorer, TrainReport, Weights } from './recipe';
import { recipeFor, recipes } from './recipes';
import { makeReference, referenceCells, scoreAll } from './reference';
import { decodeWeights, encodeWeights } from './weightFile';
import type { WorkerPool } from './workerPool';

export interface TrainOptions {
  readonly space: SearchSpace;
  readonly recipe: string;
  readonly cells: readonly Cell[];
  /** One a cell, as measured. */
  readonly labels: ArrayLike<number>;
  /** Of how many trainings each label is the mean; 1 where it is left out. */
  readonly trainings?: ArrayLike<number> | undefined;
  /** Which labels are better; the higher ones where this is left out. */
  readonly goal?: Goal;
  /** Another measured column, to compare with. */
  readonly test?: { readonly label: string; readonly values: ArrayLike<number>; readonly goal?: Goal };
  /** How many cells to learn from; a function gets how many different cells there are. */
  readonly samples: number | 'all' | ((cells: number) => number);
  /** Equal seeds give equal predictors on one engine. */
  readonly seed: number;
  /** How many cells of the space to compare scores with. */
  readonly reference: number | 'all';
  readonly label: string;
  readonly data: TableSource;
  /** Of what took part, for the card: `renas`, `node`, `engine`. */
  readonly versions: Readonly<Record<string, string>>;
  /** What other spaces taught, for recipe `default` to begin with where cells are few; it must not have learned from this. */
  readonly prior?: Prior | undefined;
  /** Rounds of training, instead of the recipe's own number. */
  readonly epochs?: number;
  readonly workers?: WorkerPool;
  readonly checkpoint?: Checkpoint;
  /** Seconds that were worked on it before it was resumed. */
  readonly secondsBefore?: number;
  /** Hears of a first model, where the recipe has one long before it is done. */
  readonly onFirst?: (first: FirstPredictor) => Promise<void>;
}

/** A predictor that answers while a better one is trained. */
export interface FirstPredictor {
  readonly card: ModelCard;
  save(folder: string): Promise<void>;
}

export interface TrainedPredictor {
  readonly card: ModelCard;
  readonly predictor: Predictor;
  /** How many cells the figures are over. */
  readonly tested: number;
  /** Of the cells not trained on, by the label that the first figures are against. */
  readonly ranking: Ranking;
  /** With another card, where one is given. */
  save(folder: string, card?: ModelCard): Promise<void>;
}

/** Held-out cells that the curve of τ is computed on: a sample, so that drawing it costs little. */
const monitoredCells = 300;

/** Of a whole training's time, what the training itself takes; the rest goes to tests and to the reference. */
const trainShare = 0.95;

/**
 * Learns from a random part of the measured cells, tests on all the others, and scores cells of the space to compare
 * with. What is tested is what `save` saves, 16-bit numbers and all. Throws one sentence if the cells are too few or too
 * many; an abort throws the signal's reason and leaves nothing.
 */
export async function trainPredictor(
  options: TrainOptions,
  report: (report: TrainReport) => void,
  signal?: AbortSignal,
): Promise<TrainedPredictor> {
  const { space, seed } = options;
  const { goal = 'max', prior } = options;
  const measured = await mergeRows(space, options.cells, options.labels, {
    testLabels: options.test?.values,
    trainings: options.trainings,
    signal,
  });
  const { length } = measured.cells;
  const better = measured.labels.map(value => oriented(value, goal));
  const samples =
    typeof options.samples === 'function'
      ? options.samples(length)
      : options.samples === 'all'
        ? length
        : options.samples;
  const recipe = recipeFor(options.recipe, samples, prior !== undefined);
  if (!recipe)
    throw new Error(
      `There is no recipe "${options.recipe}": name one of ${Object.keys(recipes).join(', ')}.`,
    );
  checkSamples(recipe, measured.labels, samples);

  const random = createRandom(seed);
  const order = random.shuffle(Array.from(measured.cells.keys()));
  const train = order.slice(0, samples);
  const test = order.slice(samples);
  const cellsOf = (rows: readonly number[]) => rows.map(row => measured.cells[row]!);
  const valuesOf = (rows: readonly number[], values: Float64Array) => rows.map(row => values[row]!);

  const start = performance.now();
  const trainSeconds = () =>
    Math.round(10 * (options.secondsBefore ?? 0) + (performance.now() - start) / 100) / 10;
  // The column of the final figures: τ has one meaning from the first predictor to the last.
  const [monitoredColumn] = figureColumns(options, measured);
  const rows = test.filter(row => Number.isFinite(monitoredColumn!.values[row])).slice(0, monitoredCells);
  const monitoredValues = valuesOf(rows, monitoredColumn!.values);
  const monitored = {
    cells: cellsOf(rows),
    labels: monitoredValues.map(value => oriented(value, monitoredColumn!.goal)),
  };
  const known = {
    format: 1,
    recipe: recipe.name,
    space,
    source: `${samples.toLocaleString('en-US')} ${samples === 1 ? 'cell' : 'cells'}, ${options.label} of ${options.data.file}`,
    data: options.data,
    label: options.label,
    goal,
    trained: samples,
    seed,
    versions: { ...options.versions, 'tfjs-core': version_core },
  } as const;
  const { onFirst } = options;
  const first = async (weights: Weights, sampled: Float64Array) => {
    const scorer = recipe.restore(space, weights);
    const scores = await scorer.score(monitored.cells, signal);
    const card: ModelCard = {
      ...known,
      name: `${space.name}, ${recipe.name}, ${samples.toLocaleString('en-US')} cells, first predictor`,
      ...testedFields(
        [figuresOf(monitoredColumn!.label, scores, monitoredValues, monitoredColumn!.goal)],
        undefined,
      ),
      numbers: countOf(weights),
      reference: makeReference(sampled, false),
      created: new Date().toISOString(),
      trainSeconds: trainSeconds(),
    };
    scorer.dispose();
    await onFirst?.({ card, save: folder => writeModelFolder(folder, card, encodeWeights(weights)) });
  };
  const weights = await recipe.train(
    {
      space,
      cells: cellsOf(train),
      labels: valuesOf(train, better),
      trainings: valuesOf(train, measured.trainings),
      random,
      ...(prior ? { prior } : {}),
      ...(options.epochs === undefined ? {} : { epochs: options.epochs }),
      ...(options.workers ? { workers: options.workers } : {}),
      ...(options.checkpoint ? { checkpoint: options.checkpoint } : {}),
      ...(onFirst ? { onFirstModel: first } : {}),
      monitored,
    },
    told => report(scaled(told, 0, trainShare)),
    signal,
  );
  const trained = trainSeconds();

  const file = encodeWeights(weights);
  const scorer = recipe.restore(space, await decodeWeights(file));
  try {
    const compared = referenceCells(space, options.reference, createRandom(seed + 1));
    const all = test.length + compared.count;
    const share = (cells: number) => trainShare + ((1 - trainShare) * cells) / all;
    const scores = await scoreReporting(
      scorer,
      'test',
      cellsOf(test),
      test.length,
      told => report(scaled(told, trainShare, share(test.length))),
      signal,
    );
    const columns = figureColumns(options, measured);
    const figures = columns.map(column =>
      figuresOf(column.label, scores, valuesOf(test, column.values), column.goal),
    );
    const held = await intervalsHold(scorer, cellsOf(test), valuesOf(test, better), signal);
    const values =
      testedLabelCurve(scores, valuesOf(test, measured.labels), goal) ??
      fitLabelCurve(await scorer.score(cellsOf(train), signal), valuesOf(train, measured.labels), goal);
    const references = await scoreReporting(
      scorer,
      'reference',
      compared.cells,
      compared.count,
      told => report(scaled(told, share(test.length), 1)),
      signal,
    );
    const card: ModelCard = {
      ...known,
      name: `${space.name}, ${recipe.name}, ${samples.toLocaleString('en-US')} cells`,
      ...testedFields(figures, held),
      numbers: countOf(weights),
      reference: makeReference(references, compared.whole),
      ...(values ? { values } : {}),
      created: new Date().toISOString(),
      trainSeconds: trained,
    };
    return {
      card,
      predictor: makePredictor(card, scorer),
      tested: test.length,
      ranking: rankBoth(
        cellsOf(test),
        scores,
        valuesOf(test, columns[0]!.values).map(value => oriented(value, columns[0]!.goal)),
      ),
      save: (folder, as = card) => writeModelFolder(folder, as, file),
    };
  } catch (error) {
    scorer.dispose();
    throw error;
  }
}

/** The columns that figures are reported against: the test label first, where there is one. */
export function figureColumns(
  { label, goal = 'max', test }: Pick<TrainOptions, 'label' | 'goal' | 'test'>,
  measured: MeasuredCells,
): readonly { readonly label: string; readonly goal: Goal; readonly values: Float64Array }[] {
  return [
    ...(test && measured.testLabels
      ? [{ label: test.label, goal: test.goal ?? goal, values: measured.testLabels }]
      : []),
    { label, goal, values: measured.labels },
  ];
}

/** What is told of a predictor's quality; `held` is the share of cells within their interval. */
export function testedFields(
  found: readonly (Figures | undefined)[],
  held: number | undefined,
): Pick<ModelCard, 'figures' | 'kendallTau' | 'intervalsHold'> {
  const figures = found.filter(each => each !== undefined);
  return {
    figures,
    ...(figures[0] ? { kendallTau: figures[0].kendallTau } : {}),
    ...(held === undefined ? {} : { intervalsHold: Number(held.toFixed(4)) }),
  };
}

function countOf(weights: Weights): number {
  return Object.values(weights).reduce((sum, { values }) => sum + values.length, 0);
}

/** Progress of a part of the work as that of the whole, of which it is what lies between two shares. */
export function scaled(told: TrainReport, from: number, to: number): TrainReport {
  if (told.event !== 'progress') return told;
  const { overall = told.total > 0 ? told.done / told.total : 1 } = told;
  return { ...told, overall: Math.round(1e4 * (from + (to - from) * overall)) / 1e4 };
}

function checkSamples(recipe: Recipe, labels: Float64Array, samples: number): void {
  const have = labels.length.toLocaleString('en-US');
  if (samples > labels.length)
    throw new Error(
      `The table has ${have} different cells with a label, fewer than the ${samples.toLocaleString('en-US')} to learn from: ask for fewer with --samples.`,
    );
  const { fewestCells = 2 } = recipe;
  if (samples < fewestCells || new Set(labels).size < Math.min(2, Math.max(fewestCells, samples)))
    throw new Error(
      `The table has ${have} different cells with a label, and at least two that differ in it are needed to learn an order.`,
    );
  if (samples > recipe.maxCells)
    throw new Error(
      `The recipe ${recipe.name} learns from at most ${recipe.maxCells.toLocaleString('en-US')} cells: ask for fewer with --samples.`,
    );
}

function scoreReporting(
  scorer: Scorer,
  phase: string,
  cells: Iterable<Cell>,
  total: number,
  report: (report: TrainReport) => void,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  return scoreAll(scorer, cells, done => report({ event: 'progress', phase, done, total }), signal);
}
