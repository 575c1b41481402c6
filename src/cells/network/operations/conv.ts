import type { Operation, PythonArguments } from '../operation';
import { activation } from './activation';
import {
  convolutionFlops,
  convolutionHelpers,
  convolutionNodes,
  convolutionWeights,
  isPlain,
  kerasConvolution,
  torchConvolution,
} from './convolution';
import {
  bias,
  channels,
  dilation,
  Expression,
  greatestCommonDivisor,
  groups,
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
  readonly channels: number;
  readonly kernel: Kernel;
  readonly dilation: number;
  readonly groups: number;
  readonly stride: number;
  readonly bias: boolean;
  readonly norm: string;
  readonly activation: string;
  readonly preactivation: boolean;
};

/**
 * A convolution that keeps the resolution, or divides it by the stride (rounded up where the kernel is odd); then a norm and
 * an activation: batch norm and ReLU unless said otherwise. With neither it is the convolution alone. Groups that do not
 * divide the channels are lowered to the greatest common divisor, which does.
 */
export const conv: Operation<Arguments> = {
  summary:
    'Convolution, batch normalisation, ReLU. Takes `kernel`, `dilation` and `groups`; in a network also `channels`, `stride`, `bias`, `norm` and `activation`.',
  family: 'convolution',
  arguments: {
    channels,
    kernel,
    dilation,
    groups,
    stride,
    bias,
    norm,
    activation,
    preactivation,
  },
  declares: ['kernel', 'dilation', 'groups'],
  shorthands: [
    { name: 'conv', kernel: true },
    { name: 'dil', kernel: true, given: { dilation: 2 } },
  ],
  ofMaps: true,
  channels: 'given',
  extent: (given, [from]) => windowed(from!.extent, given),
  problem: (given, [from]) => windowProblem(from!.extent, given),
  weights: (given, [from], output) =>
    convolutionWeights(given, from!.channels / groupsOf(given, from!.channels), output),
  flops: (given, [from], output, counting) =>
    convolutionFlops(given, from!.channels / groupsOf(given, from!.channels), output, counting),
  onnx(given, [from]) {
    const nodes = convolutionNodes(
      { ...given, ...(given.preactivation ? { activation: 'none' } : {}) },
      groupsOf(given, from!.channels),
    );
    return given.preactivation ? [relu, ...nodes] : nodes;
  },
  pytorch(given, from) {
    const more = [
      ...(given.stride === 1 ? [] : [`stride=${given.stride}`]),
      ...(given.dilation === 1 ? [] : [`dilation=${given.dilation}`]),
      ...groupsText(given),
    ];
    const imports = given.groups === 1 ? [] : (['math'] as const);
    const args = [from, given.channels, `${given.kernel}`];
    if (isBenchmark(given)) return { ...torchForm('Conv', given.preactivation, [...args, ...more]), imports };
    if (!isPlain(given) || !isNumber(given.kernel) || given.bias)
      return { ...torchConvolution(from, given.channels, { ...given, groups: groupsIn(given) }), imports };
    const padding =
      given.kernel === 1 ? [] : [`padding=${given.stride === 1 ? '"same"' : halfOf(given.kernel)}`];
    return {
      module: { callee: 'nn.Conv2d', arguments: [...args, ...more, ...padding, 'bias=False'] },
      value: '{self}({x})',
      imports,
    };
  },
  keras(given) {
    const more = [
      ...(given.stride === 1 ? [] : [`strides=${given.stride}`]),
      ...(given.dilation === 1 ? [] : [`dilation=${given.dilation}`]),
      ...groupsText(given),
    ];
    const imports = given.groups === 1 ? [] : (['math'] as const);
    if (isBenchmark(given))
      return {
        ...kerasForm('Conv', given.preactivation, [given.channels, `${given.kernel}`, ...more]),
        imports,
      };
    if (!isPlain(given) || !isNumber(given.kernel) || given.bias || given.stride !== 1)
      return { ...kerasConvolution(given.channels, { ...given, groups: groupsIn(given) }), imports };
    const args = [given.channels, `${given.kernel}`, 'padding="same"', 'use_bias=False'];
    return { value: `layers.Conv2D(${args.join(', ')})({x})`, imports };
  },
  helpers: {
    get pytorch() {
      return { ...benchmarkHelpers.pytorch, ...convolutionHelpers.pytorch };
    },
    get keras() {
      return { ...benchmarkHelpers.keras, ...convolutionHelpers.keras };
    },
  },
};

const benchmarkHelpers = normalisedHelpers('Conv', {
  words: 'convolution',
  torch: {
    signature: 'inputs, outputs, kernel, stride=1, dilation=1, groups=1',
    channels: 'outputs',
    convolutions: [
      [
        'conv',
        'nn.Conv2d(',
        '    inputs,',
        '    outputs,',
        '    kernel,',
        '    stride,',
        '    "same" if stride == 1 else kernel // 2,',
        '    dilation,',
        '    groups,',
        '    bias=False,',
        ')',
      ],
    ],
  },
  keras: {
    signature: 'x, channels, kernel, strides=1, dilation=1, groups=1',
    lines: [
      'padding = "same"',
      'if strides > 1:  # "same" would pad behind alone',
      '    padding = "valid"',
      '    x = layers.ZeroPadding2D(kernel // 2)(x)',
      'x = layers.Conv2D(',
      '    channels,',
      '    kernel,',
      '    strides=strides,',
      '    padding=padding,',
      '    dilation_rate=dilation,',
      '    groups=groups,',
      '    use_bias=False,',
      ')(x)',
    ],
  },
});

/** Whether it is one of the pairs of the benchmarks: convolution, batch norm, ReLU in one order or the other. */
function isBenchmark(given: PythonArguments<Arguments>): boolean {
  return (
    isNumber(given.kernel) &&
    given.bias === false &&
    given.norm === 'batch' &&
    given.activation === 'relu' &&
    (given.kernel % 2 === 1 || given.stride === 1)
  );
}

/** Not an expression, nor two sides. */
function isNumber(kernel: Kernel): kernel is number {
  return typeof kernel === 'number';
}

function halfOf(kernel: number): number {
  return Math.floor(kernel / 2);
}

function groupsText(given: PythonArguments<Arguments>): string[] {
  return given.groups === 1 ? [] : [`groups=${groupsIn(given)}`];
}

function groupsIn({ groups, channels }: PythonArguments<Arguments>): unknown {
  return groups === 1 ? 1 : new Expression(`math.gcd(${groups}, ${channels})`);
}

function groupsOf(given: { readonly groups: number; readonly channels: number }, from: number): number {
  return greatestCommonDivisor(given.groups, greatestCommonDivisor(from, given.channels));
}
