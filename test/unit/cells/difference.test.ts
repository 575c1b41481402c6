import fc from 'fast-check';
import { expect, test } from 'vitest';
import { difference } from '../../../src/cells/drawing/difference';
import { drawCell } from '../../../src/cells/drawing/draw';
import { sampleCells } from '../../../src/cells/enumerate';
import { neighbours } from '../../../src/cells/mutate';
import { createRandom } from '../../../src/cells/random';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { readDocument } from '../../../src/document/readDocument';

const cellsOf = (text: string) => readDocument(text).cells.map(found => found.cell!);
const nasbench101 = builtInSpaces().get('nasbench101')!;

test('one operation changed: its two boxes are marked, and no edge', () => {
  const [a, b] = cellsOf(`cell p : nasbench101 {
a = conv1x1(input)
b = conv3x3(a)
output = concat(a, b)
}
    cell q : nasbench101 {
a = conv1x1(input)
b = maxpool3x3(a)
output = concat(a, b)
}`);
  const [left, right] = difference(nasbench101, a!, b!);
  expect([...left.boxes, ...left.edges]).toEqual(['2']);
  expect([...right.boxes, ...right.edges]).toEqual(['2']);
  const marked = drawCell(nasbench101, b!, { marks: right });
  expect(marked.match(/stroke-width="3"/g)).toHaveLength(1);
  expect(marked).toContain('not so in the other cell');
});

test('the order of vertices is no difference', () => {
  const [a, b] = cellsOf(`cell p : nasbench101 {
a = conv1x1(input)
b = conv3x3(input)
output = concat(a, b)
}
    cell q : nasbench101 {
a = conv3x3(input)
b = conv1x1(input)
output = concat(a, b)
}`);
  for (const marks of difference(nasbench101, a!, b!)) expect(marks.boxes.size + marks.edges.size).toBe(0);
});

test.each(['nasbench101', 'nasbench201'])(
  '%s: a cell does not differ from itself, and from a neighbour in little',
  name => {
    const space = builtInSpaces().get(name)!;
    fc.assert(
      fc.property(fc.nat(), seed => {
        const [cell] = sampleCells(space, 1, createRandom(seed));
        const same = difference(space, cell!, cell!);
        expect(same.every(({ boxes, edges }) => boxes.size === 0 && edges.size === 0)).toBe(true);
        const other = neighbours(space, cell!)[0]!;
        const [left, right] = difference(space, cell!, other);
        expect(left.boxes.size + left.edges.size + right.boxes.size + right.edges.size).toBeGreaterThan(0);
        expect(Math.max(left.boxes.size, right.boxes.size)).toBeLessThanOrEqual(3);
      }),
      { numRuns: 25 },
    );
  },
);
