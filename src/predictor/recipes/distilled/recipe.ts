import type { Cell } from '../../../cells/cell';
import { drawCells, enumerateCells, spaceSize } from '../../../cells/enumerate';
import { createRandom, type Random } from '../../../cells/random';
import type { SearchSpace } from '../../../cells/space';
import { memoryCheckpoint } from '../../checkpoint';
import type { FittedGp } from '../../gp/gaussianProcess';
import { normalScores } from '../../math/ranks';
import { kendallTau } from '../../metrics';
import type { Recipe, TrainingTask, TrainReport } from '../../recipe';
import type { StageOutput } from '../../stages';
import { inProcessPool } from '../../workerPool';
import { calibrate } from './calibration';
import { type Config, configFor } from './config';
import { createEncoder, createTeacherEncoder } from './featureEncoder';
import { createFirstScorer, isFirstModel, makeFirstModel, maxFirstRows } from './firstModel';
import { viewsOf } from './gnn/parameters';
import { fromWeights, toWeights } from './modelWeights';
import { normalCurve } from './monotone';
import { createDistilledScorer, type DistilledModel, inputLimit } from './scorer';
import { stagesOf } from './stagePlan';
import { createStageRunner } from './stageRunner';
import type { GpOutput } from './stages';
import { studentShapes } from './student/student';
import { uncertaintyShapes } from './student/uncertaintyHead';
import { combineTeachers, leaveOneOutPredictions, meanNoise, type TeacherPredictions } from './teacher';

/**
 * The best predictor this project can make (docs/predictor.md): Gaussian processes and graph networks learn from the
 * measured cells, then teach a small network on many cells of the space that nobody measured. What is kept, and answers,
 * is the small network, with how far it may be off.
 *
 * Each part of it has a random stream of its own, so that the result does not depend on who does which part and when.
 */
export const distilledRecipe: Recipe = {
  name: 'default',
  maxCells: 25_000,

  async train(task, report, signal) {
    const { space, cells, labels } = task;
    const plan = withSteps(configFor(space, cells.length), task.epochs);
    const { workers = inProcessPool(), checkpoint = memoryCheckpoint() } = task;
    const seeds = drawSeeds(plan, task.random);
    const failed = new AbortController();
    const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
    try {
      const unlabelledCount = sampleSize(space, plan.student.unlabelled);
      const sizes = { cells: cells.length, asked: unlabelledCount };
      const stages = stagesOf(space, plan, sizes, workers.count);
      const wantsFirst = task.onFirstModel && !checkpoint.read('first model');
      const told = wantsFirst ? [...stages.all, stages.first] : stages.all;
      const runner = createStageRunner(told, workers, checkpoint, report, stop);
      const views = await createTeacherEncoder(space, plan, cells);
      const known = await views.of(cells);
      const targets = normalScores(labels);
      const learn = (k: number) =>
        runner.run(stages.processes[k]!, 'process', {
          inputs: known.gps[k]!,
          targets,
          settings: plan.gps[k]!.settings,
          seed: seeds.processes[k]!,
        });
      const ask = async (learning: Promise<FittedGp>) => {
        const sampled = drawCells(space, firstSampleSize, createRandom(seeds.unlabelled));
        const [queries, whole] = await Promise.all([views.first(sampled), learning]);
        const gp = truncate(whole);
        const task = { gp, inputs: known.gps[0]!, targets, queries };
        return { gp, prediction: runner.run(stages.first, 'wholeProcess', task) };
      };
      const reportFirst = async ({ gp, prediction }: Awaited<ReturnType<typeof ask>>) => {
        const first = makeFirstModel(cells.length, views.scaling, gp, targets, await prediction);
        await task.onFirstModel?.(first.weights, first.scores);
        checkpoint.write('first model', {});
      };
      // Until the first model is on its way, nothing else is begun that it would have to wait for.
      const head = learn(0);
      const asking = wantsFirst ? await ask(head) : undefined;
      const learning = [head, ...plan.gps.slice(1).map((_, k) => learn(k + 1))];
      const learned = Promise.all(learning);
      // Where it fails while cells are read, it is met further below, where it is awaited.
      learned.catch(() => {});
      const first = asking ? reportFirst(asking) : undefined;
      if (first) await Promise.race([first, learned]);
      const unlabelled = unlabelledCells(space, plan.student.unlabelled, createRandom(seeds.unlabelled));
      const asked = await views.of(unlabelled);
      const predictions = learning.map(async (learned, k) =>
        runner.run(stages.predictions[k]!, 'prediction', {
          gp: await learned,
          inputs: known.gps[k]!,
          targets,
          queries: asked.gps[k]!,
        }),
      );
      const training = seeds.members.map((seed, m) =>
        runner.run(stages.members[m]!, 'member', {
          data: known.gnns,
          targets,
          settings: plan.gnns.settings,
          seed,
          asked: asked.gnns,
        }),
      );
      const [processes, said, members] = await Promise.all([
        learned,
        Promise.all(predictions),
        Promise.all(training),
        first,
      ]);
      const taught = combineTeachers(plan, said, members, 0, unlabelled.length);
      const model = await distill({ task, plan, seeds, runner, stages, processes, said, taught, unlabelled });
      await watch(task, model, plan.student.settings.steps, report);
      return toWeights(model);
    } finally {
      failed.abort();
    }
  },

  restore: (space, weights) =>
    isFirstModel(weights)
      ? createFirstScorer(space, weights)
      : createDistilledScorer(space, fromWeights(space, weights)),
};

