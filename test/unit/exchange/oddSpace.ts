import type { GraphSpace } from '../../../src/cells/space';

/** What the benchmarks have not: even windows, dilation, groups that divide nothing, `zero` on vertices, odd sizes. */
export const oddSpace: GraphSpace = {
  name: 'odd',
  operationsOn: 'vertices',
  operations: [
    { name: 'conv2x2', aliases: [], definition: { kind: 'conv', kernel: 2, dilation: 1, groups: 1 } },
    { name: 'dil3x3', aliases: [], definition: { kind: 'conv', kernel: 3, dilation: 2, groups: 4 } },
    { name: 'wide', aliases: [], definition: { kind: 'separable', kernel: 5, dilation: 2 } },
    { name: 'dw4x4', aliases: [], definition: { kind: 'depthwise', kernel: 4 } },
    { name: 'maxpool2x2', aliases: [], definition: { kind: 'maxpool', kernel: 2 } },
    { name: 'avgpool4x4', aliases: [], definition: { kind: 'avgpool', kernel: 4 } },
    { name: 'skip', aliases: [], definition: { kind: 'identity' } },
    { name: 'none', aliases: [], definition: { kind: 'zero' } },
  ],
  vertices: 8,
  edges: 14,
  output: 'concat',
  skeleton: {
    image: { height: 11, width: 7, channels: 2 },
    stem: 10,
    stacks: 3,
    cells: 2,
    classes: 4,
    between: 'maxpool',
    counting: 'flops',
  },
};
