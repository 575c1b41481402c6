import { setImmediate } from 'node:timers/promises';
import {
  dispose,
  keep,
  type Scalar,
  type Tensor,
  type Tensor1D,
  tensor,
  tensor1d,
  tensor4d,
  tidy,
  train,
  type Variable,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { Random } from '../../../cells/random';
import type { State } from '../../checkpoint';
import type { TensorShape } from '../../features/kinds/featureKind';
import { kendallTau, ranks } from '../../metrics';
import { rankingLoss } from '../../rankingLoss';
import type { BatchStatistics } from './batchNorm';
import { type Best, keepTraining, type NamedTensor, restoreTraining } from './keepTraining';
import {
  type FoldedValues,
  fold,
  forwardTraining,
  initialise,
  type Statistics,
  type TrainedName,
  type TrainedTensors,
  type TrainedValues,
} from './network';

export interface NetworkTraining {
  readonly shape: TensorShape;
  /** Standardised, `[cells, V, V, channels]`. */
  readonly features: Float32Array;
  /** `[cells]`; more is better. */
  readonly labels: ArrayLike<number>;
  readonly epochs: number;
  readonly random: Random;
  /** Looks at the network as it would rank now, with the epochs done, the loss and τ on the training cells. */
  watch(epoch: number, loss: number, tau: number, now: () => Promise<FoldedValues>): Promise<void>;
  /** Where an earlier attempt stood. */
  readonly from?: State | undefined;
  /** After each epoch, with what it takes to go on from there. */
  keep?(epoch: number, state: () => Promise<State>): Promise<void>;
}

/**
 * Trains as Xu et al.'s released script does: Adam at 1e-3, all cells at once, two steps an epoch, the first of them
 * with the gradient of the epoch before. Returns the network that had the best τ on the training cells, its batch norms
 * at the exact statistics of those cells.
 */
export async function trainNetwork(task: NetworkTraining, signal?: AbortSignal): Promise<FoldedValues> {
  const { shape } = task;
  const cells = task.labels.length;
  const x = tensor4d(task.features, [cells, shape.vertices, shape.vertices, shape.channels]);
  const y = tensor1d(Float32Array.from(ranks(task.labels)));
  const weights = toVariables(initialise(shape, task.random));
  const adam = train.adam(1e-3, 0.9, 0.999, 1e-8);
  let previous: NamedTensor[] | undefined;
  let best: Best | undefined;
  let first = 1;
  try {
    if (task.from) {
      const stood = await restoreTraining(task.from, weights, adam);
      ({ previous, best } = stood);
      first = stood.epoch + 1;
    }
    for (let epoch = first; epoch <= task.epochs; epoch++) {
      signal?.throwIfAborted();
      if (previous) adam.applyGradients(previous);
      let outputs: Tensor1D | undefined;
      let statistics: readonly BatchStatistics[] = [];
      const { value, grads } = variableGrads((): Scalar => {
        const forward = forwardTraining(x, weights);
        outputs = keep(forward.outputs);
        statistics = forward.statistics;
        return rankingLoss(forward.outputs, y);
      }, Object.values(weights));
      const tau = kendallTau(await outputs!.data(), task.labels);
      const loss = (await value.data())[0]!;
      dispose([outputs!, value]);
      const state = snapshot(weights, statistics);
      await task.watch(epoch, loss, tau, () => readState(state));
      if (!best || tau > best.tau) {
        if (best) disposeState(best.state);
        best = { tau, state };
      } else disposeState(state);
      const gradients = Object.entries(grads).map(([name, tensor]) => ({ name, tensor }));
      adam.applyGradients(gradients);
      if (previous) disposeGradients(previous);
      previous = gradients;
      await task.keep?.(epoch, () =>
        keepTraining({ epoch, weights, adam, previous: gradients, best: best! }),
      );
      await setImmediate();
    }
    return await readState(best!.state);
  } finally {
    dispose([x, y, ...Object.values(weights)]);
    if (previous) disposeGradients(previous);
    if (best) disposeState(best.state);
    adam.dispose();
  }
}

function disposeGradients(gradients: readonly NamedTensor[]): void {
  dispose(gradients.map(({ tensor }) => tensor));
}

export interface Snapshot {
  readonly weights: TrainedTensors;
  readonly statistics: readonly BatchStatistics[];
}

/** Costs nothing: the copies share their numbers with the variables until those are assigned new ones. */
function snapshot(
  weights: Readonly<Record<TrainedName, Variable>>,
  statistics: readonly BatchStatistics[],
): Snapshot {
  const copies = Object.entries(weights).map(([name, weight]) => [name, weight.clone()]);
  return { weights: Object.fromEntries(copies) as TrainedTensors, statistics };
}

function disposeState({ weights, statistics }: Snapshot): void {
  dispose(Object.values(weights));
  for (const { mean, variance } of statistics) dispose([mean, variance]);
}

async function readState({ weights, statistics }: Snapshot): Promise<FoldedValues> {
  const values = await Promise.all(
    Object.entries(weights).map(async ([name, weight]: [string, Tensor]) => [
      name,
      { shape: weight.shape, values: (await weight.data()) as Float32Array },
    ]),
  );
  const [first, second] = await Promise.all(
    statistics.map(
      async ({ mean, variance }): Promise<Statistics> => ({
        mean: (await mean.data()) as Float32Array,
        variance: (await variance.data()) as Float32Array,
      }),
    ),
  );
  return fold(Object.fromEntries(values) as TrainedValues, [first!, second!]);
}

function toVariables(values: TrainedValues): Readonly<Record<TrainedName, Variable>> {
  const variables = Object.entries(values).map(([name, { shape, values }]) => [
    name,
    tidy(() => variable(tensor(values, [...shape]))),
  ]);
  return Object.fromEntries(variables) as Record<TrainedName, Variable>;
}
