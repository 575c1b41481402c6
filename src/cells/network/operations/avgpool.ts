import { poolOperation } from './pool';

/** The mean of each window, of what lies inside the map. */
export const avgpool = poolOperation(
  'Mean over a window. Takes `kernel`.',
  'avgpool',
  'AveragePool',
  'nn.AvgPool2d',
  ['count_include_pad=False'],
  'AveragePooling2D',
);
