import type { OperationDefinition } from '../../../src/cells/network/catalogue';
import type { GraphSpace } from '../../../src/cells/space';

const conv = (kernel: number): OperationDefinition => ({ kind: 'conv', kernel, dilation: 1, groups: 1 });

/** NAS-Bench-101 (Ying et al., 2019). */
export const vertexSpace: GraphSpace = {
  name: 'nasbench101',
  operationsOn: 'vertices',
  operations: [
    { name: 'conv3x3', aliases: ['conv3x3-bn-relu'], definition: conv(3) },
    { name: 'conv1x1', aliases: ['conv1x1-bn-relu'], definition: conv(1) },
    { name: 'maxpool3x3', aliases: [], definition: { kind: 'maxpool', kernel: 3 } },
  ],
  vertices: 7,
  edges: 9,
  output: 'concat',
  skeleton: {
    image: { height: 32, width: 32, channels: 3 },
    stem: 128,
    stacks: 3,
    cells: 3,
    classes: 10,
    between: 'maxpool',
    counting: 'flops',
  },
};

/** NAS-Bench-201 (Dong & Yang, 2020) with the classifier of CIFAR-10. */
export const edgeSpace: GraphSpace = {
  name: 'nasbench201',
  operationsOn: 'edges',
  operations: [
    { name: 'none', aliases: [], definition: { kind: 'zero' } },
    { name: 'skip', aliases: ['skip_connect'], definition: { kind: 'identity' } },
    { name: 'conv1x1', aliases: ['nor_conv_1x1'], definition: conv(1) },
    { name: 'conv3x3', aliases: ['nor_conv_3x3'], definition: conv(3) },
    { name: 'avgpool3x3', aliases: ['avg_pool_3x3'], definition: { kind: 'avgpool', kernel: 3 } },
  ],
  vertices: 4,
  edges: null,
  output: 'sum',
  skeleton: {
    image: { height: 32, width: 32, channels: 3 },
    stem: 16,
    stacks: 3,
    cells: 5,
    classes: 10,
    between: 'residual',
    counting: 'multiply-adds',
  },
};

/** Like nobody's benchmark: a summed output, more vertices and every kind of operation. */
export const labSpace: GraphSpace = {
  name: 'lab',
  operationsOn: 'vertices',
  operations: [
    { name: 'conv3x3', aliases: [], definition: conv(3) },
    {
      name: 'grouped',
      aliases: ['group,ed'],
      definition: { kind: 'conv', kernel: 3, dilation: 1, groups: 4 },
    },
    { name: 'sep5x5', aliases: ['sep_conv_5x5'], definition: { kind: 'separable', kernel: 5, dilation: 1 } },
    { name: 'depth3x3', aliases: [], definition: { kind: 'depthwise', kernel: 3 } },
    { name: 'avgpool3x3', aliases: [], definition: { kind: 'avgpool', kernel: 3 } },
    { name: 'skip', aliases: ['identity'], definition: { kind: 'identity' } },
  ],
  vertices: 9,
  edges: 14,
  output: 'sum',
  skeleton: {
    image: { height: 48, width: 40, channels: 3 },
    stem: 24,
    stacks: 4,
    cells: 2,
    classes: 100,
    between: 'residual',
    counting: 'flops',
  },
};

/** Operations on edges without a `zero` operation: an edge may be left out. */
export const sparseEdgeSpace: GraphSpace = {
  ...edgeSpace,
  name: 'sparse',
  operations: edgeSpace.operations.slice(1),
  vertices: 5,
  edges: 6,
  skeleton: { ...edgeSpace.skeleton, between: 'maxpool', counting: 'flops' },
};

export const everySpace: readonly GraphSpace[] = [vertexSpace, edgeSpace, labSpace, sparseEdgeSpace];
