import { elements } from '../network';
import type { Operation } from '../operation';

/** The product of two values, the second a map of one shape with the first or a vector of its channels. */
export const gate: Operation<Record<never, never>> = {
  summary: 'The product of two values; the second may be a vector with a factor for each channel.',
  family: 'other',
  arguments: {},
  values: 2,
  channels: 'same',
  problem: (_, [x, y]) =>
    y && x!.channels === y.channels && (y.extent.length === 0 || `${x!.extent}` === `${y.extent}`)
      ? undefined
      : 'A gate needs two values of one shape, or a vector of as many channels.',
  flops: (_, _inputs, output, counting) => (counting === 'flops' ? elements(output) : 0),
  onnx: (_, [x, y]) =>
    y!.extent.length === x!.extent.length
      ? [{ type: 'Mul' }]
      : [
          { type: 'Unsqueeze', part: 'map', reads: [-2], constants: { axes: { integers: [2, 3] } } },
          { type: 'Mul', reads: [-1, 0] },
        ],
  pytorch: () => ({ value: 'gate({all})', needs: ['gate'] }),
  keras: () => ({ value: 'gate({all})', needs: ['gate'] }),
  helpers: {
    pytorch: {
      gate: ['def gate(x, y):', '    return x * (y if y.dim() == x.dim() else y[:, :, None, None])'],
    },
    keras: {
      gate: [
        'def gate(x, y):',
        '    return x * (y if len(y.shape) == len(x.shape) else keras.ops.expand_dims(y, (1, 2)))',
      ],
    },
  },
};
