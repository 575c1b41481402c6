import { places } from '../network';
import type { Operation } from '../operation';
import { kernel, preactivation, samePads } from './forms';
import {
  kerasForm,
  normalisedHelpers,
  normalisedNodes,
  normWeights,
  torchForm,
  weightFlops,
} from './normalised';

type Arguments = { readonly kernel: number; readonly preactivation: boolean };

/** A depthwise convolution, batch norm, ReLU. */
export const depthwise: Operation<Arguments> = {
  summary: 'Convolution of each channel by itself. Takes `kernel`.',
  family: 'convolution',
  arguments: { kernel, preactivation },
  declares: ['kernel'],
  shorthands: [{ name: 'dw', kernel: true }],
  channels: 'same',
  weights: ({ kernel }, _, output) => [
    { name: 'conv.weight', shape: [output.channels, 1, kernel, kernel], trained: true, init: 'he' },
    ...normWeights(output),
  ],
  flops: ({ kernel }, _, output, counting) =>
    weightFlops(kernel ** 2 * output.channels, places(output), counting),
  onnx: ({ kernel, preactivation }, [from]) =>
    normalisedNodes(
      [
        {
          type: 'Conv',
          part: 'conv',
          weights: ['conv.weight'],
          integers: { kernel_shape: [kernel, kernel], pads: samePads(kernel - 1), group: from!.channels },
        },
      ],
      preactivation,
    ),
  pytorch: (given, from) => torchForm('Depthwise', given.preactivation, [from, `${given.kernel}`]),
  keras: given => kerasForm('Depthwise', given.preactivation, [`${given.kernel}`]),
  helpers: normalisedHelpers('Depthwise', {
    words: 'depthwise convolution',
    torch: {
      signature: 'channels, kernel',
      channels: 'channels',
      convolutions: [
        ['conv', 'nn.Conv2d(channels, channels, kernel, 1, "same", groups=channels, bias=False)'],
      ],
    },
    keras: {
      signature: 'x, kernel',
      lines: ['x = layers.DepthwiseConv2D(kernel, padding="same", use_bias=False)(x)'],
    },
  }),
};
