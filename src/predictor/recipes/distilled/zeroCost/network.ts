import {
  add,
  avgPool,
  concat,
  conv2d,
  maxPool,
  moments,
  mul,
  relu,
  rsqrt,
  slice4d,
  sub,
  type Tensor,
  type Tensor4D,
  tensor4d,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { OperationDefinition } from '../../../../cells/network/catalogue';
import type { Random } from '../../../../cells/random';
import type { CellGraph } from '../../../features/cellGraph';
import type { Building } from '../../../features/kinds/featureKind';

/** Channels of the first of the stacks; each further one has twice as many and half the width and height. */
const firstChannels = 24;
export const stacks = 3;

/** Makes `[height, width, from, to]` filters. */
export type Filters = (size: number, from: number, to: number) => Tensor4D;

/** Filters cut at random places out of normal numbers drawn once: what is normalised next need not be scaled. */
export function createFilters(random: Random): Filters {
  const normals = Float32Array.from({ length: 1 << 19 }, () => random.normal());
  return (size, from, to) => {
    const length = size * size * from * to;
    const at = random.integer(normals.length - length);
    return tensor4d(normals.slice(at, at + length), [size, size, from, to]);
  };
}

/**
 * What each stack of a network with one cell a stack gives before any training: `[images, height, width, channels]`. Every
 * convolution is normalised over its batch.
 */
export function outputsOf(
  graph: CellGraph,
  building: Building,
  filters: Filters,
  images: Tensor4D,
): Tensor4D[] {
  return tidy(() => {
    const outputs: Tensor4D[] = [];
    let input = convolve(images, filters, 3, firstChannels, building.concatenates);
    for (let stack = 0; stack < stacks; stack++) {
      const channels = firstChannels * 2 ** stack;
      if (stack > 0) {
        input = maxPool(input, 2, 2, 'valid');
        if (!building.concatenates) input = convolve(input, filters, 1, channels, false);
      }
      input = cellOutput(graph, building, filters, input, channels);
      outputs.push(input);
    }
    return outputs;
  });
}

function cellOutput(
  graph: CellGraph,
  building: Building,
  filters: Filters,
  input: Tensor4D,
  channels: number,
): Tensor4D {
  const { size, stride, edges, labels, channels: shares } = graph;
  const { concatenates } = building;
  const out = size - 1;
  const width = (v: number) => Math.max(1, Math.round(shares[v]! * channels));
  const given: Tensor4D[] = [input];
  for (let v = 1; v < out; v++) {
    const entering: Tensor4D[] = [];
    for (let u = 0; u < v; u++)
      for (let time = 0; time < edges[u * stride + v]!; time++)
        if (u > 0) entering.push(first(given[u]!, width(v)));
        else entering.push(concatenates ? convolve(input, filters, 1, width(v), true) : input);
    given.push(operate(building.definitions[labels[v]!]!, filters, sum(entering), width(v), concatenates));
  }
  const leaving: Tensor4D[] = [];
  for (let u = 1; u < out; u++)
    for (let time = 0; time < edges[u * stride + out]!; time++) leaving.push(given[u]!);
  const direct = edges[out]!;
  if (!concatenates) {
    for (let time = 0; time < direct; time++) leaving.push(input);
    return leaving.length === 0 ? zerosLike(input) : sum(leaving);
  }
  if (leaving.length === 0) return convolve(input, filters, 1, channels, true);
  const joined = leaving.length === 1 ? leaving[0]! : concat(leaving, 3);
  return direct ? add(joined, convolve(input, filters, 1, joined.shape[3], true)) : joined;
}

function operate(
  definition: OperationDefinition,
  filters: Filters,
  x: Tensor4D,
  channels: number,
  rectifiedAfter: boolean,
): Tensor4D {
  const kernel = Number(definition['kernel']);
  switch (definition.kind) {
    case 'conv':
      return convolve(x, filters, kernel, channels, rectifiedAfter);
    case 'maxpool':
      return maxPool(x, kernel, 1, 'same');
    case 'avgpool':
      return avgPool(x, kernel, 1, 'same');
    case 'identity':
      return x;
    default:
      throw new Error(`Networks with ${definition.kind} are not looked at before training.`);
  }
}

/** Convolution and normalisation, rectified after it or before it. */
function convolve(
  x: Tensor4D,
  filters: Filters,
  size: number,
  channels: number,
  rectifiedAfter: boolean,
): Tensor4D {
  const from = rectifiedAfter ? x : relu(x);
  const y = conv2d(from, filters(size, x.shape[3], channels), 1, 'same');
  const { mean, variance } = moments(y, [0, 1, 2]);
  const normalised = mul(sub(y, mean), rsqrt(add(variance, 1e-5))) as Tensor4D;
  return rectifiedAfter ? relu(normalised) : normalised;
}

function first(x: Tensor4D, channels: number): Tensor4D {
  const [images, height, width, all] = x.shape;
  return all === channels ? x : slice4d(x, [0, 0, 0, 0], [images, height, width, channels]);
}

function sum(tensors: readonly Tensor4D[]): Tensor4D {
  return tensors.reduce((a: Tensor, b) => add(a, b)) as Tensor4D;
}
