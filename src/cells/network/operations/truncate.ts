import type { Operation } from '../operation';
import { channels } from './forms';

type Arguments = { readonly channels: number };

/** The first channels of a map, as NAS-Bench-101 drops the others. */
export const truncate: Operation<Arguments> = {
  summary: 'The first channels of its input.',
  family: 'other',
  arguments: { channels },
  channels: 'given',
  passes: ({ channels }, [from]) => channels === from!.channels,
  problem: ({ channels }, [from]) =>
    channels <= from!.channels
      ? undefined
      : `A map of ${from!.channels} channels has no ${channels} to keep.`,
  onnx: ({ channels }) => [{ type: 'Slice', constants: { start: 0, end: channels, axis: 1 } }],
  pytorch: ({ channels }) => ({ value: `{x}[:, : ${channels}]` }),
  keras: ({ channels }) => ({ value: `{x}[..., : ${channels}]` }),
};
