import { places, type Shape } from '../network';
import type { Operation, PythonArguments, Weight } from '../operation';
import { activation, activationNodes } from './activation';
import { normNodes, normWeightsOf } from './convolution';
import {
  channels,
  dilation,
  inPython,
  type Kernel,
  kernel,
  norm,
  padsOf,
  preactivation,
  relu,
  sidesOf,
  stride,
  windowed,
  windowProblem,
} from './forms';
import { elementsOf, kerasForm, normalisedHelpers, torchForm, weightFlops } from './normalised';

type Arguments = {
  readonly channels: number;
  readonly kernel: Kernel;
  readonly dilation: number;
  readonly stride: number;
  readonly norm: string;
  readonly activation: string;
  readonly preactivation: boolean;
};

/** A depthwise convolution and a 1×1 convolution without bias; then batch norm and ReLU unless said otherwise. */
export const separable: Operation<Arguments> = {
  summary:
    'Convolution of each channel by itself, then a 1×1 convolution. Takes `kernel` and `dilation`; in a network also `channels`, `stride`, `norm` and `activation`.',
  family: 'convolution',
  arguments: { channels, kernel, dilation, stride, norm, activation, preactivation },
  declares: ['kernel', 'dilation'],
  shorthands: [{ name: 'sep', kernel: true }],
  ofMaps: true,
  channels: 'given',
  extent: (given, [from]) => windowed(from!.extent, given),
  problem: (given, [from]) => windowProblem(from!.extent, given),
  weights: (given, [from], output) => [
    ...filters(given, from!.channels, output),
    ...normWeightsOf(given.norm, output),
  ],
  flops: (given, [from], output, counting) =>
    weightFlops(elementsOf(filters(given, from!.channels, output)), places(output), counting),
  onnx(given, [from]) {
    const nodes = [
      {
        type: 'Conv',
        part: 'depth',
        weights: ['depth.weight'],
        integers: {
          kernel_shape: sidesOf(given.kernel),
          strides: [given.stride, given.stride],
          dilations: [given.dilation, given.dilation],
          pads: padsOf(given),
          group: from!.channels,
        },
      },
      { type: 'Conv', part: 'point', weights: ['point.weight'], integers: { kernel_shape: [1, 1] } },
      ...normNodes(given.norm),
    ];
    if (given.preactivation) return [relu, ...nodes];
    return [...nodes, ...activationNodes(given.activation, nodes.length)];
  },
  pytorch(given, from) {
    if (isBenchmark(given, from))
      return torchForm('Separable', given.preactivation, [from, `${given.kernel}`, ...dilated(given)]);
    const args = [from, given.channels, inPython(given.kernel), ...keywords(given, 'stride')];
    return {
      module: { callee: 'Separable', arguments: args },
      value: '{self}({x})',
      needs: ['ChannelNorm', 'activation', 'Convolution', 'convolution', 'Separable'],
    };
  },
  keras(given, from) {
    if (isBenchmark(given, from))
      return kerasForm('Separable', given.preactivation, [from, `${given.kernel}`, ...dilated(given)]);
    const args = ['{x}', given.channels, inPython(given.kernel), ...keywords(given, 'strides')];
    return {
      value: `separable(${args.join(', ')})`,
      needs: ['normed', 'activate', 'padded', 'convolution', 'separable'],
    };
  },
  helpers: {
    get pytorch() {
      return { ...benchmarkHelpers.pytorch, Separable: torchClass };
    },
    get keras() {
      return { ...benchmarkHelpers.keras, separable: kerasFunction };
    },
  },
};

const benchmarkHelpers = normalisedHelpers('Separable', {
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
});

const torchClass = [
  'class Separable(nn.Module):',
  '    """Depthwise and 1x1 convolution, norm, activation."""',
  '',
  '    def __init__(self, inputs, outputs, kernel, stride=1, dilation=1, norm="batch", name="relu"):',
  '        super().__init__()',
  '        plain = dict(norm="none", activation="none")',
  '        self.depth = convolution(inputs, inputs, kernel, stride, dilation, inputs, **plain)',
  '        self.point = convolution(inputs, outputs, 1, **plain)',
  '        self.norm = {"batch": nn.BatchNorm2d, "layer": ChannelNorm, "none": nn.Identity}[norm](outputs)',
  '        self.activation = activation(name)',
  '',
  '    def forward(self, x):',
  '        return self.activation(self.norm(self.point(self.depth(x))))',
];

const kerasFunction = [
  'def separable(x, channels, kernel, strides=1, dilation=1, norm="batch", name="relu"):',
  '    """Depthwise and 1x1 convolution, norm, activation."""',
  '    plain = dict(norm="none", activation="none")',
  '    x = convolution(x, None, kernel, strides, dilation, "depthwise", **plain)',
  '    x = convolution(x, channels, 1, **plain)',
  '    return activate(normed(x, norm), name)',
];

/** As cells that are graphs have it: it keeps shape, and batch norm and ReLU follow or precede. */
function isBenchmark(
  { channels, kernel, stride, norm, activation }: PythonArguments<Arguments>,
  from: string,
): boolean {
  return (
    channels === from &&
    typeof kernel === 'number' &&
    stride === 1 &&
    norm === 'batch' &&
    activation === 'relu'
  );
}

function filters({ kernel }: { readonly kernel: Kernel }, from: number, output: Shape): Weight[] {
  return [
    { name: 'depth.weight', shape: [from, 1, ...sidesOf(kernel)], trained: true, init: 'he' },
    { name: 'point.weight', shape: [output.channels, from, 1, 1], trained: true, init: 'he' },
  ];
}

function dilated({ dilation }: { readonly dilation: number }): string[] {
  return dilation === 1 ? [] : [`dilation=${dilation}`];
}

function keywords(given: PythonArguments<Arguments>, stride: string): string[] {
  const { norm, activation } = given;
  return [
    ...(given.stride === 1 ? [] : [`${stride}=${inPython(given.stride)}`]),
    ...dilated(given),
    ...(norm === 'batch' ? [] : [`norm=${inPython(norm)}`]),
    ...(activation === 'relu' ? [] : [`name=${inPython(activation)}`]),
  ];
}
