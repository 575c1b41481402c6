import type { ProcessSettings } from '../../gp/gaussianProcess';
import { firstNoise } from '../../gp/negLogMarginalLikelihood';
import type { MemberSettings } from './gnn/trainMember';
import type { Plan, View } from './plan';

/** Each step of learning sees other rows, so that a short way through them has seen many. */
const settings: ProcessSettings = {
  rate: 0.1,
  steps: 40,
  startSpread: 0,
  learningNoise: firstNoise,
  learnShare: 0.8,
  batch: 600,
  mostAnchors: 1000,
};

const flow = ['cheap', 'power', 'counts', 'reach', 'entropy', 'strength'] as const;
const all = [...flow, 'paths', 'sums', 'walks', 'strings', 'siblings'] as const;

/**
 * The teacher for more measured cells than a process can learn from at once. Whatever the space, all that is known of a
 * cell can then be learned from; time grows with the number of cells no faster than they do.
 */
export function planForMany(onEdges: boolean, cells: number): Omit<Plan, 'student'> {
  const every = [
    ...all,
    ...(onEdges ? (['edgeOperations'] as const) : (['channelPairs', 'triples'] as const)),
  ];
  const views: readonly View[] = [
    { reading: 'computed', groups: flow, powers: [0.25, 0.5, 1] },
    { reading: 'computed', groups: every, powers: [0.5, 1] },
    { reading: 'drawn', groups: every, powers: [0.5] },
  ];
  return {
    processes: views.map(view => ({ ...view, settings })),
    members: {
      reading: 'computed',
      groups: every,
      powers: [1, 0.5],
      count: 1,
      settings: memberSettings(cells),
    },
    shares: { processes: onEdges ? 1 : 2, members: 1 },
  };
}

function memberSettings(cells: number): MemberSettings {
  const large = cells > 2000;
  return {
    channels: 48,
    steps: large ? 1000 : 800,
    batch: 192,
    rate: 5e-3,
    warmUp: 20,
    decay: large ? 0.03 : 0.1,
    temperature: 0.05,
    hiddenDropout: 0.1,
    featureDropout: 0.3,
  };
}
