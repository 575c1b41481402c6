import type { Operation } from '../operation';

/** Nothing flows. */
export const zero: Operation<Record<never, never>> = {
  summary: 'Passes nothing on: the same as no edge.',
  family: 'none',
  arguments: {},
  declares: [],
  shorthands: [{ name: 'none' }],
  channels: 'same',
  onnx: () => [{ type: 'Shape', part: 'shape' }, { type: 'ConstantOfShape' }],
  pytorch: () => ({ value: 'torch.zeros_like({x})' }),
  keras: () => ({ value: 'keras.ops.zeros_like({x})' }),
};
