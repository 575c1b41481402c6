import type { Random } from '../../../../cells/random';
import type { TaskContext } from '../../../checkpoint';
import { takeRows } from '../../../gp/posterior';
import type { Schedule } from '../gnn/adamW';
import { dense, denseGradients, inputGradient } from '../gnn/dense';
import { hardSwish, hardSwishBackward } from '../gnn/hardSwish';
import { forwardLayers, type Layer } from '../gnn/layers';
import { optimise } from '../gnn/optimise';
import { pairGradient, pairLoss } from '../gnn/pairLoss';
import { bias, type ParameterShape, type Parameters, viewsOf, weight } from '../gnn/parameters';

/**
 * The small network that answers in the teacher's stead: `inputs → 96 → 48 → 1`, plain layers on features that are quick
 * to compute.
 */
export interface Student {
  readonly inputs: number;
  readonly parameters: Parameters<StudentName>;
}

export type StudentName = 'first' | 'firstBias' | 'second' | 'secondBias' | 'last' | 'lastBias';

const firstHidden = 96;
const secondHidden = 48;

export interface StudentSettings extends Schedule {
  readonly batch: number;
  readonly temperature: number;
}

export function studentShapes(inputs: number): Record<StudentName, ParameterShape> {
  return {
    first: weight(inputs, firstHidden, 0.7),
    firstBias: bias(firstHidden),
    second: weight(firstHidden, secondHidden),
    secondBias: bias(secondHidden),
    last: weight(secondHidden, 1),
    lastBias: bias(1),
  };
}

/** Learns the order of `targets` (normal scores) from `inputs` `[rows, width]`, scaled. */
export async function trainStudent(
  inputs: Float32Array,
  targets: Float64Array,
  settings: StudentSettings,
  random: Random,
  context?: TaskContext,
): Promise<Student> {
  const rows = targets.length;
  const width = inputs.length / rows;
  const shapes = studentShapes(width);
  let loss = () => 0;
  const problem = {
    shapes,
    loss: () => loss(),
    schedule: settings,
    rows,
    batch: settings.batch,
    async gradient(
      { views: p }: Parameters<StudentName>,
      chosen: readonly number[],
      out: Float32Array,
    ): Promise<void> {
      const g = viewsOf(out, shapes);
      const x = takeRows(inputs, width, chosen);
      const firstSums = await dense(x, p.first, p.firstBias, false);
      const first = firstSums.map(hardSwish);
      const secondSums = await dense(first, p.second, p.secondBias, false);
      const second = secondSums.map(hardSwish);
      const outputs = await dense(second, p.last, p.lastBias, false);
      const wanted = Float64Array.from(chosen, row => targets[row]!);
      const byOutputs = pairGradient(outputs, wanted, settings.temperature);
      loss = () => pairLoss(outputs, wanted, settings.temperature);
      await denseGradients(second, byOutputs, g.last, g.lastBias);
      const bySecond = hardSwishBackward(await inputGradient(byOutputs, p.last, 1), secondSums);
      await denseGradients(first, bySecond, g.second, g.secondBias);
      const byFirst = hardSwishBackward(await inputGradient(bySecond, p.second, secondHidden), firstSums);
      await denseGradients(x, byFirst, g.first, g.firstBias);
    },
  };
  return { inputs: width, parameters: await optimise(problem, random, context) };
}

/** `[rows]` scores of `inputs` `[rows, width]`. */
export function scoreStudent({ parameters }: Student, inputs: Float32Array): Promise<Float32Array> {
  return forwardLayers(inputs, studentLayers(parameters.views));
}

export function studentLayers(views: Parameters<StudentName>['views']): readonly Layer[] {
  return [
    { w: views.first, b: views.firstBias, activation: 'hardSwish' },
    { w: views.second, b: views.secondBias, activation: 'hardSwish' },
    { w: views.last, b: views.lastBias, activation: 'none' },
  ];
}
