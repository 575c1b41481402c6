import { places } from '../network';
import type { Operation } from '../operation';
import { channels } from './forms';

type Arguments = { readonly channels: number };

/** A linear layer with bias. */
export const linear: Operation<Arguments> = {
  summary: 'Linear layer with bias.',
  family: 'other',
  arguments: { channels },
  channels: 'given',
  weights: ({ channels }, [from]) => [
    { name: 'weight', shape: [channels, from!.channels], trained: true, init: 'he' },
    { name: 'bias', shape: [channels], trained: true, init: 'zeros' },
  ],
  flops: ({ channels }, [from], output, counting) =>
    places(output) *
    (from!.channels * channels * (counting === 'flops' ? 2 : 1) + (counting === 'macs' ? 0 : channels)),
  onnx: () => [{ type: 'Gemm', weights: ['weight', 'bias'], integers: { transB: 1 } }],
  pytorch: ({ channels }, from) => ({
    module: { callee: 'nn.Linear', arguments: [from, channels] },
    value: '{self}({x})',
  }),
  keras: ({ channels }) => ({ value: `layers.Dense(${channels})({x})` }),
};
