import { readSpelling } from '../../../src/cells/spelling';
import { edgeSpace } from '../cells/spaces';

const space = {
  ...edgeSpace,
  skeleton: {
    ...edgeSpace.skeleton,
    image: { height: 16, width: 16, channels: 3 },
    stem: 4,
    stacks: 2,
    cells: 1,
    classes: 4,
  },
};
const cell = readSpelling(
  space,
  '|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|+|none~0|avg_pool_3x3~1|nor_conv_3x3~2|',
);
if (typeof cell === 'string') throw new Error(cell);

/** A cell with a skip and a pool in a network so small that it trains in a second: images of 16×16×3, four classes. */
export const trainedCell = { space, cell, name: 'drawn' };
