import { type Cost, convolutionCost, type FeatureMap, size, weightFlops } from './operationCosts';
import type { SearchSpace } from './space';

/** One place for a cell in the network: what comes in and what goes out, and how many places are alike. */
export interface Place {
  /** Of all cells of the network, counted from the stem. */
  readonly first: number;
  readonly count: number;
  readonly inputChannels: number;
  readonly output: FeatureMap;
}

/**
 * The places for cells, in order, those of one stack that are alike together. Each stack after the first halves the
 * resolution (rounded up) and doubles the channels: behind a max pool in its first cell, so that cell has fewer input
 * channels; or in a residual block before it, so all its cells are alike.
 */
export function places({ skeleton }: SearchSpace): Place[] {
  const result: Place[] = [];
  for (let stack = 0; stack < skeleton.stacks; stack++) {
    const output = stackMap(skeleton, stack);
    const first = stack * skeleton.cells;
    if (skeleton.between === 'maxpool' && stack > 0) {
      if (skeleton.cells > 0) result.push({ first, count: 1, inputChannels: output.channels / 2, output });
      if (skeleton.cells > 1)
        result.push({ first: first + 1, count: skeleton.cells - 1, inputChannels: output.channels, output });
    } else result.push({ first, count: skeleton.cells, inputChannels: output.channels, output });
  }
  return result;
}

/**
 * What the network costs apart from its cells. Both kinds: a 3×3 convolution with batch norm as stem, global average
 * pooling, a dense classifier with bias.
 *
 * Between stacks, `maxpool`: 2×2, stride 2 (NAS-Bench-101's `model_builder.py`). `residual`: NAS-Bench-201's
 * `ResNetBasicblock` of stride 2: two 3×3 convolutions with batch norm, added to a 2×2 average pool and a 1×1
 * convolution without one; convolutions are pre-activated there, so a batch norm follows the last cell.
 */
export function skeletonCost({ skeleton }: SearchSpace): Cost {
  const { image, counting, classes } = skeleton;
  const stem = convolutionCost(3, image.channels, stackMap(skeleton, 0), counting);
  const last = stackMap(skeleton, skeleton.stacks - 1);
  let parameters = stem.parameters + last.channels * classes + classes;
  let flops = stem.flops;
  for (let stack = 1; stack < skeleton.stacks; stack++) {
    const from = stackMap(skeleton, stack - 1);
    const to = stackMap(skeleton, stack);
    if (skeleton.between === 'residual') {
      const block = residualCost(from, to, counting);
      parameters += block.parameters;
      flops += block.flops;
    } else if (counting === 'flops') flops += 4 * size({ ...to, channels: from.channels });
  }
  if (skeleton.between === 'residual') parameters += 2 * last.channels;
  if (counting === 'flops') flops += size(last) + 2 * last.channels * classes + classes;
  else flops += last.channels * classes + classes;
  return { parameters, flops };
}

function residualCost(from: FeatureMap, to: FeatureMap, counting: 'flops' | 'multiply-adds'): Cost {
  const first = convolutionCost(3, from.channels, to, counting);
  const second = convolutionCost(3, to.channels, to, counting);
  const shortcut = from.channels * to.channels;
  const pooled = counting === 'flops' ? 4 * size({ ...to, channels: from.channels }) + size(to) : 0;
  return {
    parameters: first.parameters + second.parameters + shortcut,
    flops: first.flops + second.flops + weightFlops(shortcut, to, counting) + pooled,
  };
}

function stackMap({ image, stem }: SearchSpace['skeleton'], stack: number): FeatureMap {
  let { height, width } = image;
  for (let i = 0; i < stack; i++) {
    height = Math.ceil(height / 2);
    width = Math.ceil(width / 2);
  }
  return { channels: stem * 2 ** stack, height, width };
}
