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
import { createTeacherView, type TeacherView } from './views';

/** Processes and networks that learned from the measured cells: good, and too slow to ask for every cell. */
export interface Teacher {
  /** Scores of all cells at once (they are relative to each other), with what the processes alone say of them. */
  score(cells: readonly Cell[]): Promise<{ readonly scores: Float64Array; readonly said: Prediction }>;
  /** What the processes say of training cells that they neither knew nor learned from, and those cells' normal scores. */
  readonly leftOut: { readonly predicted: Prediction; readonly targets: Float64Array };
  readonly noise: number;
  /** Normal scores of the labels. */
  readonly targets: Float64Array;
}

export interface TeacherProgress {
  /** Awaited after each step of training; throws to stop. */
  step(part: 'processes' | 'members', done: number, total: number): void | Promise<void>;
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
  const processes: GaussianProcess[] = [];
  const allSteps = plan.processes.reduce((sum, { settings }) => sum + settings.steps, 0);
  let stepsBefore = 0;
  for (const [index, { settings }] of plan.processes.entries()) {
    const inputs = known.processes[index]!;
    processes.push(
      await trainProcess(inputs, targets, inputs.length / cells.length, settings, random, step =>
        progress.step('processes', stepsBefore + step, allSteps),
      ),
    );
    stepsBefore += settings.steps;
  }
  const members: Member[] = [];
  const { count, settings } = plan.members;
  for (let m = 0; m < count; m++)
    members.push(
      await trainMember(known.members, targets, settings, random, step =>
        progress.step('members', m * settings.steps + step, count * settings.steps),
      ),
    );
  const parts = { processes, members };
  return {
    score: async asked => scoreTogether(parts, plan, view(asked)),
    leftOut: saidOfOthers(processes, targets),
    noise: processes.reduce((sum, { noise }) => sum + noise / processes.length, 0),
    targets,
  };
}

interface Parts {
  readonly processes: readonly GaussianProcess[];
  readonly members: readonly Member[];
}

async function scoreTogether({ processes, members }: Parts, { shares }: Plan, view: TeacherView) {
  const each: Prediction[] = [];
  for (const [index, process] of processes.entries())
    each.push(await predictProcess(process, view.processes[index]!));
  const said = average(each);
  const scores = new Float64Array(said.mean.length);
  add(scores, said.mean, shares.processes);
  if (members.length > 0) {
    const together = new Float64Array(scores.length);
    for (const member of members) add(together, await scoreMember(member, view.members), 1);
    add(scores, together, shares.members);
  }
  return { scores, said };
}

/**
 * For each training cell the mean of what those processes say, without having known it, whose weights were not learned
 * from it. Where there is no such cell, of every process.
 */
function saidOfOthers(processes: readonly GaussianProcess[], targets: Float64Array): Teacher['leftOut'] {
  const n = targets.length;
  const count = new Float64Array(n);
  const mean = new Float64Array(n);
  const variance = new Float64Array(n);
  const collect = (evenLearned: boolean) => {
    for (const process of processes) {
      const said = leaveOneOut(process);
      for (const [k, row] of process.rows.entries()) {
        if (process.learned[k] && !evenLearned) continue;
        count[row]! += 1;
        mean[row]! += said.mean[k]!;
        variance[row]! += said.variance[k]!;
      }
    }
  };
  collect(false);
  if (count.every(times => times === 0)) collect(true);
  const rows = Array.from(count.keys()).filter(row => count[row]! > 0);
  const averaged = (sums: Float64Array) => Float64Array.from(rows, row => sums[row]! / count[row]!);
  return {
    predicted: { mean: averaged(mean), variance: averaged(variance) },
    targets: Float64Array.from(rows, row => targets[row]!),
  };
}

function average(predictions: readonly Prediction[]): Prediction {
  const share = 1 / predictions.length;
  const sum = (of: (prediction: Prediction) => Float64Array) =>
    of(predictions[0]!).map((_, i) => predictions.reduce((total, one) => total + share * of(one)[i]!, 0));
  return { mean: sum(({ mean }) => mean), variance: sum(({ variance }) => variance) };
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
