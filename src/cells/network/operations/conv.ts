import { places } from '../network';
import type { Operation } from '../operation';
import {
  channels,
  dilation,
  greatestCommonDivisor,
  groups,
  kernel,
  preactivation,
  samePads,
  stride,
  strided,
} from './forms';
import {
  elementsOf,
  kerasForm,
  normalisedHelpers,
  normalisedNodes,
  normWeights,
  torchForm,
  weightFlops,
} from './normalised';

type Arguments = {
  readonly channels: number;
  readonly kernel: number;
  readonly dilation: number;
  readonly groups: number;
  readonly stride: number;
  readonly norm: string;
  readonly activation: string;
  readonly preactivation: boolean;
};

/**
 * A convolution without bias that keeps the resolution, or halves it (rounded up) with stride 2; then batch norm and ReLU.
 * With neither norm nor activation it is the convolution alone. Groups that do not divide the channels are lowered to the
 * greatest common divisor, which does.
 */
export const conv: Operation<Arguments> = {
  summary: 'Convolution, batch normalisation, ReLU. Takes `kernel`, `dilation` and `groups`.',
  family: 'convolution',
  arguments: {
    channels,
    kernel,
    dilation,
    groups,
    stride,
    norm: { form: 'word', words: ['batch', 'none'], default: 'batch' },
    activation: { form: 'word', words: ['relu', 'none'], default: 'relu' },
    preactivation,
  },
  declares: ['kernel', 'dilation', 'groups'],
  shorthands: [
    { name: 'conv', kernel: true },
    { name: 'dil', kernel: true, given: { dilation: 2 } },
  ],
  channels: 'given',
  extent: (given, [from]) => strided(from!.extent, given.stride),
  problem: ({ norm, activation }) =>
    (norm === 'none') === (activation === 'none')
      ? undefined
      : 'A convolution has both a norm and an activation, or neither.',
  weights: (given, [from], output) => {
    const filter = {
      name: isPlain(given) ? 'weight' : 'conv.weight',
      shape: [output.channels, from!.channels / groupsOf(given, from!.channels), given.kernel, given.kernel],
      trained: true,
      init: 'he',
    } as const;
    return isPlain(given) ? [filter] : [filter, ...normWeights(output)];
  },
  flops: (given, [from], output, counting) =>
    weightFlops(
      elementsOf(conv.weights!({ ...given, norm: 'none', activation: 'none' }, [from!], output)),
      places(output),
      counting,
    ),
  onnx: (given, [from]) => {
    const pads =
      given.stride === 1
        ? samePads(given.dilation * (given.kernel - 1))
        : new Array(4).fill(Math.floor(given.kernel / 2));
    const node = {
      type: 'Conv',
      ...(isPlain(given) ? {} : { part: 'conv' }),
      weights: [isPlain(given) ? 'weight' : 'conv.weight'],
      integers: {
        kernel_shape: [given.kernel, given.kernel],
        strides: [given.stride, given.stride],
        dilations: [given.dilation, given.dilation],
        pads,
        group: groupsOf(given, from!.channels),
      },
    };
    return isPlain(given) ? [node] : normalisedNodes([node], given.preactivation);
  },
  pytorch(given, from) {
    const more = [
      ...(given.stride === 1 ? [] : [`stride=${given.stride}`]),
      ...(given.dilation === 1 ? [] : [`dilation=${given.dilation}`]),
      ...(given.groups === 1 ? [] : [`groups=math.gcd(${given.groups}, ${given.channels})`]),
    ];
    const imports = given.groups === 1 ? [] : (['math'] as const);
    const args = [from, given.channels, `${given.kernel}`];
    if (!isPlain(given)) return { ...torchForm('Conv', given.preactivation, [...args, ...more]), imports };
    const padding =
      given.kernel === 1 ? [] : [`padding=${given.stride === 1 ? '"same"' : Math.floor(given.kernel / 2)}`];
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
      ...(given.groups === 1 ? [] : [`groups=math.gcd(${given.groups}, ${given.channels})`]),
    ];
    const imports = given.groups === 1 ? [] : (['math'] as const);
    if (!isPlain(given))
      return {
        ...kerasForm('Conv', given.preactivation, [given.channels, `${given.kernel}`, ...more]),
        imports,
      };
    const args = [given.channels, `${given.kernel}`, 'padding="same"', 'use_bias=False'];
    return { value: `layers.Conv2D(${args.join(', ')})({x})`, imports };
  },
  helpers: normalisedHelpers('Conv', {
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
  }),
};

function isPlain({ norm, activation }: { readonly norm: string; readonly activation: string }): boolean {
  return norm === 'none' && activation === 'none';
}

function groupsOf(given: { readonly groups: number; readonly channels: number }, from: number): number {
  return greatestCommonDivisor(given.groups, greatestCommonDivisor(from, given.channels));
}
