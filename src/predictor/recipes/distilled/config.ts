import type { SearchSpace } from '../../../cells/space';
import { type GroupName, signalGroups } from '../../features/features';
import { featureKindOf, type SpaceTraits } from '../../features/kinds/featureKind';
import type { GraphForm } from '../../features/vocabulary';
import type { GpSettings } from '../../gp/gaussianProcess';
import { initialLogNoise } from '../../gp/negLogMarginalLikelihood';
import { configForManyCells } from './configManyCells';
import type { GnnSettings } from './gnn/trainGnn';
import type { StudentSettings } from './student/student';
import { encoderNetworks } from './zeroCost/encoder';

/** Which features a part of the predictor sees: `sign(x)·|x|ᵖ` of each, for each power. */
export interface FeatureSpec {
  readonly graphForm: GraphForm;
  readonly groups: readonly GroupName[];
  readonly powers: readonly number[];
  /** Besides, as it is, what these networks of the encoder hold of the cell's network before any training. */
  readonly zeroCost?: readonly number[];
}

/** How the recipe goes about a table: docs/predictor.md says what each choice is worth. */
export interface Config {
  /** Their predictions are averaged. */
  readonly gps: readonly (FeatureSpec & { readonly settings: GpSettings })[];
  readonly gnns: FeatureSpec & { readonly count: number; readonly settings: GnnSettings };
  /** What each counts for in the teacher's score, each standardised over the space. */
  readonly ensembleWeights: { readonly processes: number; readonly members: number };
  readonly student: FeatureSpec & {
    readonly settings: StudentSettings;
    /** Cells of the space that the teacher labels for it. */
    readonly unlabelled: number;
  };
}

const pathGroups: readonly GroupName[] = ['cheap', 'paths', 'sums', 'power', 'counts'];
const studentGroups: readonly GroupName[] = ['cheap', 'power', 'counts', 'reach', 'strength'];

/** With fewer, processes begin closer together. */
const fewCells = 75;

/** A process learns from so many cells at once, and each step costs their cube: with more it goes about it otherwise. */
const manyCells = 600;

/**
 * The plan for so many measured cells. Where cells are graphs of their own and few are measured, the flow of the signal is
 * all that is needed, and in whole networks what stands at which depth. Where the graph is fixed, as with operations on
 * edges, a space is small and regular, so that paths can be learned one by one, and what a cell computes says most; some
 * processes see it as it is drawn, since they err elsewhere.
 */
export function configFor(space: SearchSpace, cells: number): Config {
  const traits = featureKindOf(space).traits(space);
  return {
    ...(cells > manyCells ? configForManyCells(traits, cells) : configForFewCells(traits, cells)),
    student: {
      graphForm: 'functional',
      groups: traits.fixedGraph
        ? [...studentGroups, 'entropy', 'paths', 'sums']
        : withDepth(traits, studentGroups),
      powers: [0.5],
      unlabelled: cells > manyCells ? 20_000 : 10_000,
      settings: {
        steps: cells > manyCells ? 3000 : 2000,
        learningRate: 6e-3,
        warmup: 50,
        weightDecay: 0.01,
        batch: 256,
        temperature: 0.1,
      },
    },
  };
}

function withDepth({ wholeNetwork }: SpaceTraits, groups: readonly GroupName[]): readonly GroupName[] {
  return wholeNetwork ? [...groups, 'depth'] : groups;
}

function configForFewCells(traits: SpaceTraits, cells: number): Omit<Config, 'student'> {
  const { fixedGraph } = traits;
  return {
    gps: gpsFor(traits, cells),
    gnns: {
      graphForm: 'functional',
      ...(fixedGraph
        ? { groups: pathGroups, powers: [1] }
        : { groups: withDepth(traits, signalGroups), powers: [1, 0.5] }),
      count: fixedGraph || cells > 200 ? 2 : 1,
      settings: gnnSettings(cells),
    },
    ensembleWeights: ensembleWeightsFor(fixedGraph, cells),
  };
}

