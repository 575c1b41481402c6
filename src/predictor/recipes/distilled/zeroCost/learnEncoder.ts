import type { Random } from '../../../../cells/random';
import { takeRows } from '../../../gp/posterior';
import { scale, scalingOf } from '../../../math/scaling';
import { dense, denseGradients, inputGradient } from '../gnn/dense';
import { optimise } from '../gnn/optimise';
import { bias, type ParameterShape, viewsOf, weight } from '../gnn/parameters';
import {
  type ArrayName,
  type Encoder,
  type EncoderNetwork,
  encoderInput,
  encoderLimit,
  encoderNetworks,
  hidden,
  swish,
} from './encoder';

const batch = 128;

/**
 * Learns from `features` `[cells, names]` of cells what was measured of them, `[cells, width]`. Features that do not vary
 * are left out.
 */
export async function learnEncoder(
  names: readonly string[],
  features: Float32Array,
  measured: Float32Array,
  width: number,
  random: Random,
  steps = 5000,
): Promise<Encoder> {
  const cells = measured.length / width;
  const raw = features.map(encoderInput);
  const scaling = scalingOf(raw, names.length);
  const inputs = scale(raw, names.length, scaling, encoderLimit);
  const targets = scale(measured, width, scalingOf(measured, width), encoderLimit);
  const learned: EncoderNetwork[] = [];
  for (let k = 0; k < encoderNetworks; k++)
    learned.push(await learnNetwork(inputs, targets, cells, random, steps));
  return { features: names, scaling, networks: learned };
}

async function learnNetwork(
  inputs: Float32Array,
  targets: Float32Array,
  cells: number,
  random: Random,
  steps: number,
): Promise<EncoderNetwork> {
  const from = inputs.length / cells;
  const to = targets.length / cells;
  const shapes = {
    first: weight(from, hidden, 0.7),
    firstBias: bias(hidden),
    second: weight(hidden, hidden),
    secondBias: bias(hidden),
    last: weight(hidden, to, 0.7),
    lastBias: bias(to),
  } satisfies Record<string, ParameterShape>;
  const { views } = await optimise<ArrayName>(
    {
      shapes,
      schedule: { steps, learningRate: 3e-3, warmup: steps / 10, weightDecay: 0.05 },
      rows: cells,
      batch,
      async gradient({ views: p }, chosen, gradient) {
        const g = viewsOf(gradient, shapes);
        const x = takeRows(inputs, from, chosen);
        const wanted = takeRows(targets, to, chosen);
        const firstSum = await dense(x, p.first, p.firstBias, false);
        const first = firstSum.map(swish);
        const secondSum = await dense(first, p.second, p.secondBias, false);
        const second = secondSum.map(swish);
        const said = await dense(second, p.last, p.lastBias, false);
        const bySaid = said.map((value, k) => (2 * (value - wanted[k]!)) / said.length);
        await denseGradients(second, bySaid, g.last, g.lastBias);
        const bySecond = throughSwish(await inputGradient(bySaid, p.last, to), secondSum);
        await denseGradients(first, bySecond, g.second, g.secondBias);
        const byFirst = throughSwish(await inputGradient(bySecond, p.second, hidden), firstSum);
        await denseGradients(x, byFirst, g.first, g.firstBias);
      },
    },
    random,
  );
  return views;
}

/** The gradient by `sums` from that by what `swish` made of them, in place. */
function throughSwish(gradient: Float32Array, sums: Float32Array): Float32Array {
  for (const [k, x] of sums.entries()) {
    const gate = 1 / (1 + Math.exp(-x));
    gradient[k]! *= gate * (1 + x * (1 - gate));
  }
  return gradient;
}
