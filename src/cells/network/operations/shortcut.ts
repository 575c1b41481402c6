import type { Operation } from '../operation';
import { convolutionFlops, convolutionNodes, convolutionWeights } from './convolution';
import { channels, stride, strided } from './forms';

type Arguments = { readonly channels: number; readonly stride: number };

const projection = { kernel: 1, dilation: 1, bias: false, norm: 'batch', activation: 'none' } as const;

/** Its input where the shape stays; otherwise a 1×1 convolution of that stride to those channels, and batch norm. */
export const shortcut: Operation<Arguments> = {
  summary: 'Nothing, or a 1×1 convolution and batch norm where channels or resolution change.',
  family: 'identity',
  arguments: { channels, stride },
  channels: 'given',
  extent: (given, [from]) => strided(from!.extent, given.stride),
  passes: ({ channels, stride }, [from]) => channels === from!.channels && stride === 1,
  weights: (given, [from], output) => convolutionWeights({ ...projection, ...given }, from!.channels, output),
  flops: (_, [from], output, counting) => convolutionFlops(projection, from!.channels, output, counting),
  onnx: given => convolutionNodes({ ...projection, ...given }, 1),
  pytorch: (given, from) => ({
    module: {
      callee: 'shortcut',
      arguments: [from, given.channels, ...(given.stride === 1 ? [] : [`stride=${given.stride}`])],
    },
    value: '{self}({x})',
    needs: ['ChannelNorm', 'activation', 'Convolution', 'convolution', 'shortcut'],
  }),
  keras: given => ({
    value: `shortcut(${['{x}', given.channels, ...(given.stride === 1 ? [] : [`strides=${given.stride}`])].join(', ')})`,
    needs: ['normed', 'activate', 'padded', 'convolution', 'shortcut'],
  }),
  helpers: {
    pytorch: {
      shortcut: [
        'def shortcut(inputs, outputs, stride=1):',
        '    """Nothing where the shape stays, otherwise a 1x1 convolution and batch norm."""',
        '    if inputs == outputs and stride == 1:',
        '        return nn.Identity()',
        '    return convolution(inputs, outputs, 1, stride, activation="none")',
      ],
    },
    keras: {
      shortcut: [
        'def shortcut(x, channels, strides=1):',
        '    """Nothing where the shape stays, otherwise a 1x1 convolution and batch norm."""',
        '    if x.shape[-1] == channels and strides == 1:',
        '        return x',
        '    return convolution(x, channels, 1, strides, activation="none")',
      ],
    },
  },
};
