import './setKind';
import type { Cell } from '../../../src/cells/cell';
import { writeSpelling } from '../../../src/cells/spelling';
import { readSpaces } from '../../../src/document/readSpaces';

/** A space of sets of four of nine operations, of a kind that the tests register. */
export function wideSpace(cells: number) {
  const source = `space wide {
  operations on set {
    conv1x1
    conv3x3
    conv5x5
    sep3x3
    sep5x5
    dw3x3
    maxpool3x3
    avgpool3x3
    skip
  }
  size = 4
  skeleton {
    image = 16x16x3
    stem = 8
    stacks = 2
    cells = ${cells}
    classes = 5
    between = residual
  }
}
`;
  return [...readSpaces(source).values()][0]!;
}

export const space = wideSpace(2);
const worth: Readonly<Record<string, number>> = {
  conv3x3: 3,
  sep5x5: 2,
  conv1x1: 1,
  maxpool3x3: -1,
  skip: 0.5,
};

/** How good a cell is taken to be: what its operations are worth. */
export const value = (cell: Cell) =>
  writeSpelling(space, cell)
    .split('+')
    .reduce((sum, name) => sum + (worth[name] ?? 0), 0);
