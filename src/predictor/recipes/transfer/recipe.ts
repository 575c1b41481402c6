import type { SearchSpace } from '../../../cells/space';
import { networkFeatureNames } from '../../features/network/networkFeatures';
import { createAdaptedScorer, type KnownRows } from '../../prior/adaptedScorer';
import type { Prior } from '../../prior/prior';
import { priorOfWeights, weightsOfPrior } from '../../prior/priorWeights';
import { preparePrior, type SpacePrior } from '../../prior/spacePredictor';
import type { Recipe, Weights } from '../../recipe';

/**
 * What other spaces taught, adapted to a few measured cells: the estimate that is shown while cells are measured, kept.
 * The weights are those of the prior and what it says of the measured cells, so that the predictor needs no other file.
 */
export const transferRecipe: Recipe = {
  name: 'transfer',
  fewestCells: 1,
  maxCells: 200,
  async train({ space, cells, labels, trainings, prior }, report, signal) {
    if (!prior) throw new Error('The recipe transfer needs what other spaces taught.');
    report({ event: 'progress', phase: 'features', done: 0, total: 1 });
    const prepared = preparedFor(space, prior);
    signal?.throwIfAborted();
    const { rows, scores } = prepared.look(cells);
    const single = (values: ArrayLike<number>, columns: number) => ({
      shape: [values.length / columns, columns],
      values: Float32Array.from(values),
      precision: 'single' as const,
    });
    report({ event: 'progress', phase: 'features', done: 1, total: 1 });
    return {
      ...weightsOfPrior(prior),
      'measured.rows': single(rows, prepared.width),
      'measured.scores': single(scores, 1),
      'measured.values': single(labels, 1),
      ...(trainings ? { 'measured.trainings': single(trainings, 1) } : {}),
      'sample.scores': single(prepared.sample.scores, 1),
    };
  },
  restore(space, weights) {
    const prior = priorOfWeights(weights);
    if (prior.common.length !== networkFeatureNames.length) throw new Error(otherFeatures);
    const prepared = preparePrior(space, prior);
    const known = knownOf(weights);
    if (known.rows.length !== known.values.length * prepared.width || !saysTheSame(prepared, weights))
      throw new Error(otherFeatures);
    return createAdaptedScorer(prepared, known).scorer;
  },
};

const otherFeatures = 'it was made by another version, which reads other features of a cell';

/** To what 16 bits keep of the prior's numbers. */
const tolerance = 0.02;

function saysTheSame({ sample }: SpacePrior, weights: Weights): boolean {
  const said = weights['sample.scores']?.values;
  return (
    said?.length === sample.scores.length &&
    said.every((score, i) => Math.abs(score - sample.scores[i]!) < tolerance)
  );
}

function knownOf(weights: Weights): KnownRows {
  const take = (name: string) => {
    const weight = weights[`measured.${name}`];
    if (!weight) throw new Error(`weights.bin has no measured.${name}`);
    return weight.values;
  };
  const known = {
    ...{ rows: take('rows'), scores: take('scores'), values: take('values') },
    // Folders of earlier versions do not say.
    trainings: weights['measured.trainings']?.values,
  };
  const { length } = known.values;
  if (known.scores.length !== length || (known.trainings?.length ?? length) !== length)
    throw new Error('weights.bin does not fit together');
  return known;
}

const prepared = new WeakMap<SearchSpace, { readonly prior: Prior; readonly space: SpacePrior }>();

/** Trainings on parts of the same cells prepare their space once. */
function preparedFor(space: SearchSpace, prior: Prior): SpacePrior {
  const known = prepared.get(space);
  if (known?.prior === prior) return known.space;
  const made = preparePrior(space, prior);
  prepared.set(space, { prior, space: made });
  return made;
}
