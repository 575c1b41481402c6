import { createRandom } from '../../../cells/random';
import type { Pace } from '../../checkpoint';
import { knowing, type LearnedProcess, learnProcess, type ProcessSettings } from '../../gp/gaussianProcess';
import { type Conditioned, type Posterior, type Prediction, predictProcess } from '../../gp/posterior';
import type { NetworkBatch } from './gnn/graphNetwork';
import { type MemberSettings, scoreMember, trainMember } from './gnn/trainMember';
import { trainSpread } from './student/spread';
import { type StudentSettings, scoreStudent, trainStudent } from './student/student';

/** What is measured, as a process sees it: standardised `inputs` `[n, width]` and normal scores. */
interface Measured {
  readonly inputs: Float32Array;
  readonly targets: Float64Array;
}

interface Asked extends Measured {
  readonly learned: LearnedProcess;
  /** `[rows, width]`. */
  readonly asked: Float32Array;
}

/** The parts of a training by the recipe default. */
export const defaultJobs = {
  process: async (
    { inputs, targets, settings, seed }: Measured & Seeded<ProcessSettings>,
    pace: Pace,
  ): Promise<Plain<LearnedProcess>> => learnProcess(inputs, targets, settings, createRandom(seed), pace),

  /** What a process says of the rows asked, and of those that it knows had it not known them. */
  async prediction({ learned, inputs, targets, asked }: Asked): Promise<Plain<Said>> {
    const process = await knowing(learned, inputs, targets);
    return said(process, await predictProcess(process, asked));
  },

  /** The same with the process itself. */
  async wholeProcess({
    learned,
    inputs,
    targets,
    asked,
  }: Asked): Promise<Plain<Said & Pick<Posterior, 'known' | 'alpha' | 'explaining'>>> {
    const process = await knowing(learned, inputs, targets);
    const { known, alpha, explaining } = process;
    return { ...said(process, await predictProcess(process, asked)), known, alpha, explaining };
  },

  /** Trains a graph network and has it score the cells asked. */
  async member(
    {
      data,
      targets,
      settings,
      seed,
      asked,
    }: Seeded<MemberSettings> & {
      readonly data: NetworkBatch;
      readonly targets: Float64Array;
      readonly asked: NetworkBatch;
    },
    pace: Pace,
  ): Promise<{ readonly scores: Float64Array }> {
    const member = await trainMember(data, targets, settings, createRandom(seed), pace);
    return { scores: await scoreMember(member, asked) };
  },

  /** The student's parameters, and what it says of the first `scored` of its rows. */
  async student(
    {
      inputs,
      targets,
      settings,
      seed,
      scored,
    }: Measured & Seeded<StudentSettings> & { readonly scored: number },
    pace: Pace,
  ): Promise<{ readonly values: Float32Array; readonly outputs: Float32Array }> {
    const student = await trainStudent(inputs, targets, settings, createRandom(seed), pace);
    const outputs = await scoreStudent(student, inputs.subarray(0, scored * student.inputs));
    return { values: student.parameters.values, outputs };
  },

  async spread(
    {
      inputs,
      spreads,
      seed,
    }: { readonly inputs: Float32Array; readonly spreads: Float64Array; readonly seed: number },
    pace: Pace,
  ): Promise<{ readonly values: Float32Array }> {
    const { values } = await trainSpread(inputs, spreads, createRandom(seed), pace);
    return { values };
  },
};

interface Seeded<Settings> {
  readonly settings: Settings;
  readonly seed: number;
}

export interface Said extends Prediction {
  readonly leftMean: Float64Array;
  readonly leftVariance: Float64Array;
}

function said({ leftOut }: Conditioned, { mean, variance }: Prediction): Plain<Said> {
  return { mean, variance, leftMean: leftOut.mean, leftVariance: leftOut.variance };
}

/** An interface's fields as a type, which then counts as a `State`. */
type Plain<T> = { readonly [K in keyof T]: T[K] };
