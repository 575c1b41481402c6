import type { ArgumentForm, OnnxFloats, OnnxNode, Operation } from '../operation';
import { inPython } from './forms';

/** The functions that stand behind a norm, or by themselves. */
export const activations = [
  'relu',
  'relu6',
  'silu',
  'gelu',
  'hardswish',
  'sigmoid',
  'hardsigmoid',
  'tanh',
] as const;
export type Activation = (typeof activations)[number];

export const activation = {
  form: 'word',
  words: [...activations, 'none'],
  default: 'relu',
} satisfies ArgumentForm;

const scalar = (value: number): OnnxFloats => ({ floats: [value], scalar: true });

/** The nodes of an activation; `first` is the index of the first of them among those of the operation. */
export function activationNodes(name: string, first: number): OnnxNode[] {
  const from = first - 1;
  switch (name) {
    case 'none':
      return [];
    case 'relu':
      return [{ type: 'Relu', part: 'relu' }];
    case 'relu6':
      return [{ type: 'Clip', part: 'relu6', constants: { 'relu6.min': scalar(0), 'relu6.max': scalar(6) } }];
    case 'silu':
      return [
        { type: 'Sigmoid', part: 'silu.sigmoid' },
        { type: 'Mul', part: 'silu', reads: [from, first] },
      ];
    case 'gelu':
      return [
        { type: 'Mul', part: 'gelu.scaled', constants: { 'gelu.factor': scalar(Math.SQRT1_2) } },
        { type: 'Erf', part: 'gelu.erf' },
        { type: 'Add', part: 'gelu.moved', constants: { 'gelu.one': scalar(1) } },
        { type: 'Mul', part: 'gelu.product', reads: [from, first + 2] },
        { type: 'Mul', part: 'gelu', constants: { 'gelu.half': scalar(0.5) } },
      ];
    case 'hardswish':
      return [{ type: 'HardSwish', part: 'hardswish' }];
    case 'sigmoid':
      return [{ type: 'Sigmoid', part: 'sigmoid' }];
    case 'hardsigmoid':
      return [{ type: 'HardSigmoid', part: 'hardsigmoid', floats: { alpha: 1 / 6, beta: 0.5 } }];
    case 'tanh':
      return [{ type: 'Tanh', part: 'tanh' }];
  }
  throw new Error(`there is no activation ${name}`);
}

/** `relu`, `silu`, … as an operation of its own. */
export function activationOperation(name: Activation, words: string): Operation<Record<never, never>> {
  return {
    summary: `${words}.`,
    family: 'other',
    arguments: {},
    channels: 'same',
    onnx: () => activationNodes(name, 0),
    pytorch: () => ({
      module: { callee: 'activation', arguments: [inPython(name)] },
      value: '{self}({x})',
      needs: ['activation'],
    }),
    keras: () => ({ value: `activate({x}, ${inPython(name)})`, needs: ['activate'] }),
    helpers: { pytorch: { activation: torchActivation }, keras: { activate: kerasActivation } },
  };
}

export const torchActivation = [
  'def activation(name):',
  '    """An activation by its name."""',
  '    return {',
  '        "none": nn.Identity,',
  '        "relu": nn.ReLU,',
  '        "relu6": nn.ReLU6,',
  '        "silu": nn.SiLU,',
  '        "gelu": nn.GELU,',
  '        "hardswish": nn.Hardswish,',
  '        "sigmoid": nn.Sigmoid,',
  '        "hardsigmoid": nn.Hardsigmoid,',
  '        "tanh": nn.Tanh,',
  '    }[name]()',
];

export const kerasActivation = [
  'def activate(x, name):',
  '    """An activation by its name."""',
  '    if name == "none":',
  '        return x',
  '    if name == "gelu":',
  '        return keras.activations.gelu(x, approximate=False)',
  '    return layers.Activation({"hardswish": "hard_swish", "hardsigmoid": "hard_sigmoid"}.get(name, name))(x)',
];
