import { elements } from '../network';
import type { Operation, Weight } from '../operation';
import { activation as activationForm, activationNodes } from './activation';
import { inPython } from './forms';

type Arguments = { readonly hidden: number; readonly activation: string; readonly gate: string };

/**
 * Squeeze-and-excitation (Hu et al., 2018): the mean of each channel, two linear layers with biases, `hidden` wide between
 * them, and the product of its sigmoid with each channel. Nothing where `hidden` is 0.
 */
export const se: Operation<Arguments> = {
  summary: 'Squeeze-and-excitation with `hidden` channels. Takes `activation` and `gate`.',
  family: 'other',
  arguments: {
    hidden: { form: 'size', min: 0, max: 1_048_576, default: undefined },
    activation: activationForm,
    gate: { form: 'word', words: ['sigmoid', 'hardsigmoid'], default: 'sigmoid' },
  },
  ofMaps: true,
  channels: 'same',
  passes: ({ hidden }) => hidden === 0,
  weights: ({ hidden }, _, { channels }): Weight[] => [
    { name: 'reduce.weight', shape: [hidden, channels, 1, 1], trained: true, init: 'he' },
    { name: 'reduce.bias', shape: [hidden], trained: true, init: 'zeros' },
    { name: 'expand.weight', shape: [channels, hidden, 1, 1], trained: true, init: 'he' },
    { name: 'expand.bias', shape: [channels], trained: true, init: 'zeros' },
  ],
  flops: ({ hidden }, _, output, counting) =>
    counting === 'flops'
      ? 2 * elements(output) + 4 * hidden * output.channels + hidden + output.channels
      : 2 * hidden * output.channels,
  onnx({ activation, gate }) {
    const reduce = [
      { type: 'GlobalAveragePool', part: 'mean' },
      { type: 'Conv', part: 'reduce', weights: ['reduce.weight', 'reduce.bias'] },
    ];
    const between = activationNodes(activation, reduce.length);
    const expand = { type: 'Conv', part: 'expand', weights: ['expand.weight', 'expand.bias'] };
    const before = [...reduce, ...between, expand];
    const nodes = [...before, ...activationNodes(gate, before.length)];
    return [...nodes, { type: 'Mul', reads: [-1, nodes.length - 1] }];
  },
  pytorch: (given, from) => ({
    module: { callee: 'squeeze_excite', arguments: [from, ...settings(given)] },
    value: '{self}({x})',
    needs: ['activation', 'SqueezeExcite', 'squeeze_excite'],
  }),
  keras: given => ({
    value: `squeeze_excite(${['{x}', ...settings(given)].join(', ')})`,
    needs: ['activate', 'squeeze_excite'],
  }),
  helpers: {
    pytorch: {
      SqueezeExcite: [
        'class SqueezeExcite(nn.Module):',
        '    """A factor for each channel, from the means of all channels."""',
        '',
        '    def __init__(self, channels, hidden, name="relu", gate="sigmoid"):',
        '        super().__init__()',
        '        self.reduce = nn.Conv2d(channels, hidden, 1)',
        '        self.activation = activation(name)',
        '        self.expand = nn.Conv2d(hidden, channels, 1)',
        '        self.gate = activation(gate)',
        '',
        '    def forward(self, x):',
        '        mean = x.mean((2, 3), keepdim=True)',
        '        return x * self.gate(self.expand(self.activation(self.reduce(mean))))',
      ],
      squeeze_excite: [
        'def squeeze_excite(channels, hidden, **names):',
        '    return SqueezeExcite(channels, hidden, **names) if hidden else nn.Identity()',
      ],
    },
    keras: {
      squeeze_excite: [
        'def squeeze_excite(x, hidden, name="relu", gate="sigmoid"):',
        '    """A factor for each channel, from the means of all channels."""',
        '    if not hidden:',
        '        return x',
        '    mean = layers.GlobalAveragePooling2D(keepdims=True)(x)',
        '    hidden = activate(layers.Conv2D(hidden, 1)(mean), name)',
        '    return x * activate(layers.Conv2D(x.shape[-1], 1)(hidden), gate)',
      ],
    },
  },
};

function settings({ hidden, activation, gate }: { readonly [K in keyof Arguments]: unknown }): string[] {
  return [
    inPython(hidden),
    ...(activation === 'relu' ? [] : [`name=${inPython(activation)}`]),
    ...(gate === 'sigmoid' ? [] : [`gate=${inPython(gate)}`]),
  ];
}
