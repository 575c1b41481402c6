import type { Cell } from '../../../cells/cell';
import { drawCells, enumerateCells, spaceSize } from '../../../cells/enumerate';
import { createRandom, type Random } from '../../../cells/random';
import type { SearchSpace } from '../../../cells/space';
import { memoryCheckpoint } from '../../checkpoint';
import type { LearnedProcess } from '../../gp/gaussianProcess';
import { ownHands } from '../../hands';
import type { Outcome } from '../../jobs';
import { normalScores } from '../../math/ranks';
import { kendallTau } from '../../metrics';
import type { Recipe, RecipeTask, TrainReport } from '../../recipe';
import { calibrate } from './calibration';
import { createCrew } from './crew';
import { createFirstScorer, isFirstModel, makeFirst, mostKnownFirst } from './firstModel';
import { viewsOf } from './gnn/parameters';
import type { Said } from './jobs';
import { fromWeights, toWeights } from './modelWeights';
import { normalCurve } from './monotone';
import { partsOf } from './parts';
import { type Plan, planFor } from './plan';
import { createDefaultScorer, type DefaultModel, inputLimit } from './scorer';
import { spreadShapes } from './student/spread';
import { studentShapes } from './student/student';
import { combine, type Lesson, noiseOf, saidOfOthers } from './teacher';
import { createTeacherViews, createView } from './views';

/**
 * The best predictor this project can make (docs/predictor.md): Gaussian processes and graph networks learn from the
 * measured cells, then teach a small network on many cells of the space that nobody measured. What is kept, and answers,
 * is the small network, with how far it may be off.
 *
 * Each part of it has a random stream of its own, so that the result does not depend on who does which part and when.
 */
export const defaultRecipe: Recipe = {
  name: 'default',
  mostCells: 25_000,

  async train(task, report, signal) {
    const { space, cells, labels } = task;
    const plan = withSteps(planFor(space, cells.length), task.epochs);
    const { hands = ownHands(), checkpoint = memoryCheckpoint() } = task;
    const seeds = drawSeeds(plan, task.random);
    const failed = new AbortController();
    const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
    try {
      const unlabelledCount = sampleSize(space, plan.student.unlabelled);
      const sizes = { cells: cells.length, asked: unlabelledCount };
      const parts = partsOf(space, plan, sizes, hands.count);
      const wantsFirst = task.onFirst && !checkpoint.read('first model');
      const told = wantsFirst ? [...parts.all, parts.first] : parts.all;
      const crew = createCrew(told, hands, checkpoint, report, stop);
      const views = await createTeacherViews(space, plan, cells);
      const known = await views.of(cells);
      const targets = normalScores(labels);
      const learn = (k: number) =>
        crew.do(parts.processes[k]!, 'process', {
          inputs: known.processes[k]!,
          targets,
          settings: plan.processes[k]!.settings,
          seed: seeds.processes[k]!,
        });
      const ask = async (learning: Promise<LearnedProcess>) => {
        const sampled = drawCells(space, sampledFirst, createRandom(seeds.unlabelled));
        const [asked, whole] = await Promise.all([views.first(sampled), learning]);
        const learned = mostly(whole);
        const task = { learned, inputs: known.processes[0]!, targets, asked };
        return { learned, saying: crew.do(parts.first, 'wholeProcess', task) };
      };
      const tell = async ({ learned, saying }: Awaited<ReturnType<typeof ask>>) => {
        const first = makeFirst(cells.length, views.scaling, learned, targets, await saying);
        await task.onFirst?.(first.weights, first.scores);
        checkpoint.write('first model', {});
      };
      // Until the first model is on its way, nothing else is begun that it would have to wait for.
      const head = learn(0);
      const asking = wantsFirst ? await ask(head) : undefined;
      const learning = [head, ...plan.processes.slice(1).map((_, k) => learn(k + 1))];
      const learned = Promise.all(learning);
      // Where it fails while cells are read, it is met further below, where it is awaited.
      learned.catch(() => {});
      const first = asking ? tell(asking) : undefined;
      if (first) await Promise.race([first, learned]);
      const unlabelled = unlabelledCells(space, plan.student.unlabelled, createRandom(seeds.unlabelled));
      const asked = await views.of(unlabelled);
      const predictions = learning.map(async (learned, k) =>
        crew.do(parts.predictions[k]!, 'prediction', {
          learned: await learned,
          inputs: known.processes[k]!,
          targets,
          asked: asked.processes[k]!,
        }),
      );
      const training = seeds.members.map((seed, m) =>
        crew.do(parts.members[m]!, 'member', {
          data: known.members,
          targets,
          settings: plan.members.settings,
          seed,
          asked: asked.members,
        }),
      );
      const [processes, said, members] = await Promise.all([
        learned,
        Promise.all(predictions),
        Promise.all(training),
        first,
      ]);
      const taught = combine(plan, said, members, 0, unlabelled.length);
      const model = await teach({ task, plan, seeds, crew, parts, processes, said, taught, unlabelled });
      await watch(task, model, plan.student.settings.steps, report);
      return toWeights(model);
    } finally {
      failed.abort();
    }
  },

  restore: (space, weights) =>
    isFirstModel(weights)
      ? createFirstScorer(space, weights)
      : createDefaultScorer(space, fromWeights(space, weights)),
};

