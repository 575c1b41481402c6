import type { Random } from '../../../../cells/random';
import type { Pace } from '../../../checkpoint';
import { takeRows } from '../../../gp/posterior';
import { dense, denseGradients, inputGradient, throughRectifier } from '../gnn/dense';
import type { Layer } from '../gnn/layers';
import { learn } from '../gnn/learn';
import { bias, type ParameterShape, type Parameters, viewsOf, weight } from '../gnn/parameters';

/** A small network that says how far the teacher may be off for a cell: `inputs → 16 → 1`, the logarithm of the spread. */
export type SpreadName = 'hidden' | 'hiddenBias' | 'spread' | 'spreadBias';

const hidden = 16;
export const spreadSchedule = { steps: 600, rate: 5e-3, warmUp: 30, decay: 0.01 };
const batch = 256;

export function spreadShapes(inputs: number): Record<SpreadName, ParameterShape> {
  return {
    hidden: weight(inputs, hidden, 0.7),
    hiddenBias: bias(hidden),
    spread: weight(hidden, 1, 0.3),
    spreadBias: bias(1),
  };
}

/** By least squares of the logarithm. `inputs` `[rows, width]`. */
export async function trainSpread(
  inputs: Float32Array,
  spreads: Float64Array,
  random: Random,
  pace?: Pace,
): Promise<Parameters<SpreadName>> {
  const rows = spreads.length;
  const width = inputs.length / rows;
  const shapes = spreadShapes(width);
  const targets = spreads.map(Math.log);
  const lesson = {
    shapes,
    schedule: spreadSchedule,
    rows,
    batch,
    begin({ views }: Parameters<SpreadName>) {
      views.spreadBias[0] = targets.reduce((sum, value) => sum + value / rows, 0);
    },
    async slope(
      { views: p }: Parameters<SpreadName>,
      chosen: readonly number[],
      gradient: Float32Array,
    ): Promise<void> {
      const g = viewsOf(gradient, shapes);
      const x = takeRows(inputs, width, chosen);
      const h = await dense(x, p.hidden, p.hiddenBias, true);
      const outputs = await dense(h, p.spread, p.spreadBias, false);
      const byOutputs = outputs.map((output, i) => (2 * (output - targets[chosen[i]!]!)) / chosen.length);
      await denseGradients(h, byOutputs, g.spread, g.spreadBias);
      const byHidden = throughRectifier(await inputGradient(byOutputs, p.spread, 1), h);
      await denseGradients(x, byHidden, g.hidden, g.hiddenBias);
    },
  };
  return learn(lesson, random, pace);
}

export function spreadLayers(views: Parameters<SpreadName>['views']): readonly Layer[] {
  return [
    { w: views.hidden, b: views.hiddenBias, activation: 'rectifier' },
    { w: views.spread, b: views.spreadBias, activation: 'none' },
  ];
}
