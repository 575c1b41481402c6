import type { Operation } from '../operation';

/** The larger of a value and 0. */
export const relu: Operation<Record<never, never>> = {
  summary: 'ReLU.',
  family: 'other',
  arguments: {},
  channels: 'same',
  onnx: () => [{ type: 'Relu' }],
  pytorch: () => ({ module: { callee: 'nn.ReLU', arguments: [] }, value: '{self}({x})' }),
  keras: () => ({ value: 'layers.ReLU()({x})' }),
};