/** Cells of the space that the first model's scores are compared with. */
const sampledFirst = 2000;

/** The process, knowing no more rows than a first model may. */
function mostly({ logs, rows, learned }: LearnedProcess): LearnedProcess {
  const some = rows.slice(0, mostKnownFirst);
  return { logs, rows: some, learned: learned.slice(0, mostKnownFirst), anchors: some };
}

interface Teaching {
  readonly task: RecipeTask;
  readonly plan: Plan;
  readonly seeds: Seeds;
  readonly crew: ReturnType<typeof createCrew>;
  readonly parts: ReturnType<typeof partsOf>;
  readonly processes: readonly LearnedProcess[];
  readonly said: readonly Said[];
  readonly taught: Lesson;
  readonly unlabelled: readonly Cell[];
}

async function teach(teaching: Teaching): Promise<DefaultModel> {
  const { task, plan, seeds, crew, parts, processes, taught, unlabelled } = teaching;
  const { space, cells, labels } = task;
  const { student: view } = plan;
  const all = [...unlabelled, ...cells];
  const { width, scaling, matrix } = await createView(space, view, all, inputLimit);
  const inputs = await matrix(all);
  const targets = new Float64Array(all.length);
  targets.set(normalScores(taught.scores));
  targets.set(normalScores(labels), unlabelled.length);
  const noise = noiseOf(processes);
  const [student, spread]: [Outcome<'student'>, Outcome<'spread'>] = await Promise.all([
    crew.do(parts.student, 'student', {
      inputs,
      targets,
      settings: view.settings,
      seed: seeds.student,
      scored: unlabelled.length,
    }),
    crew.do(parts.spread, 'spread', {
      inputs: inputs.slice(0, unlabelled.length * width),
      spreads: taught.said.variance.map(variance => Math.sqrt(variance + noise)),
      seed: seeds.spread,
    }),
  ]);
  const leftOut = saidOfOthers(processes, teaching.said, labels);
  return {
    view,
    columns: scaling.columns,
    mean: scaling.mean,
    deviation: scaling.deviation,
    student: viewsOf(student.values, studentShapes(width)),
    spread: viewsOf(spread.values, spreadShapes(width)),
    curve: normalCurve(student.outputs),
    calibration: calibrate(leftOut.predicted, noise, leftOut.targets),
  };
}

interface Seeds {
  readonly processes: readonly number[];
  readonly members: readonly number[];
  readonly unlabelled: number;
  readonly student: number;
  readonly spread: number;
}

function drawSeeds({ processes, members }: Plan, random: Random): Seeds {
  const draw = () => random.integer(2 ** 31);
  return {
    processes: processes.map(draw),
    members: Array.from({ length: members.count }, draw),
    unlabelled: draw(),
    student: draw(),
    spread: draw(),
  };
}

/** A space is taken whole where it is not much larger than the sample wanted. */
function unlabelledCells(space: SearchSpace, wanted: number, random: Random): Cell[] {
  if (spaceSize(space) <= 2 * wanted) return [...enumerateCells(space)];
  return drawCells(space, wanted, random);
}

function sampleSize(space: SearchSpace, wanted: number): number {
  const size = spaceSize(space);
  return size <= 2 * wanted ? size : wanted;
}

async function watch(
  { space, watched }: RecipeTask,
  model: DefaultModel,
  step: number,
  report: (report: TrainReport) => void,
): Promise<void> {
  if (watched.cells.length < 2) return;
  const answers = await createDefaultScorer(space, model).score(watched.cells);
  report({ event: 'metric', step, values: { tau: kendallTau(answers, watched.labels) } });
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
