import { oriented } from '../cells/goal';
import { createRandom } from '../cells/random';
import { crossValidate } from './crossValidation';
import { figuresOf } from './figures';
import { mergeRows } from './mergeRows';
import type { ModelCard } from './modelCard';
import { rankBoth } from './ranking';
import type { TrainReport } from './recipe';
import { fewestAlone, findRecipe } from './recipes';
import {
  figureColumns,
  scaled,
  type TrainedPredictor,
  type TrainOptions,
  testedFields,
  trainPredictor,
} from './train';

/** In how many folds a predictor of few cells is judged; of fewer than ten no figure says anything. */
export function foldsOfFew(cells: number): number | undefined {
  return cells >= 10 && cells < fewestAlone ? 5 : undefined;
}

/**
 * Learns from all measured cells, and takes the figures from cross-validation: no cell is left to test on, so as many
 * more predictors are trained as there are folds, each of which leaves out one.
 */
export async function trainOnAll(
  options: Omit<TrainOptions, 'samples'>,
  folds: number,
  report: (report: TrainReport) => void,
  signal?: AbortSignal,
): Promise<TrainedPredictor> {
  const { space, test, goal = 'max' } = options;
  const measured = await mergeRows(space, options.cells, options.labels, {
    testLabels: test?.values,
    trainings: options.trainings,
    signal,
  });
  const count = measured.cells.length;
  if (count < 2 * folds)
    throw new Error(
      `The table has ${count.toLocaleString('en-US')} different cells with a label, too few for ${folds} folds of two or more: ask for fewer with --folds.`,
    );
  const trained = await trainPredictor(
    { ...options, samples: 'all' },
    told => report(scaled(told, 0, 1 / (folds + 1))),
    signal,
  );
  try {
    const random = createRandom(options.seed + 2);
    const order = random.shuffle(Array.from(measured.cells.keys()));
    const inOrder = (values: Float64Array) => order.map(row => values[row]!);
    const { epochs, workers, checkpoint, prior } = options;
    const { scores, held } = await crossValidate(
      findRecipe(trained.card.recipe)!,
      {
        space,
        cells: order.map(row => measured.cells[row]!),
        labels: Array.from(inOrder(measured.labels), value => oriented(value, goal)),
        trainings: inOrder(measured.trainings),
        random,
        ...(prior ? { prior } : {}),
        ...(epochs === undefined ? {} : { epochs }),
        ...(workers ? { workers } : {}),
        ...(checkpoint ? { checkpoint } : {}),
      },
      folds,
      told => report(scaled(told, 1 / (folds + 1), 1)),
      signal,
    );
    const columns = figureColumns(options, measured);
    const figures = columns.map(column =>
      figuresOf(column.label, scores, inOrder(column.values), column.goal),
    );
    const card: ModelCard = { ...trained.card, ...testedFields(figures, held), folds };
    return {
      ...trained,
      card,
      tested: count,
      ranking: rankBoth(
        order.map(row => measured.cells[row]!),
        scores,
        inOrder(columns[0]!.values).map(value => oriented(value, columns[0]!.goal)),
      ),
      save: folder => trained.save(folder, card),
    };
  } catch (error) {
    trained.predictor.dispose();
    throw error;
  }
}
