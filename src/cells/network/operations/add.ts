import { elements } from '../network';
import type { Operation } from '../operation';

/** The sum of maps of one shape. */
export const add: Operation<Record<never, never>> = {
  summary: 'The sum of its inputs.',
  family: 'other',
  arguments: {},
  values: 'many',
  channels: 'same',
  problem: (_, inputs) =>
    inputs.every(
      ({ channels, extent }) => `${channels} ${extent}` === `${inputs[0]!.channels} ${inputs[0]!.extent}`,
    )
      ? undefined
      : 'What is added has different shapes.',
  flops: (_, inputs, output, counting) => (counting === 'flops' ? (inputs.length - 1) * elements(output) : 0),
  onnx: () => [{ type: 'Sum' }],
  pytorch: () => ({ value: '{sum}' }),
  keras: () => ({ value: '{sum}' }),
};
