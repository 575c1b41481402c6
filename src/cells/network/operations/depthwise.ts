import type { Operation, PythonArguments } from '../operation';
import { activation } from './activation';
import {
  convolutionFlops,
  convolutionNodes,
  convolutionWeights,
  kerasConvolution,
  torchConvolution,
} from './convolution';
import {
  bias,
  dilation,
  Expression,
  type Kernel,
  kernel,
  norm,
  preactivation,
  relu,
  stride,
  windowed,
  windowProblem,
} from './forms';
import { kerasForm, normalisedHelpers, torchForm } from './normalised';

type Arguments = {
  readonly kernel: Kernel;
  readonly stride: number;
  readonly dilation: number;
  readonly bias: boolean;
  readonly norm: string;
  readonly activation: string;
  readonly preactivation: boolean;
};

/** A depthwise convolution; then batch norm and ReLU unless said otherwise. */
export const depthwise: Operation<Arguments> = {
  summary:
    'Convolution of each channel by itself. Takes `kernel`; in a network also `stride`, `dilation`, `bias`, `norm` and `activation`.',
  family: 'convolution',
  arguments: { kernel, stride, dilation, bias, norm, activation, preactivation },
  declares: ['kernel'],
  shorthands: [{ name: 'dw', kernel: true }],
  ofMaps: true,
  channels: 'same',
  extent: (given, [from]) => windowed(from!.extent, given),
  problem: (given, [from]) => windowProblem(from!.extent, given),
  weights: (given, _, output) => convolutionWeights(given, 1, output),
  flops: (given, _, output, counting) => convolutionFlops(given, 1, output, counting),
  onnx(given, [from]) {
    const nodes = convolutionNodes(
      { ...given, ...(given.preactivation ? { activation: 'none' } : {}) },
      from!.channels,
    );
    return given.preactivation ? [relu, ...nodes] : nodes;
  },
  pytorch: (given, from) =>
    isBenchmark(given)
      ? torchForm('Depthwise', given.preactivation, [from, `${given.kernel}`])
      : torchConvolution(from, from, { ...given, groups: new Expression(from) }),
  keras: (given, from) =>
    isBenchmark(given)
      ? kerasForm('Depthwise', given.preactivation, [`${given.kernel}`])
      : kerasConvolution(from, { ...given, groups: 'depthwise' }),
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

/** As cells that are graphs have it: it keeps the resolution, and batch norm and ReLU follow or precede. */
function isBenchmark({ kernel, stride, dilation, bias, norm, activation }: PythonArguments<Arguments>) {
  return (
    typeof kernel === 'number' &&
    stride === 1 &&
    dilation === 1 &&
    bias === false &&
    norm === 'batch' &&
    activation === 'relu'
  );
}
