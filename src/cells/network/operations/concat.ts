import type { Operation } from '../operation';

/** Maps of one resolution, their channels one behind the other. */
export const concat: Operation<Record<never, never>> = {
  summary: 'Joins its arguments, channel after channel.',
  family: 'other',
  arguments: {},
  values: 'many',
  channels: 'sum',
  problem: (_, inputs) =>
    inputs.every(({ extent }) => `${extent}` === `${inputs[0]!.extent}`)
      ? undefined
      : 'What is concatenated has different resolutions.',
  onnx: () => [{ type: 'Concat', integers: { axis: 1 } }],
  pytorch: () => ({ value: 'torch.cat([{all}], dim=1)' }),
  keras: () => ({ value: 'layers.Concatenate()([{all}])' }),
};
