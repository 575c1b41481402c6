import { places, type Shape } from '../network';
import type { OnnxNode, PythonForm, Weight } from '../operation';
import { activationNodes, kerasActivation, torchActivation } from './activation';
import { inPython, type Kernel, padsOf, sidesOf } from './forms';
import { normNode, normWeights } from './normalised';

/**
 * What `conv` and `depthwise` have in common besides the pairs of `normalised.ts`: a convolution with or without bias, any
 * norm and any activation. With neither norm nor activation it is the convolution alone, and its weights have no prefix.
 */
export interface Convolution {
  readonly kernel: Kernel;
  readonly stride: number;
  readonly dilation: number;
  readonly bias: boolean;
  readonly norm: string;
  readonly activation: string;
}

export function isPlain({ norm, activation }: Pick<Convolution, 'norm' | 'activation'>): boolean {
  return norm === 'none' && activation === 'none';
}

export function convolutionWeights(
  given: Convolution,
  perGroup: number,
  output: Shape,
  prefix = isPlain(given) ? '' : 'conv.',
): Weight[] {
  const filter: Weight = {
    name: `${prefix}weight`,
    shape: [output.channels, perGroup, ...sidesOf(given.kernel)],
    trained: true,
    init: 'he',
  };
  const added: Weight = { name: `${prefix}bias`, shape: [output.channels], trained: true, init: 'zeros' };
  return [filter, ...(given.bias ? [added] : []), ...normWeightsOf(given.norm, output)];
}

/** Of `batch` or `layer`. */
export function normWeightsOf(norm: string, output: Shape, prefix = 'norm.'): Weight[] {
  const weights = norm === 'none' ? [] : normWeights(output, prefix);
  return norm === 'layer' ? weights.filter(({ trained }) => trained) : weights;
}

/** Multiplications of a convolution's filters, twice for FLOPs with their additions, and the additions of its bias. */
export function convolutionFlops(
  { kernel, bias }: Pick<Convolution, 'kernel' | 'bias'>,
  perGroup: number,
  output: Shape,
  counting: string,
): number {
  const [height, width] = sidesOf(kernel);
  const products = height * width * perGroup * output.channels;
  return places(output) * (counting === 'flops' ? 2 * products + (bias ? output.channels : 0) : products);
}

export function convolutionNodes(given: Convolution, groups: number): OnnxNode[] {
  const prefix = isPlain(given) ? '' : 'conv.';
  const { dilation, stride } = given;
  const nodes: OnnxNode[] = [
    {
      type: 'Conv',
      ...(isPlain(given) ? {} : { part: 'conv' }),
      weights: [`${prefix}weight`, ...(given.bias ? [`${prefix}bias`] : [])],
      integers: {
        kernel_shape: sidesOf(given.kernel),
        strides: [stride, stride],
        dilations: [dilation, dilation],
        pads: padsOf(given),
        group: groups,
      },
    },
  ];
  nodes.push(...normNodes(given.norm));
  nodes.push(...activationNodes(given.activation, nodes.length));
  return nodes;
}

export function normNodes(norm: string, prefix = 'norm.', map = true): OnnxNode[] {
  if (norm === 'none') return [];
  if (norm === 'batch') return [normNode(prefix, prefix ? 'norm' : undefined)];
  const part = (name: string) => ({ part: `${prefix}${name}` });
  const layer: OnnxNode = {
    type: 'LayerNormalization',
    ...(map || prefix ? part('channels') : {}),
    weights: [`${prefix}weight`, `${prefix}bias`],
    integers: { axis: map ? 3 : 1 },
    floats: { epsilon: 1e-6 },
  };
  if (!map) return [layer];
  return [
    { type: 'Transpose', ...part('last'), integers: { perm: [0, 2, 3, 1] } },
    layer,
    { type: 'Transpose', ...part('back'), integers: { perm: [0, 3, 1, 2] } },
  ];
}

/** Arguments as Python has them: expressions are objects, words are words. */
type Written = { readonly [K in keyof Convolution]: unknown };

const usual: Written & { readonly groups: unknown } = {
  kernel: undefined,
  stride: 1,
  dilation: 1,
  groups: 1,
  bias: false,
  norm: 'batch',
  activation: 'relu',
};

/** Arguments that are not as by default, as keywords. */
function keywords(given: Written & { readonly groups: unknown }, stride: string): string[] {
  return (['stride', 'dilation', 'groups', 'bias', 'norm', 'activation'] as const).flatMap(name =>
    given[name] === usual[name] ? [] : `${name === 'stride' ? stride : name}=${inPython(given[name])}`,
  );
}

