import type { Operation } from '../operation';

/** Gives its input. */
export const identity: Operation<Record<never, never>> = {
  summary: 'Passes its input on.',
  family: 'identity',
  arguments: {},
  declares: [],
  shorthands: [{ name: 'skip' }],
  channels: 'same',
  passes: () => true,
  onnx: () => [],
  pytorch: () => ({ value: '{x}' }),
  keras: () => ({ value: '{x}' }),
};
