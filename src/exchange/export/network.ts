import type { FeatureMap } from '../../cells/operationCosts';

/**
 * A network as the layers it runs, each after those it reads. The names are those that the exported PyTorch modules give
 * the same parts, so a weight has one name in both.
 */
export interface Network {
  readonly name: string;
  readonly input: FeatureMap;
  /** The last one gives the network's output. */
  readonly layers: readonly Layer[];
}

export interface Layer {
  readonly name: string;
  readonly operation: LayerOperation;
  /** What it reads: 0 is the network's input, `i + 1` the output of `layers[i]`. */
  readonly inputs: readonly number[];
  /** `mean` and `dense` give a vector: height and width 1. */
  readonly output: FeatureMap;
}

/**
 * Convolutions have no bias and keep the resolution, or halve it (rounded up) with stride 2. Pools take the mean or the
 * most of what lies inside the map. `first` keeps the first channels of a map.
 */
export type LayerOperation =
  | {
      readonly kind: 'conv';
      readonly kernel: number;
      readonly stride: 1 | 2;
      readonly dilation: number;
      readonly groups: number;
      readonly from: number;
    }
  | { readonly kind: 'maxpool' | 'avgpool'; readonly kernel: number; readonly stride: 1 | 2 }
  | { readonly kind: 'norm' | 'relu' | 'add' | 'concat' | 'first' | 'zeros' | 'mean' }
  | { readonly kind: 'dense'; readonly from: number };

export interface WeightShape {
  readonly name: string;
  readonly shape: readonly number[];
  /** Statistics of a batch norm are kept, not trained. */
  readonly trained: boolean;
}

/** Every weight in the order of the layers. A convolution's is `[to, from / groups, kernel, kernel]`, a dense `[to, from]`. */
export function weightShapes({ layers }: Network): WeightShape[] {
  return layers.flatMap(({ name, operation, output: { channels } }): WeightShape[] => {
    switch (operation.kind) {
      case 'conv': {
        const { kernel, groups, from } = operation;
        return [{ name: `${name}.weight`, shape: [channels, from / groups, kernel, kernel], trained: true }];
      }
      case 'norm':
        return ['weight', 'bias', 'running_mean', 'running_var'].map((part, i) => ({
          name: `${name}.${part}`,
          shape: [channels],
          trained: i < 2,
        }));
      case 'dense':
        return [
          { name: `${name}.weight`, shape: [channels, operation.from], trained: true },
          { name: `${name}.bias`, shape: [channels], trained: true },
        ];
      default:
        return [];
    }
  });
}
