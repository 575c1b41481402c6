import type { Operation } from '../operation';

type Arguments = {
  readonly python: string;
  readonly channels: number;
  readonly stride: number;
  readonly parameters: number;
  readonly macs: number;
  /** −1 where only multiply-adds are known: then each is a multiplication and an addition. */
  readonly flops: number;
};

const cost = { form: 'size', min: 0, max: Number.MAX_SAFE_INTEGER } as const;

/**
 * A Python class of the user's own. What it computes is not known; its costs are those that its declaration states, already
 * computed. `flatten` makes such layers of blocks that have `external`; nothing calls the operation by name.
 */
export const external: Operation<Arguments> = {
  summary: 'A Python class.',
  family: 'other',
  arguments: {
    python: { form: 'word', words: [], default: '' },
    channels: { form: 'size', min: 1, max: 1_048_576, default: undefined },
    stride: { form: 'size', min: 1, max: 64, default: 1 },
    parameters: { ...cost, default: undefined },
    macs: { ...cost, default: undefined },
    flops: { ...cost, min: -1, default: -1 },
  },
  channels: 'given',
  problem: ({ python, ...given }) => {
    for (const name of ['channels', 'stride', 'parameters', 'macs'] as const) {
      const least = name === 'channels' || name === 'stride' ? 1 : 0;
      if (!Number.isSafeInteger(given[name]) || given[name] < least)
        return `the formula '${name}' of ${python} gives ${given[name]}, and not a whole number from ${least} on.`;
    }
    return Number.isSafeInteger(given.flops) && given.flops >= -1
      ? undefined
      : `the formula 'flops' of ${python} gives ${given.flops}, and not a whole number from 0 on.`;
  },
  extent: ({ stride }, [from]) => from!.extent.map(side => Math.ceil(side / stride)),
  // Nothing is known of the single tensors.
  weights: ({ parameters }) =>
    parameters === 0 ? [] : [{ name: 'parameters', shape: [parameters], trained: true, init: 'small' }],
  flops: ({ macs, flops }, _inputs, _output, counting) =>
    counting !== 'flops' ? macs : flops < 0 ? 2 * macs : flops,
  onnx: ({ python }) => refuse(python, 'ONNX'),
  pytorch: ({ python }) => refuse(python, 'an expression'),
  keras: ({ python }) => refuse(python, 'Keras'),
};

function refuse(python: string, form: string): never {
  throw new Error(`The Python class ${python} can't be written as ${form}.`);
}