export function torchConvolution(
  inputs: string,
  outputs: string,
  given: Written & { readonly groups: unknown },
): PythonForm {
  return {
    module: {
      callee: 'convolution',
      arguments: [inputs, outputs, inPython(given.kernel), ...keywords(given, 'stride')],
    },
    value: '{self}({x})',
    needs: ['ChannelNorm', 'activation', 'Convolution', 'convolution'],
  };
}

/** `groups` is `"depthwise"` for a filter of each channel. */
export function kerasConvolution(
  channels: string,
  given: Written & { readonly groups: unknown },
): PythonForm {
  return {
    value: `convolution(${['{x}', channels, inPython(given.kernel), ...keywords(given, 'strides')].join(', ')})`,
    needs: ['normed', 'activate', 'padded', 'convolution'],
  };
}

export const convolutionHelpers = {
  pytorch: {
    ChannelNorm: [
      'class ChannelNorm(nn.LayerNorm):',
      '    """Layer norm over the channels, at each place of a map."""',
      '',
      '    def __init__(self, channels):',
      '        super().__init__(channels, eps=1e-6)',
      '',
      '    def forward(self, x):',
      '        return super().forward(x) if x.dim() == 2 else super().forward(x.movedim(1, -1)).movedim(-1, 1)',
    ],
    activation: torchActivation,
    Convolution: [
      'class Convolution(nn.Module):',
      '    """Convolution, norm, activation."""',
      '',
      '    def __init__(self, conv, channels, norm, name):',
      '        super().__init__()',
      '        self.conv = conv',
      '        self.norm = {"batch": nn.BatchNorm2d, "layer": ChannelNorm, "none": nn.Identity}[norm](channels)',
      '        self.activation = activation(name)',
      '',
      '    def forward(self, x):',
      '        return self.activation(self.norm(self.conv(x)))',
    ],
    convolution: [
      'def convolution(',
      '    inputs,',
      '    outputs,',
      '    kernel,',
      '    stride=1,',
      '    dilation=1,',
      '    groups=1,',
      '    bias=False,',
      '    norm="batch",',
      '    activation="relu",',
      '):',
      '    """A convolution that keeps the resolution, or divides it by the stride; then norm and activation."""',
      '    sides = kernel if isinstance(kernel, tuple) else (kernel, kernel)',
      '    padding = "same" if stride == 1 else tuple(',
      '        dilation * (side // 2) if side % 2 else max(0, side - stride) // 2 for side in sides',
      '    )',
      '    conv = nn.Conv2d(inputs, outputs, sides, stride, padding, dilation, groups, bias)',
      '    if norm == activation == "none":',
      '        return conv',
      '    return Convolution(conv, outputs, norm, activation)',
    ],
  },
  keras: {
    normed: [
      'def normed(x, norm):',
      '    if norm == "none":',
      '        return x',
      '    if norm == "batch":',
      '        return layers.BatchNormalization(epsilon=1e-5)(x)',
      '    return layers.LayerNormalization(epsilon=1e-6)(x)',
    ],
    activate: kerasActivation,
    padded: [
      'def padded(x, kernel, strides, dilation):',
      '    """Pads as the PyTorch export does; with stride 1, \'same\' does."""',
      '    if strides == 1:',
      '        return x, "same"',
      '    pads = [dilation * (side // 2) if side % 2 else max(0, side - strides) // 2 for side in kernel]',
      '    return layers.ZeroPadding2D(tuple(pads))(x), "valid"',
    ],
    convolution: [
      'def convolution(',
      '    x,',
      '    channels,',
      '    kernel,',
      '    strides=1,',
      '    dilation=1,',
      '    groups=1,',
      '    bias=False,',
      '    norm="batch",',
      '    activation="relu",',
      '):',
      '    """A convolution that keeps the resolution, or divides it by the stride; then norm and activation."""',
      '    sides = kernel if isinstance(kernel, tuple) else (kernel, kernel)',
      '    x, padding = padded(x, sides, strides, dilation)',
      '    options = dict(strides=strides, padding=padding, dilation_rate=dilation, use_bias=bias)',
      '    if groups == "depthwise":',
      '        x = layers.DepthwiseConv2D(sides, **options)(x)',
      '    else:',
      '        x = layers.Conv2D(channels, sides, groups=groups, **options)(x)',
      '    return activate(normed(x, norm), activation)',
    ],
  },
} as const;
