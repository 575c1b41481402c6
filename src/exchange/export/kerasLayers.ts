import type { OperationDefinition } from '../../cells/space';
import { indent } from './python';

type Convolution = 'conv' | 'separable' | 'depthwise';

/** What the code being written needs; filled while it is written. */
export interface KerasUse {
  readonly preActivated: boolean;
  readonly functions: Set<Convolution>;
  readonly imports: Set<'math'>;
}

/** An operation applied to `x`, which has `channels`; both are Python expressions. */
export function applyOperation(
  definition: OperationDefinition,
  x: string,
  channels: string,
  use: KerasUse,
): string {
  switch (definition.kind) {
    case 'conv': {
      const { kernel, dilation, groups } = definition;
      const more = dilation === 1 ? [] : [`dilation=${dilation}`];
      if (groups !== 1) {
        use.imports.add('math');
        more.push(`groups=math.gcd(${groups}, ${channels})`);
      }
      return `${layerFunction(use, 'conv')}(${[x, channels, `${kernel}`, ...more].join(', ')})`;
    }
    case 'separable': {
      const more = definition.dilation === 1 ? [] : [`dilation=${definition.dilation}`];
      return `${layerFunction(use, 'separable')}(${[x, channels, `${definition.kernel}`, ...more].join(', ')})`;
    }
    case 'depthwise':
      return `${layerFunction(use, 'depthwise')}(${x}, ${definition.kernel})`;
    case 'maxpool':
      return `layers.MaxPooling2D(${definition.kernel}, strides=1, padding="same")(${x})`;
    case 'avgpool':
      return `layers.AveragePooling2D(${definition.kernel}, strides=1, padding="same")(${x})`;
    case 'identity':
      return x;
    case 'zero':
      return `keras.ops.zeros_like(${x})`;
  }
}

/** The function of a convolution with its batch norm and ReLU. */
export function layerFunction(use: KerasUse, kind: Convolution): string {
  use.functions.add(kind);
  return use.preActivated ? `relu_${kind}_bn` : `${kind}_bn_relu`;
}

const convolutions: Readonly<
  Record<
    Convolution,
    { readonly words: string; readonly signature: string; readonly lines: readonly string[] }
  >
> = {
  conv: {
    words: 'convolution',
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
  separable: {
    words: 'depthwise and pointwise convolution',
    signature: 'x, channels, kernel, dilation=1',
    lines: [
      'x = layers.DepthwiseConv2D(kernel, padding="same", dilation_rate=dilation, use_bias=False)(x)',
      'x = layers.Conv2D(channels, 1, use_bias=False)(x)',
    ],
  },
  depthwise: {
    words: 'depthwise convolution',
    signature: 'x, kernel',
    lines: ['x = layers.DepthwiseConv2D(kernel, padding="same", use_bias=False)(x)'],
  },
};

/** The definitions of the functions used. */
export function layerFunctions(use: KerasUse): string[][] {
  return (Object.keys(convolutions) as Convolution[])
    .filter(kind => use.functions.has(kind))
    .map(kind => {
      const { words, signature, lines } = convolutions[kind];
      const norm = 'layers.BatchNormalization(epsilon=1e-5)(x)';
      const title = words[0]!.toUpperCase() + words.slice(1);
      const body = use.preActivated
        ? [`"""ReLU, ${words}, batch norm."""`, 'x = layers.ReLU()(x)', ...lines, `return ${norm}`]
        : [`"""${title}, batch norm, ReLU."""`, ...lines, `x = ${norm}`, 'return layers.ReLU()(x)'];
      return [`def ${layerFunction(use, kind)}(${signature}):`, ...indent(body)];
    });
}
