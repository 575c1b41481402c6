import type { SearchSpace } from '../../../../src/cells/space';

/** The two benchmarks' spaces as plain data, so that these tests need no parser. */
export const vertexSpace: SearchSpace = {
  name: 'nasbench101',
  operationsOn: 'vertices',
  operations: [
    {
      name: 'conv3x3',
      aliases: ['conv3x3-bn-relu'],
      definition: { kind: 'conv', kernel: 3, dilation: 1, groups: 1 },
    },
    {
      name: 'conv1x1',
      aliases: ['conv1x1-bn-relu'],
      definition: { kind: 'conv', kernel: 1, dilation: 1, groups: 1 },
    },
    { name: 'maxpool3x3', aliases: ['maxpool3x3'], definition: { kind: 'maxpool', kernel: 3 } },
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

export const edgeSpace: SearchSpace = {
  name: 'nasbench201',
  operationsOn: 'edges',
  operations: [
    { name: 'none', aliases: ['none'], definition: { kind: 'zero' } },
    { name: 'skip', aliases: ['skip_connect'], definition: { kind: 'identity' } },
    {
      name: 'conv1x1',
      aliases: ['nor_conv_1x1'],
      definition: { kind: 'conv', kernel: 1, dilation: 1, groups: 1 },
    },
    {
      name: 'conv3x3',
      aliases: ['nor_conv_3x3'],
      definition: { kind: 'conv', kernel: 3, dilation: 1, groups: 1 },
    },
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
