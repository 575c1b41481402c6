import { poolOperation } from './pool';

/** The most of each window. */
export const maxpool = poolOperation(
  'Maximum over a window. Takes `kernel`.',
  'maxpool',
  'MaxPool',
  'nn.MaxPool2d',
  [],
  'MaxPooling2D',
);
