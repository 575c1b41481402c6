import type { Cell } from '../../cells/cell';
import type { Random } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';
import { normalScores } from './math/ranks';
import { type Member, scoreMember, trainMember } from './network/trainMember';
import type { Plan } from './plan';
import {
  type GaussianProcess,
  leaveOneOut,
  type Prediction,
  predictProcess,
  trainProcess,
} from './process/gaussianProcess';
import { type GroupProcess, predictGroupProcess, trainGroupProcess } from './process/groupProcess';
import { createTeacherView, type TeacherView } from './views';

/** Processes and networks that learned from the measured cells: good, and too slow to ask for every cell. */
export interface Teacher {
  /** Scores of all cells at once (they are relative to each other), with what the process alone says of them. */
  score(cells: readonly Cell[]): Promise<{ readonly scores: Float64Array; readonly process: Prediction }>;
  /** What the process says of each training cell without having known it. */
  readonly leftOut: Prediction;
  readonly noise: number;
  /** Normal scores of the labels. */
  readonly targets: Float64Array;
}

export interface TeacherProgress {
  /** Awaited after each step of training; throws to stop. */
  step(part: 'process' | 'grouped' | 'members', done: number, total: number): void | Promise<void>;
}

export async function trainTeacher(
  space: SearchSpace,
  cells: readonly Cell[],
  labels: ArrayLike<number>,
  plan: Plan,
  random: Random,
  progress: TeacherProgress,
): Promise<Teacher> {
  const view = createTeacherView(space, plan, cells);
  const known = view(cells);
  const targets = normalScores(labels);
  const process = await trainProcess(
    known.process,
    targets,
    known.processWidth,
    plan.process.settings,
    random,
    step => progress.step('process', step, plan.process.settings.steps),
  );
  const grouped = plan.grouped
    ? await trainGroupProcess(known.blocks, targets, plan.grouped.settings, random, step =>
        progress.step('grouped', step, plan.grouped!.settings.steps),
      )
    : undefined;
  const members: Member[] = [];
  const { count, settings } = plan.members;
  for (let m = 0; m < count; m++)
    members.push(
      await trainMember(known.members, targets, settings, random, step =>
        progress.step('members', m * settings.steps + step, count * settings.steps),
      ),
    );
  const parts = { process, grouped, members };
  return {
    score: async asked => scoreTogether(parts, plan, view(asked)),
    leftOut: leaveOneOut(process),
    noise: process.noise,
    targets,
  };
}

interface Parts {
  readonly process: GaussianProcess;
  readonly grouped: GroupProcess | undefined;
  readonly members: readonly Member[];
}

async function scoreTogether({ process, grouped, members }: Parts, { shares }: Plan, view: TeacherView) {
  const said = await predictProcess(process, view.process);
  const scores = new Float64Array(said.mean.length);
  add(scores, said.mean, shares.process);
  if (grouped) add(scores, await predictGroupProcess(grouped, view.blocks), shares.grouped);
  if (members.length > 0) {
    const together = new Float64Array(scores.length);
    for (const member of members) add(together, await scoreMember(member, view.members), 1);
    add(scores, together, shares.members);
  }
  return { scores, process: said };
}

/** Adds `share` times the standardised values. */
function add(to: Float64Array, values: Float64Array, share: number): void {
  const n = values.length;
  let mean = 0;
  for (const value of values) mean += value / n;
  let variance = 0;
  for (const value of values) variance += (value - mean) ** 2 / n;
  const scale = share / (Math.sqrt(variance) || 1);
  for (let i = 0; i < n; i++) to[i]! += scale * (values[i]! - mean);
}
