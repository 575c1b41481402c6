import { elements, type Shape } from '../network';
import type { Operation } from '../operation';

/** The sum of two values where their shapes agree; otherwise the first. */
export const residual: Operation<Record<never, never>> = {
  summary: 'The sum of two values where their shapes agree, otherwise the first.',
  family: 'other',
  arguments: {},
  values: 2,
  channels: 'same',
  passes: (_, [x, y]) => !agree(x, y),
  flops: (_, _inputs, output, counting) => (counting === 'flops' ? elements(output) : 0),
  onnx: () => [{ type: 'Sum' }],
  pytorch: () => ({ value: 'residual({all})', needs: ['residual'] }),
  keras: () => ({ value: 'residual({all})', needs: ['residual'] }),
  helpers: {
    pytorch: {
      residual: [
        'def residual(x, y):',
        '    """The sum where shapes agree, otherwise the first."""',
        '    return x + y if x.shape == y.shape else x',
      ],
    },
    keras: {
      residual: [
        'def residual(x, y):',
        '    """The sum where shapes agree, otherwise the first."""',
        '    return x + y if x.shape == y.shape else x',
      ],
    },
  },
};

function agree(x: Shape | undefined, y: Shape | undefined): boolean {
  return x?.channels === y?.channels && `${x?.extent}` === `${y?.extent}`;
}
