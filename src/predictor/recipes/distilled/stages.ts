import { createRandom } from '../../../cells/random';
import type { TaskContext } from '../../checkpoint';
import { conditionGp, type FittedGp, fitGp, type GpSettings } from '../../gp/gaussianProcess';
import { type ConditionedGp, type Posterior, type Prediction, predictGp } from '../../gp/posterior';
import type { NetworkBatch } from './gnn/graphNetwork';
import { type GnnSettings, scoreGnn, trainGnn } from './gnn/trainGnn';
import { type StudentSettings, scoreStudent, trainStudent } from './student/student';
import { trainUncertaintyHead } from './student/uncertaintyHead';

/** What is measured, as a process sees it: standardised `inputs` `[n, width]` and normal scores. */
interface TrainingData {
  readonly inputs: Float32Array;
  readonly targets: Float64Array;
}

interface GpQuery extends TrainingData {
  readonly gp: FittedGp;
  /** `[rows, width]`. */
  readonly queries: Float32Array;
}

/** The parts of a training by the recipe default. */
export const distilledStages = {
  process: async (
    { inputs, targets, settings, seed }: TrainingData & Seeded<GpSettings>,
    context: TaskContext,
  ): Promise<Plain<FittedGp>> => fitGp(inputs, targets, settings, createRandom(seed), context),

  /** What a process says of the rows asked, and of those that it knows had it not known them. */
  async prediction({ gp, inputs, targets, queries }: GpQuery): Promise<Plain<GpOutput>> {
    const process = await conditionGp(gp, inputs, targets);
    return gpOutput(process, await predictGp(process, queries));
  },

  /** The same with the process itself. */
  async wholeProcess({
    gp,
    inputs,
    targets,
    queries,
  }: GpQuery): Promise<Plain<GpOutput & Pick<Posterior, 'known' | 'alpha' | 'whitenedInverse'>>> {
    const process = await conditionGp(gp, inputs, targets);
    const { known, alpha, whitenedInverse } = process;
    return { ...gpOutput(process, await predictGp(process, queries)), known, alpha, whitenedInverse };
  },

  /** Trains a graph network and has it score the cells asked. */
  async member(
    {
      data,
      targets,
      settings,
      seed,
      asked,
    }: Seeded<GnnSettings> & {
      readonly data: NetworkBatch;
      readonly targets: Float64Array;
      readonly asked: NetworkBatch;
    },
    context: TaskContext,
  ): Promise<{ readonly scores: Float64Array }> {
    const member = await trainGnn(data, targets, settings, createRandom(seed), context);
    return { scores: await scoreGnn(member, asked) };
  },

  /** The student's parameters, and what it says of the first `scored` of its rows. */
  async student(
    {
      inputs,
      targets,
      settings,
      seed,
      scored,
    }: TrainingData & Seeded<StudentSettings> & { readonly scored: number },
    context: TaskContext,
  ): Promise<{ readonly values: Float32Array; readonly outputs: Float32Array }> {
    const student = await trainStudent(inputs, targets, settings, createRandom(seed), context);
    const outputs = await scoreStudent(student, inputs.subarray(0, scored * student.inputs));
    return { values: student.parameters.values, outputs };
  },

  async spread(
    {
      inputs,
      spreads,
      seed,
    }: { readonly inputs: Float32Array; readonly spreads: Float64Array; readonly seed: number },
    context: TaskContext,
  ): Promise<{ readonly values: Float32Array }> {
    const { values } = await trainUncertaintyHead(inputs, spreads, createRandom(seed), context);
    return { values };
  },
};

interface Seeded<Settings> {
  readonly settings: Settings;
  readonly seed: number;
}

export interface GpOutput extends Prediction {
  readonly looMean: Float64Array;
  readonly looVariance: Float64Array;
}

function gpOutput({ leaveOneOut }: ConditionedGp, { mean, variance }: Prediction): Plain<GpOutput> {
  return { mean, variance, looMean: leaveOneOut.mean, looVariance: leaveOneOut.variance };
}

/** An interface's fields as a type, which then counts as a `State`. */
type Plain<T> = { readonly [K in keyof T]: T[K] };
