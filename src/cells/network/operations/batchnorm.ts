import type { Operation } from '../operation';
import { normNode, normWeights } from './normalised';

/** A batch norm as it works after training, with an epsilon of 1e-5. */
export const batchnorm: Operation<Record<never, never>> = {
  summary: 'Batch normalisation.',
  family: 'other',
  arguments: {},
  ofMaps: true,
  channels: 'same',
  weights: (_, _inputs, output) => normWeights(output, ''),
  onnx: () => [normNode('')],
  pytorch: (_, from) => ({
    module: { callee: 'nn.BatchNorm2d', arguments: [from] },
    value: '{self}({x})',
  }),
  keras: () => ({ value: 'layers.BatchNormalization(epsilon=1e-5)({x})' }),
};
