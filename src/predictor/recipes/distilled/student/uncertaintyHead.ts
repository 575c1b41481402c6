import type { Random } from '../../../../cells/random';
import type { TaskContext } from '../../../checkpoint';
import { takeRows } from '../../../gp/posterior';
import { dense, denseGradients, inputGradient, reluBackward } from '../gnn/dense';
import type { Layer } from '../gnn/layers';
import { optimise } from '../gnn/optimise';
import { bias, type ParameterShape, type Parameters, viewsOf, weight } from '../gnn/parameters';

/** Predicts the teacher's standard deviation for a cell: `inputs → 16 → 1`, its logarithm. */
export type UncertaintyName = 'hidden' | 'hiddenBias' | 'spread' | 'spreadBias';

const hidden = 16;
export const uncertaintySchedule = { steps: 600, learningRate: 5e-3, warmup: 30, weightDecay: 0.01 };
const batch = 256;

export function uncertaintyShapes(inputs: number): Record<UncertaintyName, ParameterShape> {
  return {
    hidden: weight(inputs, hidden, 0.7),
    hiddenBias: bias(hidden),
    spread: weight(hidden, 1, 0.3),
    spreadBias: bias(1),
  };
}

/** By least squares of the logarithm. `inputs` `[rows, width]`. */
export async function trainUncertaintyHead(
  inputs: Float32Array,
  spreads: Float64Array,
  random: Random,
  context?: TaskContext,
): Promise<Parameters<UncertaintyName>> {
  const rows = spreads.length;
  const width = inputs.length / rows;
  const shapes = uncertaintyShapes(width);
  const targets = spreads.map(Math.log);
  const problem = {
    shapes,
    schedule: uncertaintySchedule,
    rows,
    batch,
    initialise({ views }: Parameters<UncertaintyName>) {
      views.spreadBias[0] = targets.reduce((sum, value) => sum + value / rows, 0);
    },
    async gradient(
      { views: p }: Parameters<UncertaintyName>,
      chosen: readonly number[],
      out: Float32Array,
    ): Promise<void> {
      const g = viewsOf(out, shapes);
      const x = takeRows(inputs, width, chosen);
      const h = await dense(x, p.hidden, p.hiddenBias, true);
      const outputs = await dense(h, p.spread, p.spreadBias, false);
      const byOutputs = outputs.map((output, i) => (2 * (output - targets[chosen[i]!]!)) / chosen.length);
      await denseGradients(h, byOutputs, g.spread, g.spreadBias);
      const byHidden = reluBackward(await inputGradient(byOutputs, p.spread, 1), h);
      await denseGradients(x, byHidden, g.hidden, g.hiddenBias);
    },
  };
  return optimise(problem, random, context);
}

export function uncertaintyLayers(views: Parameters<UncertaintyName>['views']): readonly Layer[] {
  return [
    { w: views.hidden, b: views.hiddenBias, activation: 'rectifier' },
    { w: views.spread, b: views.spreadBias, activation: 'none' },
  ];
}
