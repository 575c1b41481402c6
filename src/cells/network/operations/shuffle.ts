import type { Operation } from '../operation';
import { groups, inPython } from './forms';

type Arguments = { readonly groups: number };

/** Channel shuffle of ShuffleNet: the first channel of each group, then the second of each, and so on. */
export const shuffle: Operation<Arguments> = {
  summary:
    'Mixes the channels of `groups` groups: the first of each group, then the second of each, and so on.',
  family: 'other',
  arguments: { groups: { ...groups, default: 2 } },
  ofMaps: true,
  channels: 'same',
  passes: ({ groups }, [from]) => groups === 1 || groups === from!.channels,
  problem: ({ groups }, [from]) =>
    Number.isInteger(from!.channels / groups)
      ? undefined
      : `${from!.channels} channels can't be divided into ${groups} groups.`,
  onnx: ({ groups }, [from]) => {
    const { channels, extent } = from!;
    const [height = 1, width = 1] = extent;
    // A 0 keeps what the input has there: the batch.
    return [
      {
        type: 'Reshape',
        part: 'groups',
        constants: { shape: { integers: [0, groups, channels / groups, height * width] } },
      },
      { type: 'Transpose', part: 'mixed', integers: { perm: [0, 2, 1, 3] } },
      { type: 'Reshape', constants: { shaped: { integers: [0, channels, height, width] } } },
    ];
  },
  pytorch: ({ groups }) => ({
    // PyTorch's own ChannelShuffle has no derivative before version 2.
    module: { callee: 'Shuffle', arguments: [inPython(groups)] },
    value: '{self}({x})',
    needs: ['Shuffle'],
  }),
  keras: ({ groups }) => ({ value: `shuffle({x}, ${inPython(groups)})`, needs: ['shuffle'] }),
  helpers: {
    pytorch: {
      Shuffle: [
        'class Shuffle(nn.Module):',
        '    """The first channel of each group, then the second of each, and so on."""',
        '',
        '    def __init__(self, groups):',
        '        super().__init__()',
        '        self.groups = groups',
        '',
        '    def forward(self, x):',
        '        batch, channels, height, width = x.shape',
        '        x = x.reshape(batch, self.groups, channels // self.groups, height, width)',
        '        return x.transpose(1, 2).reshape(batch, channels, height, width)',
      ],
    },
    keras: {
      shuffle: [
        'def shuffle(x, groups):',
        '    """The first channel of each group, then the second of each, and so on."""',
        '    height, width, channels = x.shape[1:]',
        '    x = layers.Reshape((height, width, groups, channels // groups))(x)',
        '    x = layers.Permute((1, 2, 4, 3))(x)',
        '    return layers.Reshape((height, width, channels))(x)',
      ],
    },
  },
};
