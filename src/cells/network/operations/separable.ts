import { places } from '../network';
import type { Operation, Weight } from '../operation';
import { dilation, kernel, preactivation, samePads } from './forms';
import {
  elementsOf,
  kerasForm,
  normalisedHelpers,
  normalisedNodes,
  normWeights,
  torchForm,
  weightFlops,
} from './normalised';

type Arguments = { readonly kernel: number; readonly dilation: number; readonly preactivation: boolean };

/** A depthwise convolution, a 1×1 convolution, batch norm, ReLU. */
export const separable: Operation<Arguments> = {
  summary: 'Convolution of each channel by itself, then a 1×1 convolution. Takes `kernel` and `dilation`.',
  family: 'convolution',
  arguments: { kernel, dilation, preactivation },
  declares: ['kernel', 'dilation'],
  shorthands: [{ name: 'sep', kernel: true }],
  channels: 'same',
  weights: (given, _, output) => [...filters(given, output.channels), ...normWeights(output)],
  flops: (given, _, output, counting) =>
    weightFlops(elementsOf(filters(given, output.channels)), places(output), counting),
  onnx: (given, [from]) =>
    normalisedNodes(
      [
        {
          type: 'Conv',
          part: 'depth',
          weights: ['depth.weight'],
          integers: {
            kernel_shape: [given.kernel, given.kernel],
            dilations: [given.dilation, given.dilation],
            pads: samePads(given.dilation * (given.kernel - 1)),
            group: from!.channels,
          },
        },
        { type: 'Conv', part: 'point', weights: ['point.weight'], integers: { kernel_shape: [1, 1] } },
      ],
      given.preactivation,
    ),
  pytorch: (given, from) =>
    torchForm('Separable', given.preactivation, [from, `${given.kernel}`, ...dilated(given)]),
  keras: (given, from) =>
    kerasForm('Separable', given.preactivation, [from, `${given.kernel}`, ...dilated(given)]),
  helpers: normalisedHelpers('Separable', {
    words: 'depthwise and pointwise convolution',
    torch: {
      signature: 'channels, kernel, dilation=1',
      channels: 'channels',
      convolutions: [
        [
          'depth',
          'nn.Conv2d(',
          '    channels, channels, kernel, 1, "same", dilation, groups=channels, bias=False',
          ')',
        ],
        ['point', 'nn.Conv2d(channels, channels, 1, bias=False)'],
      ],
    },
    keras: {
      signature: 'x, channels, kernel, dilation=1',
      lines: [
        'x = layers.DepthwiseConv2D(kernel, padding="same", dilation_rate=dilation, use_bias=False)(x)',
        'x = layers.Conv2D(channels, 1, use_bias=False)(x)',
      ],
    },
  }),
};

function filters({ kernel }: { readonly kernel: number }, channels: number): Weight[] {
  return [
    { name: 'depth.weight', shape: [channels, 1, kernel, kernel], trained: true, init: 'he' },
    { name: 'point.weight', shape: [channels, channels, 1, 1], trained: true, init: 'he' },
  ];
}

function dilated({ dilation }: { readonly dilation: number }): string[] {
  return dilation === 1 ? [] : [`dilation=${dilation}`];
}
