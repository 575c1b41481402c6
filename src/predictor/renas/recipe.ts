import { createKeeper } from '../checkpoint';
import { kendallTau } from '../metrics';
import type { Recipe, Scorer, Weights } from '../recipe';
import { encodeCells, featureCount, featureShape } from './features';
import { type FoldedName, type FoldedValues, foldedShapes } from './network';
import { createScorer } from './scorer';
import { measureStandards, type Standards, standardise } from './standardise';
import { trainNetwork } from './trainNetwork';

/** Its name in the checkpoint. */
const part = 'network';

/** Between two looks at the watched cells. */
const epochsBetweenLooks = 8;

/**
 * ReNAS as published (Xu et al., "ReNAS: Relativistic Evaluation of Neural Architecture Search", CVPR 2021): a small
 * convolutional network on the cell's adjacency matrix filled with operation types, FLOPs and parameters, trained to
 * tell which of two cells is better. It sees all its cells at once, and all their pairs.
 */
export const renas: Recipe = {
  name: 'renas',
  mostCells: 4_500,

  async train({ space, cells, labels, random, epochs = 200, watched, checkpoint }, report, signal) {
    const size = featureCount(space);
    const features = encodeCells(space, cells);
    const standards = measureStandards(features, size);
    standardise(features, standards);
    const watchedFeatures = standardise(encodeCells(space, watched.cells), standards);
    const keeper = createKeeper();
    const network = await trainNetwork(
      {
        shape: featureShape(space),
        features,
        labels,
        epochs,
        random,
        from: checkpoint?.read(part),
        keep: state => keeper(async () => checkpoint?.write(part, await state())),
        async watch(epoch, loss, trainTau, now) {
          report({ event: 'progress', phase: 'train', done: epoch, total: epochs, overall: epoch / epochs });
          const values: Record<string, number> = { loss, train_tau: trainTau };
          if (watched.cells.length > 1 && (epoch % epochsBetweenLooks === 0 || epoch === epochs)) {
            const scorer = createScorer(space, standards, await now());
            values['tau'] = kendallTau(await scorer.scoreFeatures(watchedFeatures, signal), watched.labels);
            scorer.dispose();
          }
          report({ event: 'metric', step: epoch, values });
        },
      },
      signal,
    );
    return toWeights(standards, network, size);
  },

  restore(space, weights): Scorer {
    const size = featureCount(space);
    const take = (name: string, shape: readonly number[]) => {
      const weight = weights[name];
      if (!weight) throw new Error(`it has no weights "${name}"`);
      if (weight.shape.join() !== shape.join())
        throw new Error(`its weights "${name}" are [${weight.shape}], and its space needs [${shape}]`);
      return weight;
    };
    const standards = {
      mean: take('features/mean', [size]).values,
      scale: take('features/scale', [size]).values,
    };
    const network = Object.entries(foldedShapes(featureShape(space))).map(([name, shape]) => [
      name,
      take(name, shape),
    ]);
    return createScorer(space, standards, Object.fromEntries(network) as Record<FoldedName, never>);
  },
};

function toWeights(standards: Standards, network: FoldedValues, size: number): Weights {
  const halves = Object.entries(network).map(([name, values]) => [name, { ...values, precision: 'half' }]);
  return {
    // Features are counts up to some 10⁹, too large for 16 bits.
    'features/mean': { shape: [size], values: standards.mean, precision: 'single' },
    'features/scale': { shape: [size], values: standards.scale, precision: 'single' },
    ...(Object.fromEntries(halves) as Weights),
  };
}
