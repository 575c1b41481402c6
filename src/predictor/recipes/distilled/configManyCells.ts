import type { GroupName } from '../../features/features';
import type { SpaceTraits } from '../../features/kinds/featureKind';
import type { GpSettings } from '../../gp/gaussianProcess';
import { initialLogNoise } from '../../gp/negLogMarginalLikelihood';
import type { Config, FeatureSpec } from './config';
import type { GnnSettings } from './gnn/trainGnn';

/** Each step of learning sees other rows, so that a short way through them has seen many. */
const gpManyCells: GpSettings = {
  learningRate: 0.1,
  steps: 40,
  initStd: 0,
  logNoisePrior: initialLogNoise,
  fitShare: 0.8,
  batch: 600,
  maxInducingPoints: 1000,
};

const flow = ['cheap', 'power', 'counts', 'reach', 'entropy', 'strength'] as const;
const all = [...flow, 'paths', 'sums', 'walks', 'strings', 'siblings'] as const;

/**
 * The teacher for more measured cells than a process can learn from at once. Whatever the space, all that is known of a
 * cell can then be learned from; time grows with the number of cells no faster than they do.
 */
export function configForManyCells(
  { fixedGraph, wholeNetwork }: SpaceTraits,
  cells: number,
): Omit<Config, 'student'> {
  const every: readonly GroupName[] = wholeNetwork
    ? [...flow, 'paths', 'sums', 'walks', 'channelPairs', 'depth']
    : [...all, ...(fixedGraph ? (['edgeOperations'] as const) : (['channelPairs', 'triples'] as const))];
  const views: readonly FeatureSpec[] = [
    { graphForm: 'functional', groups: flow, powers: [0.25, 0.5, 1] },
    { graphForm: 'functional', groups: every, powers: [0.5, 1] },
    { graphForm: 'syntactic', groups: every, powers: [0.5] },
  ];
  return {
    gps: views.map(view => ({ ...view, settings: gpManyCells })),
    gnns: {
      graphForm: 'functional',
      groups: every,
      powers: [1, 0.5],
      count: 1,
      settings: gnnSettings(cells),
    },
    ensembleWeights: { processes: fixedGraph ? 1 : 2, members: 1 },
  };
}

function gnnSettings(cells: number): GnnSettings {
  const large = cells > 2000;
  return {
    channels: 48,
    steps: large ? 1000 : 800,
    batch: 192,
    learningRate: 5e-3,
    warmup: 20,
    weightDecay: large ? 0.03 : 0.1,
    temperature: 0.05,
    hiddenDropout: 0.1,
    featureDropout: 0.3,
  };
}
