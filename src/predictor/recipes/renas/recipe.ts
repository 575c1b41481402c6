import type { Recipe, Scorer, Weights } from '../../recipe';
import type { StageOutput } from '../../stages';
import { inProcessPool } from '../../workerPool';
import { encodeCells, featureCount, featureShape } from './features';
import { type FoldedName, type FoldedValues, foldedShapes } from './network';
import { createScorer } from './scorer';
import { measureStandards, type Standards, standardise } from './standardise';

/** Its name in the checkpoint. */
const part = 'network';

/**
 * ReNAS as published (Xu et al., "ReNAS: Relativistic Evaluation of Neural Architecture Search", CVPR 2021): a small
 * convolutional network on the cell's adjacency matrix filled with operation types, FLOPs and parameters, trained to
 * tell which of two cells is better. It sees all its cells at once, and all their pairs.
 */
export const renas: Recipe = {
  name: 'renas',
  maxCells: 4_500,

  async train(
    { space, cells, labels, random, epochs = 200, monitored, checkpoint, workers = inProcessPool() },
    report,
    signal,
  ) {
    const size = featureCount(space);
    const features = encodeCells(space, cells);
    const standards = measureStandards(features, size);
    standardise(features, standards);
    const seed = random.integer(2 ** 31);
    const before = checkpoint?.read(part);
    const task = {
      space,
      standards,
      features,
      labels: Float64Array.from(labels),
      epochs,
      seed,
      watched: {
        features: standardise(encodeCells(space, monitored.cells), standards),
        labels: Float64Array.from(monitored.labels),
      },
    };
    const network = before?.['finished']
      ? (before as StageOutput<'network'>)
      : await workers.run('network', task, {
          ...(before ? { resumeFrom: before } : {}),
          signal,
          step(done, state) {
            if (state) checkpoint?.write(part, state());
            else report({ event: 'progress', phase: 'train', done, total: epochs, overall: done / epochs });
          },
          metric: (step, values) => report({ event: 'metric', step, values }),
        });
    checkpoint?.write(part, { ...network, finished: Uint8Array.of(1) });
    const folded = Object.entries(foldedShapes(featureShape(space))).map(([name, shape]) => [
      name,
      { shape, values: network[name]! },
    ]);
    return toWeights(standards, Object.fromEntries(folded) as FoldedValues, size);
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
