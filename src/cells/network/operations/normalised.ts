import type { Shape } from '../network';
import type { OnnxNode, PythonForm, Weight } from '../operation';
import { relu } from './forms';

/**
 * What `conv`, `separable` and `depthwise` have in common: convolutions without bias, one batch norm and ReLU; with
 * `preactivation`, ReLU comes first and nothing follows the norm (NAS-Bench-201).
 */

export function normWeights({ channels }: Shape, prefix = 'norm.'): Weight[] {
  const weight = (name: string, trained: boolean, init: Weight['init']): Weight => ({
    name: prefix + name,
    shape: [channels],
    trained,
    init,
  });
  return [
    weight('weight', true, 'ones'),
    weight('bias', true, 'zeros'),
    weight('running_mean', false, 'zeros'),
    weight('running_var', false, 'ones'),
  ];
}

export function normNode(prefix = 'norm.', part?: string): OnnxNode {
  const weights = ['weight', 'bias', 'running_mean', 'running_var'].map(name => prefix + name);
  return { type: 'BatchNormalization', ...(part ? { part } : {}), weights, floats: { epsilon: 1e-5 } };
}

export function normalisedNodes(convolutions: readonly OnnxNode[], preactivation: boolean): OnnxNode[] {
  const norm = normNode('norm.', 'norm');
  return preactivation ? [relu, ...convolutions, norm] : [...convolutions, norm, relu];
}

/** FLOPs of weights that are each used once at every place of the output. */
export function weightFlops(weights: number, places: number, counting: string): number {
  return weights * places * (counting === 'flops' ? 2 : 1);
}

export function elementsOf(weights: readonly Weight[]): number {
  let sum = 0;
  for (const { shape, trained } of weights) if (trained) sum += shape.reduce((a, b) => a * b, 1);
  return sum;
}

type Kind = 'Conv' | 'Separable' | 'Depthwise';

/** The PyTorch class: `ConvBnRelu`, or `ReluConvBn` with `preactivation`. */
export function torchForm(kind: Kind, preactivation: boolean, args: readonly string[]): PythonForm {
  const callee = torchName(kind, preactivation);
  return { module: { callee, arguments: args }, value: '{self}({x})', needs: [callee] };
}

/** The Keras function: `conv_bn_relu`, or `relu_conv_bn`. */
export function kerasForm(kind: Kind, preactivation: boolean, args: readonly string[]): PythonForm {
  const callee = kerasName(kind, preactivation);
  return { value: `${callee}(${['{x}', ...args].join(', ')})`, needs: [callee] };
}

function torchName(kind: Kind, preactivation: boolean): string {
  return preactivation ? `Relu${kind}Bn` : `${kind}BnRelu`;
}

function kerasName(kind: Kind, preactivation: boolean): string {
  const word = kind.toLowerCase();
  return preactivation ? `relu_${word}_bn` : `${word}_bn_relu`;
}

interface Texts {
  /** `depthwise convolution` */
  readonly words: string;
  readonly torch: {
    readonly signature: string;
    readonly channels: string;
    /** Attributes with the lines that construct them, applied in this order. */
    readonly convolutions: readonly (readonly [name: string, ...lines: string[]])[];
  };
  readonly keras: { readonly signature: string; readonly lines: readonly string[] };
}

/** The definitions of both orders, for both libraries. */
export function normalisedHelpers(kind: Kind, texts: Texts) {
  const both = [false, true];
  return {
    pytorch: Object.fromEntries(both.map(pre => [torchName(kind, pre), torchClass(kind, texts, pre)])),
    keras: Object.fromEntries(both.map(pre => [kerasName(kind, pre), kerasFunction(kind, texts, pre)])),
  };
}

function docstring({ words }: Texts, preactivation: boolean): string {
  return preactivation
    ? `"""ReLU, ${words}, batch norm."""`
    : `"""${words[0]!.toUpperCase()}${words.slice(1)}, batch norm, ReLU."""`;
}

function torchClass(kind: Kind, texts: Texts, preactivation: boolean): string[] {
  const { signature, channels, convolutions } = texts.torch;
  const start = preactivation ? 'torch.relu(x)' : 'x';
  const applied = convolutions.reduce((value, [name]) => `self.${name}(${value})`, start);
  const normed = `self.norm(${applied})`;
  return [
    `class ${torchName(kind, preactivation)}(nn.Module):`,
    `    ${docstring(texts, preactivation)}`,
    '',
    `    def __init__(self, ${signature}):`,
    '        super().__init__()',
    ...convolutions
      .flatMap(([name, first, ...rest]) => [`self.${name} = ${first}`, ...rest])
      .map(line => `        ${line}`),
    `        self.norm = nn.BatchNorm2d(${channels})`,
    '',
    '    def forward(self, x):',
    `        return ${preactivation ? normed : `torch.relu(${normed})`}`,
  ];
}

function kerasFunction(kind: Kind, texts: Texts, preactivation: boolean): string[] {
  const { signature, lines } = texts.keras;
  const norm = 'layers.BatchNormalization(epsilon=1e-5)(x)';
  const body = preactivation
    ? ['x = layers.ReLU()(x)', ...lines, `return ${norm}`]
    : [...lines, `x = ${norm}`, 'return layers.ReLU()(x)'];
  return [
    `def ${kerasName(kind, preactivation)}(${signature}):`,
    ...[docstring(texts, preactivation), ...body].map(line => `    ${line}`),
  ];
}