/** Where cells are graphs of their own the processes rank so well that networks add little, and the less the fewer cells. */
function ensembleWeightsFor(fixedGraph: boolean, cells: number): Config['ensembleWeights'] {
  if (fixedGraph) return { processes: 2, members: 3 };
  return { processes: 1, members: cells > 200 ? 0.4 : 0.15 };
}

/** Ways to learn a process's weights: the fewer and shorter the steps, the closer the weights stay together. */
const gpDefaults = {
  initStd: 0,
  fitShare: 1,
  logNoisePrior: initialLogNoise,
  batch: manyCells,
  maxInducingPoints: manyCells,
};
const gpFreeGraph: GpSettings = {
  ...gpDefaults,
  initStd: 1.5,
  fitShare: 0.8,
  learningRate: 0.1,
  steps: 16,
  logNoisePrior: 0,
  conditioningNoise: 0.25,
};
const gpFirstAnswer: GpSettings = { ...gpFreeGraph, initStd: 0, steps: 8 };
const gpFixedGraphFewCells: GpSettings = { ...gpDefaults, learningRate: 0.02, steps: 60 };
const gpFixedGraph: GpSettings = { ...gpDefaults, learningRate: 0.1, steps: 40 };

/** Learned from a part of the rows, so that there are others to judge errors by. */
const gpHeldOut = { fitShare: 0.7 };

function gpsFor(traits: SpaceTraits, cells: number): Config['gps'] {
  if (!traits.fixedGraph) return freeGraphGps(traits, cells);
  const several = (views: readonly FeatureSpec[], settings: GpSettings) =>
    views.map(view => ({ ...view, settings }));
  const paths: readonly GroupName[] = [...pathGroups, 'reach', 'entropy', 'strength'];
  const each: readonly GroupName[] = [...pathGroups, 'walks', 'strings', 'siblings', 'edgeOperations'];
  const computed = [signalGroups, paths].map(
    (groups): FeatureSpec => ({ graphForm: 'functional', groups, powers: [0.5, 1] }),
  );
  const drawn: readonly FeatureSpec[] = [
    { graphForm: 'syntactic', groups: paths, powers: [0.5, 1] },
    { graphForm: 'syntactic', groups: each, powers: [1] },
  ];
  if (cells > 200)
    return [
      ...several([...computed, ...drawn], gpFixedGraph),
      ...several(computed, { ...gpFixedGraph, ...gpHeldOut }),
    ];
  const diverse = { ...gpFixedGraphFewCells, conditioningNoise: 0.2, initStd: 1 };
  return [
    ...several(computed, diverse),
    ...several(computed, { ...diverse, ...gpHeldOut }),
    ...several(drawn, { ...gpFixedGraphFewCells, conditioningNoise: 0.2 }),
  ];
}

/**
 * Each asks other networks of the encoder than the next, and begins elsewhere; the first begins where weights are even,
 * since it answers alone until the others have learned.
 */
function freeGraphGps(traits: SpaceTraits, cells: number): Config['gps'] {
  const groups = withDepth(traits, signalGroups);
  const view: FeatureSpec = { graphForm: 'functional', groups, powers: [0.25, 0.5, 1] };
  const asked = cells > 200 ? 4 : 2;
  return Array.from({ length: cells > 200 ? 12 : 16 }, (_, k): Config['gps'][number] => ({
    ...view,
    zeroCost: Array.from({ length: asked }, (_, n) => (k * asked + n) % encoderNetworks),
    settings:
      k === 0 ? gpFirstAnswer : cells > fewCells ? gpFreeGraph : { ...gpFreeGraph, initStd: 1, steps: 12 },
  }));
}

function gnnSettings(cells: number): GnnSettings {
  return {
    channels: 48,
    learningRate: 5e-3,
    warmup: 20,
    weightDecay: 0.1,
    temperature: 0.05,
    hiddenDropout: 0.1,
    featureDropout: 0.3,
    batch: 128,
    steps: cells <= 100 ? 300 : 400,
  };
}
