import type { SearchSpace } from '../../../cells/space';
import type { GroupName } from '../../features/features';
import type { Reading } from '../../features/vocabulary';
import type { ProcessSettings } from '../../gp/gaussianProcess';
import { firstNoise } from '../../gp/negLogMarginalLikelihood';
import type { MemberSettings } from './gnn/trainMember';
import { planForMany } from './planForMany';
import type { StudentSettings } from './student/student';
import { encoderNetworks } from './zeroCost/encoder';

/** Which features a part of the predictor sees: `sign(x)·|x|ᵖ` of each, for each power. */
export interface View {
  readonly reading: Reading;
  readonly groups: readonly GroupName[];
  readonly powers: readonly number[];
  /** Besides, as it is, what these networks of the encoder hold of the cell's network before any training. */
  readonly untrained?: readonly number[];
}

/** How the recipe goes about a table: docs/predictor.md says what each choice is worth. */
export interface Plan {
  /** Their predictions are averaged. */
  readonly processes: readonly (View & { readonly settings: ProcessSettings })[];
  readonly members: View & { readonly count: number; readonly settings: MemberSettings };
  /** What each counts for in the teacher's score, each standardised over the space. */
  readonly shares: { readonly processes: number; readonly members: number };
  readonly student: View & {
    readonly settings: StudentSettings;
    /** Cells of the space that the teacher labels for it. */
    readonly unlabelled: number;
  };
}

const base: readonly GroupName[] = ['cheap', 'power', 'counts', 'reach', 'entropy', 'strength'];
const whole: readonly GroupName[] = ['cheap', 'paths', 'sums', 'power', 'counts'];
const quick: readonly GroupName[] = ['cheap', 'power', 'counts', 'reach', 'strength'];

/** With fewer, processes begin closer together. */
const few = 75;

/** A process learns from so many cells at once, and each step costs their cube: with more it goes about it otherwise. */
const many = 600;

/**
 * The plan for so many measured cells. Where operations stand on vertices and cells are few, the flow of the signal is all
 * that is needed. Where they stand on edges a space is small and regular, so that paths can be learned one by one, and
 * what a cell computes says most; some processes see it as it is drawn, since they err elsewhere.
 */
export function planFor(space: SearchSpace, cells: number): Plan {
  const onEdges = space.operationsOn === 'edges';
  return {
    ...(cells > many ? planForMany(onEdges, cells) : planForFew(onEdges, cells)),
    student: {
      reading: 'computed',
      groups: onEdges ? [...quick, 'entropy', 'paths', 'sums'] : quick,
      powers: [0.5],
      unlabelled: cells > many ? 20_000 : 10_000,
      settings: {
        steps: cells > many ? 3000 : 2000,
        rate: 6e-3,
        warmUp: 50,
        decay: 0.01,
        batch: 256,
        temperature: 0.1,
      },
    },
  };
}

function planForFew(onEdges: boolean, cells: number): Omit<Plan, 'student'> {
  return {
    processes: processesFor(onEdges, cells),
    members: {
      reading: 'computed',
      ...(onEdges ? { groups: whole, powers: [1] } : { groups: base, powers: [1, 0.5] }),
      count: onEdges || cells > 200 ? 2 : 1,
      settings: memberSettings(cells),
    },
    shares: sharesFor(onEdges, cells),
  };
}

/** Where operations stand on vertices the processes rank so well that networks add little, and the less the fewer cells. */
function sharesFor(onEdges: boolean, cells: number): Plan['shares'] {
  if (onEdges) return { processes: 2, members: 3 };
  return { processes: 1, members: cells > 200 ? 0.4 : 0.15 };
}

/** Ways to learn a process's weights: the fewer and shorter the steps, the closer the weights stay together. */
const learning = { startSpread: 0, learnShare: 1, learningNoise: firstNoise, batch: many, mostAnchors: many };
const brisk: ProcessSettings = {
  ...learning,
  startSpread: 1.5,
  learnShare: 0.8,
  rate: 0.1,
  steps: 16,
  learningNoise: 0,
  knownNoise: 0.25,
};
const alone: ProcessSettings = { ...brisk, startSpread: 0, steps: 8 };
const early: ProcessSettings = { ...learning, rate: 0.02, steps: 60 };
const late: ProcessSettings = { ...learning, rate: 0.1, steps: 40 };

/** Learned from a part of the rows, so that there are others to judge errors by. */
const partly = { learnShare: 0.7 };

function processesFor(onEdges: boolean, cells: number): Plan['processes'] {
  if (!onEdges) return processesOnVertices(cells);
  const several = (views: readonly View[], settings: ProcessSettings) =>
    views.map(view => ({ ...view, settings }));
  const paths: readonly GroupName[] = [...whole, 'reach', 'entropy', 'strength'];
  const each: readonly GroupName[] = [...whole, 'walks', 'strings', 'siblings', 'edgeOperations'];
  const computed = [base, paths].map((groups): View => ({ reading: 'computed', groups, powers: [0.5, 1] }));
  const drawn: readonly View[] = [
    { reading: 'drawn', groups: paths, powers: [0.5, 1] },
    { reading: 'drawn', groups: each, powers: [1] },
  ];
  if (cells > 200)
    return [...several([...computed, ...drawn], late), ...several(computed, { ...late, ...partly })];
  const apart = { ...early, knownNoise: 0.2, startSpread: 1 };
  return [
    ...several(computed, apart),
    ...several(computed, { ...apart, ...partly }),
    ...several(drawn, { ...early, knownNoise: 0.2 }),
  ];
}

/**
 * Each asks other networks of the encoder than the next, and begins elsewhere; the first begins where weights are even,
 * since it answers alone until the others have learned.
 */
function processesOnVertices(cells: number): Plan['processes'] {
  const view: View = { reading: 'computed', groups: base, powers: [0.25, 0.5, 1] };
  const asked = cells > 200 ? 4 : 2;
  return Array.from({ length: cells > 200 ? 12 : 16 }, (_, k) => ({
    ...view,
    untrained: Array.from({ length: asked }, (_, n) => (k * asked + n) % encoderNetworks),
    settings: k === 0 ? alone : cells > few ? brisk : { ...brisk, startSpread: 1, steps: 12 },
  }));
}

function memberSettings(cells: number): MemberSettings {
  return {
    channels: 48,
    rate: 5e-3,
    warmUp: 20,
    decay: 0.1,
    temperature: 0.05,
    hiddenDropout: 0.1,
    featureDropout: 0.3,
    batch: 128,
    steps: cells <= 100 ? 300 : 400,
  };
}