/** Cells of the space that the first model's scores are compared with. */
const firstSampleSize = 2000;

/** The process, knowing no more rows than a first model may. */
function truncate({ logHyperparameters, rows, heldOut }: FittedGp): FittedGp {
  const some = rows.slice(0, maxFirstRows);
  return { logHyperparameters, rows: some, heldOut: heldOut.slice(0, maxFirstRows), inducingPoints: some };
}

interface StudentTask {
  readonly task: TrainingTask;
  readonly plan: Config;
  readonly seeds: Seeds;
  readonly runner: ReturnType<typeof createStageRunner>;
  readonly stages: ReturnType<typeof stagesOf>;
  readonly processes: readonly FittedGp[];
  readonly said: readonly GpOutput[];
  readonly taught: TeacherPredictions;
  readonly unlabelled: readonly Cell[];
}

async function distill(teaching: StudentTask): Promise<DistilledModel> {
  const { task, plan, seeds, runner, stages, processes, taught, unlabelled } = teaching;
  const { space, cells, labels } = task;
  const { student: view } = plan;
  const all = [...unlabelled, ...cells];
  const { width, scaling, matrix } = await createEncoder(space, view, all, inputLimit);
  const inputs = await matrix(all);
  const targets = new Float64Array(all.length);
  targets.set(normalScores(taught.scores));
  targets.set(normalScores(labels), unlabelled.length);
  const noise = meanNoise(processes);
  const [student, spread]: [StageOutput<'student'>, StageOutput<'spread'>] = await Promise.all([
    runner.run(stages.student, 'student', {
      inputs,
      targets,
      settings: view.settings,
      seed: seeds.student,
      scored: unlabelled.length,
    }),
    runner.run(stages.spread, 'spread', {
      inputs: inputs.slice(0, unlabelled.length * width),
      spreads: taught.gp.variance.map(variance => Math.sqrt(variance + noise)),
      seed: seeds.spread,
    }),
  ]);
  const leftOut = leaveOneOutPredictions(processes, teaching.said, labels);
  return {
    spec: view,
    columns: scaling.columns,
    mean: scaling.mean,
    deviation: scaling.deviation,
    student: viewsOf(student.values, studentShapes(width)),
    uncertainty: viewsOf(spread.values, uncertaintyShapes(width)),
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

function drawSeeds({ gps, gnns }: Config, random: Random): Seeds {
  const draw = () => random.integer(2 ** 31);
  return {
    processes: gps.map(draw),
    members: Array.from({ length: gnns.count }, draw),
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
  { space, monitored }: TrainingTask,
  model: DistilledModel,
  step: number,
  report: (report: TrainReport) => void,
): Promise<void> {
  if (monitored.cells.length < 2) return;
  const answers = await createDistilledScorer(space, model).score(monitored.cells);
  report({ event: 'metric', step, values: { tau: kendallTau(answers, monitored.labels) } });
}

/** A plan with another number of steps for what learns in steps. */
function withSteps(plan: Config, steps: number | undefined): Config {
  if (steps === undefined) return plan;
  return {
    ...plan,
    gnns: { ...plan.gnns, settings: { ...plan.gnns.settings, steps } },
    student: { ...plan.student, settings: { ...plan.student.settings, steps } },
  };
}
