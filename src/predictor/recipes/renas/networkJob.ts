import { createRandom } from '../../../cells/random';
import type { SearchSpace } from '../../../cells/space';
import { checkpointThrottle, type TaskContext } from '../../checkpoint';
import { kendallTau } from '../../metrics';
import { featureShape } from './features';
import { createScorer } from './scorer';
import type { Standards } from './standardise';
import { trainNetwork } from './trainNetwork';

export interface NetworkTask {
  readonly space: SearchSpace;
  readonly standards: Standards;
  /** Standardised, `[cells, V, V, channels]`. */
  readonly features: Float32Array;
  /** `[cells]`; more is better. */
  readonly labels: Float64Array;
  readonly epochs: number;
  readonly seed: number;
  /** Cells that are looked at now and then. */
  readonly watched: { readonly features: Float32Array; readonly labels: Float64Array };
}

/** Between two looks at the watched cells. */
const epochsBetweenLooks = 8;

/** Trains the network; gives the values of its folded weights by name. */
export async function networkJob(
  task: NetworkTask,
  context: TaskContext,
): Promise<Readonly<Record<string, Float32Array>>> {
  const { space, standards, features, labels, epochs, seed, watched } = task;
  const keeper = checkpointThrottle();
  const network = await trainNetwork(
    {
      shape: featureShape(space),
      features,
      labels,
      epochs,
      random: createRandom(seed),
      from: context.resumeFrom,
      keep: (epoch, state) =>
        keeper(async () => {
          const stands = await state();
          await context.step(epoch, () => stands);
        }),
      async watch(epoch, loss, trainTau, now) {
        await context.step(epoch);
        const values: Record<string, number> = { loss, train_tau: trainTau };
        if (watched.labels.length > 1 && (epoch % epochsBetweenLooks === 0 || epoch === epochs)) {
          const scorer = createScorer(space, standards, await now());
          values['tau'] = kendallTau(
            await scorer.scoreFeatures(watched.features, context.signal),
            watched.labels,
          );
          scorer.dispose();
        }
        context.metric?.(epoch, values);
      },
    },
    context.signal,
  );
  return Object.fromEntries(Object.entries(network).map(([name, { values }]) => [name, values]));
}
