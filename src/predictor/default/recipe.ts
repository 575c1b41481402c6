import { setImmediate } from 'node:timers/promises';
import type { Cell } from '../../cells/cell';
import { enumerateCells, sampleCells, spaceSize } from '../../cells/enumerate';
import type { Random } from '../../cells/random';
import type { SearchSpace } from '../../cells/space';
import { kendallTau } from '../metrics';
import type { Recipe, RecipeTask, TrainReport } from '../recipe';
import { calibrate } from './calibration';
import { normalScores } from './math/ranks';
import { fromWeights, toWeights } from './modelWeights';
import { normalCurve } from './monotone';
import { type Plan, planFor } from './plan';
import { createDefaultScorer, type DefaultModel, inputLimit } from './scorer';
import { trainSpread } from './student/spread';
import { scoreStudent, trainStudent } from './student/student';
import { type Teacher, trainTeacher } from './teacher';
import { createView } from './views';

/**
 * The best predictor this project can make (docs/predictor.md): Gaussian processes and graph networks learn from the
 * measured cells, then teach a small network on many cells of the space that nobody measured. What is kept, and answers,
 * is the small network, with how far it may be off.
 */
export const defaultRecipe: Recipe = {
  name: 'default',
  mostCells: 25_000,

  async train(task, report, signal) {
    const { space, cells, labels, random } = task;
    const plan = withSteps(planFor(space, cells.length), task.epochs);
    const progress = progressOf(report, signal);
    const teacher = await trainTeacher(space, cells, labels, plan, random, {
      step: (part, done, total) => progress(phases[part], done, total),
    });
    const model = await teach(task, plan, teacher, progress);
    await watch(space, task.watched, teacher, model, plan.student.settings.steps, report);
    return toWeights(model);
  },

  restore: (space, weights) => createDefaultScorer(space, fromWeights(space, weights)),
};

const phases = {
  processes: 'Gaussian processes',
  members: 'graph networks',
} as const;

type Progress = (phase: string, done: number, total: number) => Promise<void>;

/** Tells, lets others have their turn, and stops where that was asked for. */
function progressOf(report: (report: TrainReport) => void, signal: AbortSignal | undefined): Progress {
  return async (phase, done, total) => {
    if (done % 10 !== 0 && done !== total) return;
    report({ event: 'progress', phase, done, total });
    await setImmediate();
    signal?.throwIfAborted();
  };
}

async function teach(
  { space, cells, random }: RecipeTask,
  plan: Plan,
  teacher: Teacher,
  progress: Progress,
): Promise<DefaultModel> {
  const { student: view } = plan;
  const unlabelled = unlabelledCells(space, view.unlabelled, random);
  const taught = await teacher.score(unlabelled);
  const all = [...unlabelled, ...cells];
  const inputs = createView(space, view, all, inputLimit);
  const matrix = inputs.matrix(all);
  const targets = new Float64Array(all.length);
  targets.set(normalScores(taught.scores));
  targets.set(teacher.targets, unlabelled.length);
  const student = await trainStudent(matrix, targets, view.settings, random, step =>
    progress('student', step, view.settings.steps),
  );
  const unlabelledInputs = matrix.subarray(0, unlabelled.length * inputs.width);
  const spreads = taught.said.variance.map(variance => Math.sqrt(variance + teacher.noise));
  const spread = await trainSpread(unlabelledInputs, spreads, random);
  return {
    view,
    columns: inputs.scaling.columns,
    mean: inputs.scaling.mean,
    deviation: inputs.scaling.deviation,
    student: student.parameters.views,
    spread: spread.views,
    curve: normalCurve(await scoreStudent(student, unlabelledInputs)),
    calibration: calibrate(teacher.leftOut.predicted, teacher.noise, teacher.leftOut.targets),
  };
}

/** A space is taken whole where it is not much larger than the sample wanted. */
function unlabelledCells(space: SearchSpace, wanted: number, random: Random): Cell[] {
  if (spaceSize(space) <= 2 * wanted) return [...enumerateCells(space)];
  return sampleCells(space, wanted, random);
}

async function watch(
  space: SearchSpace,
  watched: RecipeTask['watched'],
  teacher: Teacher,
  model: DefaultModel,
  step: number,
  report: (report: TrainReport) => void,
): Promise<void> {
  if (watched.cells.length < 2) return;
  const { scores } = await teacher.score(watched.cells);
  const answers = await createDefaultScorer(space, model).score(watched.cells);
  const values = {
    teacher_tau: kendallTau(scores, watched.labels),
    tau: kendallTau(answers, watched.labels),
  };
  report({ event: 'metric', step, values });
}

/** A plan with another number of steps for what learns in steps. */
function withSteps(plan: Plan, steps: number | undefined): Plan {
  if (steps === undefined) return plan;
  return {
    ...plan,
    members: { ...plan.members, settings: { ...plan.members.settings, steps } },
    student: { ...plan.student, settings: { ...plan.student.settings, steps } },
  };
}
