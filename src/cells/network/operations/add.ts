import { elements, shapeText } from '../network';
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
      : `What is added has different shapes, ${[...new Set(inputs.map(shapeText))].join(' and ')}; residual(x, y) adds only where they agree, and shortcut() fits a value to another shape.`,
  flops: (_, inputs, output, counting) => (counting === 'flops' ? (inputs.length - 1) * elements(output) : 0),
  onnx: () => [{ type: 'Sum' }],
  pytorch: () => ({ value: '{sum}' }),
  keras: () => ({ value: '{sum}' }),
};
