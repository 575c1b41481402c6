import type { Operation } from '../operation';
import { channels, inPython } from './forms';

type Arguments = { readonly channels: number; readonly from: number };

/** Channels that stand in a row: `from` says how many stand before them. */
export const split: Operation<Arguments> = {
  summary: 'Takes `channels` of the channels of its input: the first, or those behind the first `from`.',
  family: 'other',
  arguments: { channels, from: { form: 'size', min: 0, max: 1_048_576, default: 0 } },
  channels: 'given',
  passes: ({ channels, from }, [input]) => from === 0 && channels === input!.channels,
  problem: ({ channels, from }, [input]) =>
    [channels, from].every(Number.isInteger) &&
    channels >= 1 &&
    from >= 0 &&
    from + channels <= input!.channels
      ? undefined
      : `A map of ${input!.channels} channels has no ${channels} channels behind the first ${from}.`,
  onnx: ({ channels, from }) => [
    { type: 'Slice', constants: { start: from, end: from + channels, axis: 1 } },
  ],
  pytorch: ({ channels, from }) => ({
    module: { callee: 'Split', arguments: from === 0 ? [channels] : [channels, inPython(from)] },
    value: '{self}({x})',
    needs: ['Split'],
  }),
  keras: ({ channels, from }) => ({
    value: from === 0 ? `{x}[..., : ${channels}]` : `{x}[..., ${from} : ${from} + ${channels}]`,
  }),
  helpers: {
    pytorch: {
      Split: [
        'class Split(nn.Module):',
        '    """So many channels, behind the first ones."""',
        '',
        '    def __init__(self, channels, first=0):',
        '        super().__init__()',
        '        self.channels = slice(first, first + channels)',
        '',
        '    def forward(self, x):',
        '        return x[:, self.channels]',
      ],
    },
  },
};
