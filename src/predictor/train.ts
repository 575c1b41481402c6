import { version_core } from '@tensorflow/tfjs-core';
import type { Cell } from '../cells/cell';
import { createRandom } from '../cells/random';
import type { SearchSpace } from '../cells/space';
import { figuresOf } from './figures';
import { mergeRows } from './mergeRows';
import type { Figures, ModelCard, TableSource } from './modelCard';
import { writeModelFolder } from './modelFolder';
import { makePredictor, type Predictor } from './predictor';
import { type Ranking, rankBoth } from './ranking';
import type { Recipe, Scorer, TrainReport } from './recipe';
import { findRecipe, recipes } from './recipes';
import { makeReference, referenceCells, scoreAll } from './reference';
import { decodeWeights, encodeWeights } from './weightFile';

export interface TrainOptions {
  readonly space: SearchSpace;
  readonly recipe: string;
  readonly cells: readonly Cell[];
  /** One a cell; more is better. */
  readonly labels: ArrayLike<number>;
  /** Another measured column, to compare with. */
  readonly test?: { readonly label: string; readonly values: ArrayLike<number> };
  /** How many cells to learn from; by default `defaultSamples`. */
  readonly samples?: number;
  /** Equal seeds give equal predictors on one engine. */
  readonly seed: number;
  /** How many cells of the space to compare scores with. */
  readonly reference: number | 'all';
  readonly label: string;
  readonly data: TableSource;
  /** Of what took part, for the card: `renas`, `node`, `engine`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Rounds of training, instead of the recipe's own number. */
  readonly epochs?: number;
}

export interface TrainedPredictor {
  readonly card: ModelCard;
  readonly predictor: Predictor;
  /** How many cells the figures are over. */
  readonly tested: number;
  /** Of the cells not trained on, by the label that the first figures are against. */
  readonly ranking: Ranking;
  save(folder: string): Promise<void>;
}

/** Cells that are held out to draw a curve of τ with. */
const watchedCells = 300;

/** 424 cells, as published, or four fifths of a smaller table, so that there is something to test with. */
export function defaultSamples(cells: number): number {
  return Math.min(424, Math.ceil(0.8 * cells));
}

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
  const recipe = findRecipe(options.recipe);
  if (!recipe)
    throw new Error(
      `There is no recipe "${options.recipe}": name one of ${Object.keys(recipes).join(', ')}.`,
    );
  const measured = mergeRows(space, options.cells, options.labels, options.test?.values);
  const samples = options.samples ?? defaultSamples(measured.cells.length);
  checkSamples(recipe, measured.labels, samples);

  const random = createRandom(seed);
  const order = random.shuffle(Array.from(measured.cells.keys()));
  const train = order.slice(0, samples);
  const test = order.slice(samples);
  const cellsOf = (rows: readonly number[]) => rows.map(row => measured.cells[row]!);
  const valuesOf = (rows: readonly number[], values: Float64Array) => rows.map(row => values[row]!);

  const start = performance.now();
  const watched = test.slice(0, watchedCells);
  const weights = await recipe.train(
    {
      space,
      cells: cellsOf(train),
      labels: valuesOf(train, measured.labels),
      random,
      ...(options.epochs === undefined ? {} : { epochs: options.epochs }),
      watched: { cells: cellsOf(watched), labels: valuesOf(watched, measured.labels) },
    },
    report,
    signal,
  );
  const trainSeconds = (performance.now() - start) / 1000;

  const file = encodeWeights(weights);
  const scorer = recipe.restore(space, await decodeWeights(file));
  try {
    const scores = await scoreReporting(scorer, 'test', cellsOf(test), test.length, report, signal);
    const columns = [
      ...(options.test && measured.testLabels ? [[options.test.label, measured.testLabels] as const] : []),
      [options.label, measured.labels] as const,
    ];
    const figures = columns
      .map(([label, values]) => figuresOf(label, scores, valuesOf(test, values)))
      .filter((figures): figures is Figures => figures !== undefined);
    const compared = referenceCells(space, options.reference, createRandom(seed + 1));
    const references = await scoreReporting(
      scorer,
      'reference',
      compared.cells,
      compared.count,
      report,
      signal,
    );
    const card: ModelCard = {
      format: 1,
      name: `${space.name}, ${recipe.name}, ${samples} cells`,
      recipe: recipe.name,
      space,
      source: `${samples} cells, ${options.label} of ${options.data.file}`,
      data: options.data,
      label: options.label,
      trained: samples,
      seed,
      ...(figures[0] ? { kendallTau: figures[0].kendallTau } : {}),
      figures,
      numbers: Object.values(weights).reduce((sum, { values }) => sum + values.length, 0),
      reference: makeReference(references, compared.whole),
      versions: { ...options.versions, 'tfjs-core': version_core },
      created: new Date().toISOString(),
      trainSeconds: Math.round(10 * trainSeconds) / 10,
    };
    return {
      card,
      predictor: makePredictor(card, scorer),
      tested: test.length,
      ranking: rankBoth(scores, valuesOf(test, columns[0]![1])),
      save: folder => writeModelFolder(folder, card, file),
    };
  } catch (error) {
    scorer.dispose();
    throw error;
  }
}

function checkSamples(recipe: Recipe, labels: Float64Array, samples: number): void {
  const have = labels.length.toLocaleString('en-US');
  if (samples > labels.length)
    throw new Error(
      `The table has ${have} different cells with a label, fewer than the ${samples.toLocaleString('en-US')} to learn from: ask for fewer with --samples.`,
    );
  if (samples < 2 || new Set(labels).size < 2)
    throw new Error(
      `The table has ${have} different cells with a label, and at least two that differ in it are needed to learn an order.`,
    );
  if (samples > recipe.mostCells)
    throw new Error(
      `The recipe ${recipe.name} learns from at most ${recipe.mostCells.toLocaleString('en-US')} cells: ask for fewer with --samples.`,
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
