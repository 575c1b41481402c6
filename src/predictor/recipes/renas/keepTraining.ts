import {
  type AdamOptimizer,
  type Tensor,
  type Tensor1D,
  tensor,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import type { NumberArray, State } from '../../checkpoint';
import type { TrainedName, TrainedTensors } from './network';
import type { Snapshot } from './trainNetwork';

export type NamedTensor = { readonly name: string; readonly tensor: Tensor };

/** The network with the best τ on the training cells so far. */
export interface Best {
  readonly tau: number;
  readonly state: Snapshot;
}

type Weights = Readonly<Record<TrainedName, Variable>>;

interface Training {
  /** The last that is done. */
  readonly epoch: number;
  readonly weights: Weights;
  readonly adam: AdamOptimizer;
  /** In the order of the weights. */
  readonly previous: readonly NamedTensor[];
  readonly best: Best;
}

/** Everything that a training is at this moment. */
export async function keepTraining({ epoch, weights, adam, previous, best }: Training): Promise<State> {
  const state: Record<string, NumberArray> = {};
  const names = Object.keys(weights) as TrainedName[];
  const put = async (group: string, tensors: readonly Tensor[]) => {
    for (const [i, tensor] of tensors.entries())
      state[`${group} ${names[i]}`] = (await tensor.data<'float32'>()).slice();
  };
  await put('weights', Object.values(weights));
  // The first is the number of steps, made for the occasion, which Adam has no use for.
  const [steps, ...moments] = await adam.getWeights();
  steps?.tensor.dispose();
  await put(
    'first',
    moments.slice(0, names.length).map(({ tensor }) => tensor),
  );
  await put(
    'second',
    moments.slice(names.length).map(({ tensor }) => tensor),
  );
  await put(
    'previous',
    previous.map(({ tensor }) => tensor),
  );
  await put(
    'best',
    names.map(name => best.state.weights[name]),
  );
  for (const [i, { mean, variance }] of best.state.statistics.entries()) {
    state[`best mean ${i}`] = (await mean.data()).slice() as Float32Array;
    state[`best variance ${i}`] = (await variance.data()).slice() as Float32Array;
  }
  state['powers'] = Float32Array.of(
    ...((await adam['accBeta1'].data()) as Float32Array),
    ...((await adam['accBeta2'].data()) as Float32Array),
  );
  state['counters'] = Float64Array.of(epoch, best.tau);
  return state;
}

/** Puts weights and optimiser back to where they stood; the other tensors are the caller's to dispose of. */
export async function restoreTraining(
  state: State,
  weights: Weights,
  adam: AdamOptimizer,
): Promise<{ readonly epoch: number; readonly previous: NamedTensor[]; readonly best: Best }> {
  const names = Object.keys(weights) as TrainedName[];
  const take = (group: string, name: TrainedName) => {
    const numbers = state[`${group} ${name}`] as Float32Array;
    return tensor(numbers, weights[name].shape);
  };
  const vector = (name: string) => {
    const numbers = state[name] as Float32Array;
    return tensor(numbers, [numbers.length]) as Tensor1D;
  };
  tidy(() => {
    for (const name of names) weights[name].assign(take('weights', name));
  });
  const moments = ['first', 'second'].flatMap(group =>
    names.map(name => ({ name: `${name} ${group}`, tensor: take(group, name) })),
  );
  const [epoch, tau] = state['counters'] as Float64Array as unknown as [number, number];
  const steps = tensor(2 * epoch, [], 'int32');
  await adam.setWeights([{ name: 'iter', tensor: steps }, ...moments]);
  for (const { tensor } of [{ tensor: steps }, ...moments]) tensor.dispose();
  const [first, second] = state['powers'] as Float32Array as unknown as [number, number];
  tidy(() => {
    // Adam would work them out anew, and round them otherwise.
    adam['accBeta1'].assign(tensor(first));
    adam['accBeta2'].assign(tensor(second));
  });
  return {
    epoch,
    previous: names.map(name => ({ name: weights[name].name, tensor: take('previous', name) })),
    best: {
      tau,
      state: {
        weights: Object.fromEntries(names.map(name => [name, take('best', name)])) as TrainedTensors,
        statistics: [0, 1].map(i => ({
          mean: vector(`best mean ${i}`),
          variance: vector(`best variance ${i}`),
        })),
      },
    },
  };
}
