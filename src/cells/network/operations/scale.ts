import { elements } from '../network';
import type { Operation } from '../operation';

/** Each channel times a trained factor, which begins at 1e-6 (LayerScale, Touvron et al., 2021). */
export const scale: Operation<Record<never, never>> = {
  summary: 'Each channel times a trained factor (LayerScale).',
  family: 'other',
  arguments: {},
  ofMaps: true,
  channels: 'same',
  weights: (_, _inputs, output) => [
    { name: 'weight', shape: [output.channels, ...output.extent.map(() => 1)], trained: true, init: 'small' },
  ],
  flops: (_, _inputs, output, counting) => (counting === 'flops' ? elements(output) : 0),
  onnx: () => [{ type: 'Mul', weights: ['weight'] }],
  pytorch: (_, from) => ({
    module: { callee: 'Scale', arguments: [from] },
    value: '{self}({x})',
    needs: ['Scale'],
  }),
  keras: () => ({ value: 'Scale()({x})', needs: ['Scale'] }),
  helpers: {
    pytorch: {
      Scale: [
        'class Scale(nn.Module):',
        '    """Each channel of a map times a trained factor."""',
        '',
        '    def __init__(self, channels):',
        '        super().__init__()',
        '        self.weight = nn.Parameter(torch.full((channels, 1, 1), 1e-6))',
        '',
        '    def forward(self, x):',
        '        return x * self.weight',
      ],
    },
    keras: {
      Scale: [
        'class Scale(layers.Layer):',
        '    """Each channel of a map times a trained factor."""',
        '',
        '    def build(self, shape):',
        '        self.factor = self.add_weight(shape=(shape[-1],), initializer=keras.initializers.Constant(1e-6))',
        '',
        '    def call(self, x):',
        '        return x * self.factor',
      ],
    },
  },
};
