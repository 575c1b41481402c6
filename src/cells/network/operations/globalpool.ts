import { elements } from '../network';
import type { Operation } from '../operation';

/** The mean of each channel: a vector. */
export const globalpool: Operation<Record<never, never>> = {
  summary: 'The mean of each channel.',
  family: 'other',
  arguments: {},
  ofMaps: true,
  channels: 'same',
  extent: () => [],
  flops: (_, [from], _output, counting) => (counting === 'flops' ? elements(from!) : 0),
  onnx: () => [
    { type: 'GlobalAveragePool', part: 'map' },
    { type: 'Flatten', integers: { axis: 1 } },
  ],
  pytorch: () => ({
    value: '{x}.mean((2, 3))',
    chained: 'nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(1))',
  }),
  keras: () => ({ value: 'layers.GlobalAveragePooling2D()({x})' }),
};
