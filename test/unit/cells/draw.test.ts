import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/cells/cell';
import { describeCell } from '../../../src/cells/describeCell';
import { drawCell } from '../../../src/cells/drawing/draw';
import { layOut } from '../../../src/cells/drawing/drawLayout';
import { vertexNames } from '../../../src/cells/kinds/graph/vertexNames';
import type { GraphSpace } from '../../../src/cells/space';
import { readSpelling } from '../../../src/cells/spelling';
import { anyCell } from './arbitrary';
import { edgeSpace, everySpace, vertexSpace } from './spaces';

const read = (space: GraphSpace, text: string) => readSpelling(space, text) as Cell;
const rows = ['0111010', '0000001', '0000001', '0000100', '0000001', '0000001', '0000000'];
const inception = read(
  vertexSpace,
  `${rows.join('')}:input,conv1x1,conv3x3,conv3x3,conv3x3,maxpool3x3,output`,
);
const dead = read(edgeSpace, '|conv3x3~0|+|conv1x1~0|none~1|+|skip~0|none~1|avgpool3x3~2|');

describe('a drawing', () => {
  it.each(
    everySpace.flatMap(space =>
      (['right', 'down'] as const).map(direction => ({ space, direction, name: space.name })),
    ),
  )(
    'of $name to the $direction: no box overlaps another, no edge crosses one, all lies inside',
    ({ space, direction }) => {
      fc.assert(
        fc.property(anyCell(space), cell => {
          const { boxes, paths, width, height } = layOut(
            space,
            cell,
            vertexNames(space, cell.vertices),
            true,
            direction,
          );
          for (const [i, a] of boxes.entries())
            for (const b of boxes.slice(i + 1))
              expect(
                Math.abs(a.x - b.x) >= (a.width + b.width) / 2 ||
                  Math.abs(a.y - b.y) >= (a.height + b.height) / 2,
              ).toBe(true);
          for (const path of paths) {
            const points = along(path);
            const crossed = boxes.filter(box =>
              points.some(
                ({ x, y }) =>
                  Math.abs(x - box.x) < box.width / 2 - 1 && Math.abs(y - box.y) < box.height / 2 - 1,
              ),
            );
            expect(crossed).toEqual([]);
            expect(points.every(({ x, y }) => x >= 0 && x <= width && y >= 0 && y <= height)).toBe(true);
          }
        }),
        { numRuns: 20 },
      );
    },
  );

  it('has a terminal or box for each vertex, and an arrow for each edge', () => {
    const svg = drawCell(vertexSpace, inception);
    expect(count(svg, '<rect')).toBe(7);
    expect(count(svg, '<path')).toBe(2 * 9);
    expect(svg).toContain('<title>maxpool3x3: pooling</title>');
    expect(svg).toContain('>conv3x3</text>');
    expect(
      drawCell(vertexSpace, inception, { names: ['input', 'stem', 'b', 'c', 'd', 'e', 'output'] }),
    ).toContain('>stem = conv1x1</text>');
  });

  it('leaves out edges that carry nothing, and tells operations that lead nowhere', () => {
    const svg = drawCell(edgeSpace, dead);
    expect(svg).not.toContain('>none');
    // Input, n1, n2, output and the four operations; each operation has an arrow in and an arrow out.
    expect(count(svg, '<rect')).toBe(4 + 4);
    expect(count(svg, '<path')).toBe(2 * 8);
    expect(count(svg, 'on no path from input to output')).toBe(2);
  });

  it('is told to screen readers', () => {
    expect(describeCell(vertexSpace, inception)).toEqual([
      'a = conv1x1(input)',
      'b = conv3x3(input)',
      'c = conv3x3(input)',
      'd = conv3x3(c)',
      'e = maxpool3x3(input)',
      'output = concat(a, b, d, e)',
    ]);
    expect(describeCell(edgeSpace, dead)).toEqual([
      'n1 = conv3x3(input)',
      'n2 = conv1x1(input)',
      'output = skip(input) + avgpool3x3(n2)',
    ]);
    expect(drawCell(vertexSpace, inception, { title: 'inception' })).toMatch(
      /role="img" aria-label="inception: a = conv1x1\(input\); .*output = concat\(a, b, d, e\)"/,
    );
  });

  it('has concrete colours as an image and the theme’s in a page', () => {
    expect(drawCell(vertexSpace, inception)).not.toContain('var(');
    expect(drawCell(vertexSpace, inception, { css: true })).toContain('var(--vscode-charts-blue)');
    const ink = { edge: '#123456' };
    expect(drawCell(vertexSpace, inception, { colours: ink })).toContain('stroke="#123456"');
  });

  it('keeps any name from being markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const hostile = `${text}<script>"&'`;
        const svg = drawCell(
          {
            ...vertexSpace,
            operations: vertexSpace.operations.map(operation => ({ ...operation, name: hostile })),
          },
          inception,
          { names: ['input', hostile, 'b', 'c', 'd', 'e', 'output'], title: hostile },
        );
        expect(svg).not.toContain('<script');
        expect(svg).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
        expect(svg).not.toMatch(/(?![\n\t])\p{Cc}|\p{Bidi_Control}|[\u2028\u2029\uFFFE\uFFFF]/u);
        expect(
          svg.replaceAll(/"[^"]*"/g, '').replaceAll(/<\/?(?:svg|title|g|path|rect|text)[^<>]*>/g, ''),
        ).not.toMatch(/[<>]/);
      }),
      { numRuns: 200 },
    );
  });
});

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Points along a path, close together. */
function along(path: string): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  let at: readonly [number, number] = [0, 0];
  for (const [, command, numbers] of path.matchAll(/([MLC])([^MLC]+)/g)) {
    const values = numbers!.trim().split(' ').map(Number);
    const [x, y] = values.slice(-2) as [number, number];
    const controls = command === 'C' ? values : [...at, x, y, x, y];
    const [x1, y1, x2, y2] = controls as [number, number, number, number];
    for (let i = 0; command !== 'M' && i <= 20; i++) {
      const t = i / 20;
      const mix = (a: number, b: number, c: number, d: number) =>
        (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t * t * c + t ** 3 * d;
      points.push({ x: mix(at[0], x1, x2, x), y: mix(at[1], y1, y2, y) });
    }
    at = [x, y];
  }
  return points;
}
