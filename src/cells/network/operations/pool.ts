import { elements, type Shape } from '../network';
import type { Operation, PythonArguments, PythonForm } from '../operation';
import { inPython, type Kernel, kernel, padsOf, sidesOf, stride, strided, windowed } from './forms';

type Arguments = { readonly kernel: Kernel; readonly stride: number };

/**
 * What max and average pools have in common: they take what lies inside the map, and keep the resolution or divide it by the
 * stride. A window as large as the stride takes what is left over at the end as a smaller window.
 */
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
    ofMaps: true,
    channels: 'same',
    extent: (given, [from]) =>
      tiles(given) ? strided(from!.extent, given.stride) : windowed(from!.extent, { ...given, dilation: 1 }),
    flops({ kernel }, _, output, counting) {
      const [height, width] = sidesOf(kernel);
      return counting === 'flops' ? height * width * elements(output) : 0;
    },
    onnx: (given, [from]) => [
      {
        type: onnx,
        integers: {
          kernel_shape: sidesOf(given.kernel),
          strides: [given.stride, given.stride],
          pads: poolPads(given, from!),
        },
      },
    ],
    pytorch({ kernel, stride }): PythonForm {
      const value = '{self}({x})';
      if (tiles({ kernel, stride }) && stride !== 1)
        return { module: { callee: torch, arguments: [`${kernel}`, 'ceil_mode=True'] }, value };
      const half =
        typeof kernel === 'number'
          ? `${stride === 1 || kernel % 2 === 1 ? Math.floor(kernel / 2) : Math.max(0, Math.floor((kernel - stride) / 2))}`
          : inPython(halved(kernel));
      const args = [inPython(kernel), `stride=${inPython(stride)}`, `padding=${half}`, ...torchMore];
      if (stride !== 1 || typeof kernel !== 'number' || kernel % 2 === 1)
        return { module: { callee: torch, arguments: args }, value };
      // An even window can't be centred: padded on both sides, it gives one row and one column too many.
      return {
        module: { callee: 'Pool', arguments: [`${torch}(${args.join(', ')})`] },
        value,
        needs: ['Pool'],
      };
    },
    keras: ({ kernel, stride }) =>
      stride === 1 || tiles({ kernel, stride })
        ? {
            value: `layers.${keras}(${inPython(kernel)}, ${stride === 1 ? 'strides=1, ' : ''}padding="same")({x})`,
          }
        : {
            value: `pooled({x}, "${torch === 'nn.MaxPool2d' ? 'max' : 'average'}", ${inPython(kernel)}, ${inPython(stride)})`,
            needs: ['pooled'],
          },
    problem: ({ kernel, stride }) =>
      sidesOf(kernel).every(side => side >= stride || side === 1)
        ? undefined
        : `A window of ${kernel} leaves gaps with a stride of ${stride}.`,
    helpers: { pytorch: { Pool: poolClass }, keras: { pooled } },
  };
}

/** Whether windows lie side by side. */
function tiles({ kernel, stride }: Pick<PythonArguments<Arguments>, 'kernel' | 'stride'>): boolean {
  return typeof kernel === 'number' && typeof stride === 'number' && kernel === stride;
}

function halved(kernel: Kernel): Kernel {
  if (typeof kernel !== 'string' || !/^\d+x\d+$/.test(kernel)) return `${kernel} // 2`;
  return sidesOf(kernel)
    .map(side => Math.floor(side / 2))
    .join('x');
}

function poolPads(given: Arguments, { extent }: Shape): readonly number[] {
  if (!tiles(given) || given.stride === 1) return padsOf({ ...given, dilation: 1 });
  return [
    ...extent.map(() => 0),
    ...extent.map(side => (given.stride - (side % given.stride)) % given.stride),
  ];
}

/** What lies outside of the map never counts, as in PyTorch. */
const pooled = [
  'def pooled(x, kind, kernel, strides):',
  '    """A pool whose window is centred as in PyTorch; what lies outside of the map does not count."""',
  '    before = kernel // 2 if kernel % 2 else max(0, (kernel - strides) // 2)',
  '    if kind == "max":',
  '        x = keras.ops.pad(x, ((0, 0), (before, before), (before, before), (0, 0)), constant_values=-1e30)',
  '        return layers.MaxPooling2D(kernel, strides)(x)',
  '    inside = keras.ops.ones_like(x[..., :1])',
  '    x, inside = (layers.ZeroPadding2D(before)(each) for each in (x, inside))',
  '    pool = layers.AveragePooling2D(kernel, strides)',
  '    return pool(x) / pool(inside)',
];

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
