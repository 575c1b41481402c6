import type { Random } from '../../../../cells/random';
import type { TaskContext } from '../../../checkpoint';
import { takeRows } from '../../../gp/posterior';
import type { Schedule } from './adamW';
import type { MaskSource } from './dropout';
import {
  type createNetwork,
  forward,
  type NetworkBatch,
  type NetworkShape,
  networkShapes,
} from './graphNetwork';
import { optimise } from './optimise';
import { takeGraphs } from './packedGraphs';
import { pairGradient, pairLoss } from './pairLoss';

export interface GnnSettings extends Schedule {
  readonly channels: number;
  /** Cells of a step. */
  readonly batch: number;
  readonly temperature: number;
  readonly hiddenDropout: number;
  readonly featureDropout: number;
}

export interface Gnn {
  readonly shape: NetworkShape;
  readonly parameters: ReturnType<typeof createNetwork>;
}

/** One graph network. `data.features` `[cells, …]` are standardised; `targets` are normal scores. */
export async function trainGnn(
  data: NetworkBatch,
  targets: Float64Array,
  settings: GnnSettings,
  random: Random,
  context?: TaskContext,
): Promise<Gnn> {
  const cells = targets.length;
  const width = data.features.length / cells;
  const shape = { width: data.graphs.width, features: width, channels: settings.channels };
  let loss = () => 0;
  const problem = {
    shapes: networkShapes(shape),
    loss: () => loss(),
    schedule: settings,
    rows: cells,
    batch: settings.batch,
    async gradient(
      parameters: Gnn['parameters'],
      rows: readonly number[],
      out: Float32Array,
      masks: MaskSource,
    ) {
      const part = { graphs: takeGraphs(data.graphs, rows), features: takeRows(data.features, width, rows) };
      const { outputs, backward } = await forward(shape, parameters, part, {
        masks,
        hidden: settings.hiddenDropout,
        features: settings.featureDropout,
      });
      const wanted = Float64Array.from(rows, row => targets[row]!);
      await backward(pairGradient(outputs, wanted, settings.temperature), out);
      loss = () => pairLoss(outputs, wanted, settings.temperature);
    },
  };
  return { shape, parameters: await optimise(problem, random, context) };
}

/** Cells scored at a time. */
const chunk = 1024;

export async function scoreGnn({ shape, parameters }: Gnn, data: NetworkBatch): Promise<Float64Array> {
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
