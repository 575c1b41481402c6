import { places } from '../network';
import type { Operation, Weight } from '../operation';
import { activation as activationForm, activationNodes } from './activation';
import { channels, inPython } from './forms';

type Arguments = { readonly channels: number; readonly bias: boolean; readonly activation: string };

/** A linear layer of a vector, with bias and without activation unless said otherwise. */
export const linear: Operation<Arguments> = {
  summary: 'Linear layer with bias. Takes `channels`, `bias` and `activation`.',
  family: 'other',
  arguments: {
    channels,
    bias: { form: 'yes-no', default: true },
    activation: { ...activationForm, default: 'none' },
  },
  channels: 'given',
  problem: (_, [from]) =>
    from!.extent.length === 0
      ? undefined
      : 'linear applies to a vector; use conv1x1 on a map, or globalpool first.',
  weights: ({ channels, bias, activation }, [from]): Weight[] => {
    const prefix = activation === 'none' ? '' : 'linear.';
    return [
      { name: `${prefix}weight`, shape: [channels, from!.channels], trained: true, init: 'he' },
      ...(bias ? [{ name: `${prefix}bias`, shape: [channels], trained: true, init: 'zeros' } as const] : []),
    ];
  },
  flops({ channels, bias }, [from], output, counting) {
    const products = from!.channels * channels * (counting === 'flops' ? 2 : 1);
    return places(output) * (products + (bias && counting !== 'macs' ? channels : 0));
  },
  onnx({ bias, activation }) {
    const prefix = activation === 'none' ? '' : 'linear.';
    return [
      {
        type: 'Gemm',
        ...(prefix ? { part: 'linear' } : {}),
        weights: [`${prefix}weight`, ...(bias ? [`${prefix}bias`] : [])],
        integers: { transB: 1 },
      },
      ...activationNodes(activation, 1),
    ];
  },
  pytorch: ({ channels, bias, activation }, from) =>
    activation === 'none'
      ? {
          module: {
            callee: 'nn.Linear',
            arguments: [from, channels, ...(bias === true ? [] : [`bias=${inPython(bias)}`])],
          },
          value: '{self}({x})',
        }
      : {
          module: {
            callee: 'linear',
            arguments: [from, channels, inPython(bias), inPython(activation)],
          },
          value: '{self}({x})',
          needs: ['activation', 'linear'],
        },
  keras: ({ channels, bias, activation }) => {
    const dense = `layers.Dense(${channels}${bias === true ? '' : `, use_bias=${inPython(bias)}`})({x})`;
    return activation === 'none'
      ? { value: dense }
      : { value: `activate(${dense}, ${inPython(activation)})`, needs: ['activate'] };
  },
  helpers: {
    pytorch: {
      linear: [
        'def linear(inputs, outputs, bias, name):',
        '    """A linear layer and its activation."""',
        '    layer = nn.Linear(inputs, outputs, bias)',
        '    if name == "none":',
        '        return layer',
        '    chain = nn.Sequential()',
        '    chain.add_module("linear", layer)',
        '    chain.add_module("activation", activation(name))',
        '    return chain',
      ],
    },
  },
};
