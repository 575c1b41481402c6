import type { Operation, PythonArguments } from '../operation';
import { activation } from './activation';
import { convolutionFlops, convolutionNodes, convolutionWeights } from './convolution';
import { channels, inPython, stride, strided } from './forms';

type Arguments = { readonly channels: number; readonly stride: number; readonly activation: string };

const projection = { kernel: 1, dilation: 1, bias: false, norm: 'batch' } as const;

/**
 * Its input where the shape stays; otherwise a 1×1 convolution of that stride to those channels, batch norm, and an
 * activation where one is named.
 */
export const shortcut: Operation<Arguments> = {
  summary:
    'Nothing, or a 1×1 convolution and batch norm where channels or resolution change. Takes `activation`.',
  family: 'identity',
  arguments: { channels, stride, activation: { ...activation, default: 'none' } },
  ofMaps: true,
  channels: 'given',
  extent: (given, [from]) => strided(from!.extent, given.stride),
  passes: ({ channels, stride }, [from]) => channels === from!.channels && stride === 1,
  weights: (given, [from], output) => convolutionWeights({ ...projection, ...given }, from!.channels, output),
  flops: (_, [from], output, counting) => convolutionFlops(projection, from!.channels, output, counting),
  onnx: given => convolutionNodes({ ...projection, ...given }, 1),
  pytorch: (given, from) => ({
    module: {
      callee: 'shortcut',
      arguments: [from, given.channels, ...keywords(given, 'stride')],
    },
    value: '{self}({x})',
    needs: ['ChannelNorm', 'activation', 'Convolution', 'convolution', 'shortcut'],
  }),
  keras: given => ({
    value: `shortcut(${['{x}', given.channels, ...keywords(given, 'strides')].join(', ')})`,
    needs: ['normed', 'activate', 'padded', 'convolution', 'shortcut'],
  }),
  helpers: {
    pytorch: {
      shortcut: [
        'def shortcut(inputs, outputs, stride=1, name="none"):',
        '    """Nothing where the shape stays, otherwise a 1x1 convolution and batch norm."""',
        '    if inputs == outputs and stride == 1:',
        '        return nn.Identity()',
        '    return convolution(inputs, outputs, 1, stride, activation=name)',
      ],
    },
    keras: {
      shortcut: [
        'def shortcut(x, channels, strides=1, name="none"):',
        '    """Nothing where the shape stays, otherwise a 1x1 convolution and batch norm."""',
        '    if x.shape[-1] == channels and strides == 1:',
        '        return x',
        '    return convolution(x, channels, 1, strides, activation=name)',
      ],
    },
  },
};

function keywords({ stride, activation }: PythonArguments<Arguments>, strideName: string): string[] {
  return [
    ...(stride === 1 ? [] : [`${strideName}=${inPython(stride)}`]),
    ...(activation === 'none' ? [] : [`name=${inPython(activation)}`]),
  ];
}
