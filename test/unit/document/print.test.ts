import { describe, expect, it } from 'vitest';
import { sampleCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import type { SearchSpace } from '../../../src/cells/space';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { formatDocument } from '../../../src/document/formatDocument';
import { printCell } from '../../../src/document/printCell';
import { printSpace } from '../../../src/document/printSpace';
import { readDocument } from '../../../src/document/readDocument';
import { readSpaces } from '../../../src/document/readSpaces';

const summing: SearchSpace = {
  name: 'summing',
  doc: 'Two lines\n\nof words.',
  operationsOn: 'vertices',
  operations: [
    { name: 'conv3x3', aliases: ['c'], definition: { kind: 'conv', kernel: 5, dilation: 1, groups: 2 } },
    { name: 'dw', aliases: ['d', 'e'], definition: { kind: 'depthwise', kernel: 3 } },
    { name: 'skip', aliases: [], definition: { kind: 'identity' } },
  ],
  vertices: 5,
  edges: null,
  output: 'sum',
  skeleton: {
    image: { height: 16, width: 8, channels: 1 },
    stem: 4,
    stacks: 2,
    cells: 1,
    classes: 2,
    between: 'residual',
    counting: 'flops',
  },
};
const withoutNone: SearchSpace = { ...summing, name: 'full', operationsOn: 'edges', vertices: 4 };
const spaces = new Map([...builtInSpaces(), ['summing', summing], ['full', withoutNone]]);

describe('printCell', () => {
  it.each([spaces.get('nasbench101')!, spaces.get('nasbench201')!, summing, withoutNone])(
    'gives text of $name that reads back to the same cell, formatted',
    space => {
      for (const [i, cell] of sampleCells(space, 100, createRandom(7)).entries()) {
        const measured = [{ metric: 'test-acc', value: i / 7, percent: i % 2 === 0 }];
        const text = printCell(space, cell, { name: 'c', doc: 'One.\nTwo.', measured });
        const read = readDocument(text, spaces);
        expect(read.diagnostics).toEqual([]);
        expect(read.cells[0]).toMatchObject({ name: 'c', cell, declaration: { doc: 'One.\nTwo.' } });
        if (text.includes('{')) expect(read.cells[0]?.measured).toEqual(measured);
        expect(formatDocument(text, spaces)).toBe(text);
      }
    },
  );

  it('writes the names it is given', () => {
    const [cell] = readDocument(
      'cell a : nasbench101 { x = conv3x3(input); y = conv1x1(x + input); output = concat(y) }',
    ).cells;
    expect(printCell(cell!.space!, cell!.cell!, { name: 'b', names: cell!.names })).toBe(
      'cell b : nasbench101 {\n  x = conv3x3(input)\n  y = conv1x1(input + x)\n  output = concat(y)\n}\n',
    );
  });
});

describe('printSpace', () => {
  it.each([...spaces.values()])('gives text of $name that reads back to the same space, formatted', space => {
    const text = printSpace(space);
    expect(readDocument(text, new Map()).diagnostics).toEqual([]);
    expect(readSpaces(text).get(space.name)).toEqual(space);
    expect(formatDocument(text)).toBe(text);
  });
});
