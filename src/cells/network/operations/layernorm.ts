import type { Operation } from '../operation';
import { normNodes, normWeightsOf } from './convolution';

/** Layer norm over the channels, at each place of a map. */
export const layernorm: Operation<Record<never, never>> = {
  summary: 'Layer normalisation over the channels, at each place.',
  family: 'other',
  arguments: {},
  channels: 'same',
  weights: (_, _inputs, output) => normWeightsOf('layer', output, ''),
  onnx: (_, [from]) => normNodes('layer', '', from!.extent.length > 0),
  pytorch: (_, from) => ({
    module: { callee: 'ChannelNorm', arguments: [from] },
    value: '{self}({x})',
    needs: ['ChannelNorm'],
  }),
  keras: () => ({ value: 'layers.LayerNormalization(epsilon=1e-6)({x})' }),
};
