import { elements, type Shape } from '../network';
import type { Operation, PythonForm } from '../operation';
import { kernel, samePads, stride, strided } from './forms';

type Arguments = { readonly kernel: number; readonly stride: number };

/** What max and average pools have in common: they take what lies inside the map, and keep the resolution or halve it. */
export function poolOperation(
  summary: string,
  name: string,
  onnx: string,
  torch: string,
  torchMore: readonly string[],
  keras: string,
): Operation<Arguments> {
  return {
    summary,
    family: 'pooling',
    arguments: { kernel, stride },
    declares: ['kernel'],
    shorthands: [{ name, kernel: true }],
    channels: 'same',
    extent: (given, [from]) => strided(from!.extent, given.stride),
    flops: ({ kernel }, _, output, counting) => (counting === 'flops' ? kernel ** 2 * elements(output) : 0),
    onnx: ({ kernel, stride }, [from]) => [
      {
        type: onnx,
        integers: {
          kernel_shape: [kernel, kernel],
          strides: [stride, stride],
          pads: padsOf(kernel, stride, from!),
        },
      },
    ],
    pytorch({ kernel, stride }): PythonForm {
      const value = '{self}({x})';
      if (stride !== 1)
        return { module: { callee: torch, arguments: [`${kernel}`, 'ceil_mode=True'] }, value };
      const args = [`${kernel}`, 'stride=1', `padding=${Math.floor(kernel / 2)}`, ...torchMore];
      if (kernel % 2 === 1) return { module: { callee: torch, arguments: args }, value };
      // An even window can't be centred: padded on both sides, it gives one row and one column too many.
      return {
        module: { callee: 'Pool', arguments: [`${torch}(${args.join(', ')})`] },
        value,
        needs: ['Pool'],
      };
    },
    keras: ({ kernel, stride }) => ({
      value: `layers.${keras}(${kernel}, ${stride === 1 ? 'strides=1, ' : ''}padding="same")({x})`,
    }),
    helpers: { pytorch: { Pool: poolClass } },
  };
}

function padsOf(kernel: number, stride: number, { extent }: Shape): readonly number[] {
  return stride === 1 ? samePads(kernel - 1) : [...extent.map(() => 0), ...extent.map(side => side % 2)];
}

const poolClass = [
  'class Pool(nn.Module):',
  '    """A pool with an even window that keeps the resolution."""',
  '',
  '    def __init__(self, pool):',
  '        super().__init__()',
  '        self.pool = pool',
  '',
  '    def forward(self, x):',
  '        return self.pool(x)[:, :, 1:, 1:]',
];
