import type { Random } from '../../../cells/random';
import { takeRows } from '../process/gaussianProcess';
import { createAdamW, type Schedule } from './adamW';
import { createMaskSource } from './dropout';
import { createNetwork, forward, type NetworkBatch, type NetworkShape } from './graphNetwork';
import { takeGraphs } from './packedGraphs';
import { pairGradient } from './pairLoss';

export interface MemberSettings extends Schedule {
  readonly channels: number;
  /** Cells of a step. */
  readonly batch: number;
  readonly temperature: number;
  readonly hiddenDropout: number;
  readonly featureDropout: number;
}

export interface Member {
  readonly shape: NetworkShape;
  readonly parameters: ReturnType<typeof createNetwork>;
}

/** One graph network. `data.features` `[cells, …]` are standardised; `targets` are normal scores. */
export async function trainMember(
  data: NetworkBatch,
  targets: Float64Array,
  settings: MemberSettings,
  random: Random,
  onStep: (step: number) => void | Promise<void> = () => {},
): Promise<Member> {
  const cells = targets.length;
  const width = data.features.length / cells;
  const shape = { width: data.graphs.width, features: width, channels: settings.channels };
  const parameters = createNetwork(shape, random);
  const masks = createMaskSource(random.integer(2 ** 31));
  const optimiser = createAdamW(parameters, settings);
  const gradient = new Float32Array(parameters.values.length);
  const batch = Math.min(settings.batch, cells);
  const order = Array.from({ length: cells }, (_, i) => i);
  for (let step = 0; step < settings.steps; step++) {
    const rows = choose(order, batch, masks.integer);
    const part = { graphs: takeGraphs(data.graphs, rows), features: takeRows(data.features, width, rows) };
    const { outputs, backward } = await forward(shape, parameters, part, {
      masks,
      hidden: settings.hiddenDropout,
      features: settings.featureDropout,
    });
    const wanted = Float64Array.from(rows, row => targets[row]!);
    await backward(pairGradient(outputs, wanted, settings.temperature), gradient);
    optimiser.step(gradient, step);
    await onStep(step + 1);
  }
  return { shape, parameters };
}

/** Cells scored at a time. */
const chunk = 1024;

export async function scoreMember({ shape, parameters }: Member, data: NetworkBatch): Promise<Float64Array> {
  const cells = data.graphs.starts.length - 1;
  const scores = new Float64Array(cells);
  for (let start = 0; start < cells; start += chunk) {
    const rows = Array.from({ length: Math.min(chunk, cells - start) }, (_, i) => start + i);
    const part = {
      graphs: takeGraphs(data.graphs, rows),
      features: takeRows(data.features, shape.features, rows),
    };
    scores.set((await forward(shape, parameters, part)).outputs, start);
  }
  return scores;
}

/** `count` different entries at random, from the front of `order`, which it shuffles as far as needed. */
export function choose(order: number[], count: number, integer: (n: number) => number): number[] {
  for (let i = 0; i < count; i++) {
    const j = i + integer(order.length - i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order.slice(0, count);
}
