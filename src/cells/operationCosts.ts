import type { OperationDefinition, Skeleton } from './space';

/** What something costs on one feature map. Parameters are those that are trained. */
export interface Cost {
  readonly parameters: number;
  readonly flops: number;
}

/** A feature map: `channels × height × width`. */
export interface FeatureMap {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export type Counting = Skeleton['counting'];

const nothing: Cost = { parameters: 0, flops: 0 };

/**
 * The operation catalogue. Operations keep the channels and the resolution (stride 1, padded), so dilation costs nothing.
 *
 * Convolutions have no bias. `conv`, `separable` (depthwise, then 1×1) and `depthwise` are followed by one batch norm,
 * which trains 2 parameters a channel and, like ReLU, counts no FLOPs. `groups` that do not divide the channels are
 * lowered to the greatest common divisor, which does. Sources: NAS-Bench-101's `base_ops.py` and `model_builder.py`;
 * TensorFlow's profiler (2·k²·Ci·Co·H·W a convolution, k²·C·H·W a pool); NAS-Bench-201's `get_model_infos`, which
 * counts one operation for a multiplication with its addition, and pools none.
 */
export function operationCost(operation: OperationDefinition, map: FeatureMap, counting: Counting): Cost {
  const { channels } = map;
  switch (operation.kind) {
    case 'conv': {
      const groups = greatestCommonDivisor(operation.groups, channels);
      return normalised((operation.kernel ** 2 * channels ** 2) / groups, map, counting);
    }
    case 'separable':
      return normalised(operation.kernel ** 2 * channels + channels ** 2, map, counting);
    case 'depthwise':
      return normalised(operation.kernel ** 2 * channels, map, counting);
    case 'maxpool':
    case 'avgpool':
      return counting === 'flops' ? { parameters: 0, flops: operation.kernel ** 2 * size(map) } : nothing;
    case 'identity':
    case 'zero':
      return nothing;
  }
}

/** A `kernel × kernel` convolution without bias from `from` channels to the map it makes, and its batch norm. */
export function convolutionCost(kernel: number, from: number, map: FeatureMap, counting: Counting): Cost {
  return normalised(kernel ** 2 * from * map.channels, map, counting);
}

/** The sum of `terms` feature maps. */
export function additionFlops(terms: number, map: FeatureMap, counting: Counting): number {
  return counting === 'flops' && terms > 1 ? (terms - 1) * size(map) : 0;
}

/** Elements of a feature map. */
export function size({ channels, height, width }: FeatureMap): number {
  return channels * height * width;
}

/** FLOPs of `weights` weights that are each used once at every place of a feature map. */
export function weightFlops(weights: number, map: FeatureMap, counting: Counting): number {
  return weights * map.height * map.width * (counting === 'flops' ? 2 : 1);
}

function normalised(weights: number, map: FeatureMap, counting: Counting): Cost {
  return { parameters: weights + 2 * map.channels, flops: weightFlops(weights, map, counting) };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
