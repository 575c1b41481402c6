import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCellOf } from '../../../src/cells/limits';
import { readSpelling, writeSpelling } from '../../../src/cells/spelling';
import { graphCell } from '../../graphs';
import { expectLinear } from '../../growth';
import { anyCell } from './arbitrary';
import { edgeSpace, everySpace, sparseEdgeSpace, vertexSpace } from './spaces';

describe('published spellings', () => {
  it.each(everySpace)('of $name read back to the same cell', space => {
    fc.assert(
      fc.property(anyCell(space), cell => {
        expect(readSpelling(space, writeSpelling(space, cell))).toEqual(cell);
      }),
    );
  });

  it.each(everySpace)('of $name: any text gives a cell of the space or a sentence', space => {
    const pieces = [
      '|',
      '~',
      '+',
      ',',
      ':',
      '0',
      '1',
      '2',
      'input',
      'output',
      'conv3x3',
      'skip',
      'none',
      ' ',
      '"',
      '9e9',
    ];
    const noise = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...pieces)).map(parts => parts.join('')),
      fc.tuple(anyCell(space), fc.nat(), fc.constantFrom(...pieces)).map(([cell, at, piece]) => {
        const text = writeSpelling(space, cell);
        return text.slice(0, at % text.length) + piece + text.slice((at % text.length) + 1);
      }),
    );
    fc.assert(
      fc.property(noise, text => {
        const cell = readSpelling(space, text);
        if (typeof cell === 'string') expect(cell).toMatch(/^[A-Z0-9a-z].*\.$/s);
        else expect(isCellOf(space, cell)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('are written with the published names', () => {
    const best = '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|none~2|';
    const cell = readSpelling(edgeSpace, '|conv3x3~0|+|conv3x3~0|nor_conv_3x3~1|+|conv3x3~1|skip~0|none~2|');
    if (typeof cell === 'string') throw new Error(cell);
    expect(writeSpelling(edgeSpace, cell)).toBe(best);
  });

  it('are pruned, and keep the order of the rest', () => {
    // Vertex 1 leads nowhere.
    const cell = readSpelling(vertexSpace, '0110000000010000:input,conv3x3,maxpool3x3,output');
    expect(cell).toEqual({ vertices: 3, edges: [0, 1, 0, 0, 0, 1, 0, 0, 0], operations: [2] });
  });

  it.each([
    ['0100', 'colon is missing'],
    ['0120:input,output', 'holds "2"'],
    ['0100:output,input', 'begin with "input"'],
    ['010:input,output', '2 vertices need 4 adjacency bits, and there are 3'],
    ['0110:input,output', 'from vertex 1 to vertex 0 does not go forward'],
    [
      '010001000:input,conv9x9,output',
      'nasbench101 has no operation "conv9x9"; it has conv3x3, conv1x1, maxpool3x3',
    ],
    ['0000:input,output', 'No path'],
    [`${complete(6)}:input,conv1x1,conv1x1,conv1x1,conv1x1,output`, 'at most 9 edges, and this one has 15'],
    [`${complete(8)}:input,${'conv1x1,'.repeat(6)}output`, 'at most 7 vertices, and this one has 8'],
  ])('%s is refused: %s', (text, why) => {
    expect(readSpelling(vertexSpace, text)).toContain(why);
  });

  it.each([
    ['|skip~0|', '3 groups joined by "+", and here are 1'],
    ['|skip~0|+|skip~0|+skip~0', 'Group 3 must begin and end with "|"'],
    ['|skip~0|+|skip~2|+|skip~0|', "Vertex 2 can't take its input from vertex 2"],
    ['|skip~0|+|skip~0|skip~0|+|skip~0|', 'from vertex 0 to vertex 2 is there twice'],
    ['|skip~0|+|skip~0|skip|+|skip~0|', 'here is "skip"'],
    ['|warp~0|+|skip~0|+|skip~0|', 'has no operation "warp"'],
    // Cut behind the fifth of six edges, or shifted: not completed with `none`.
    [
      '|nor_conv_3x3~0|+|nor_conv_3x3~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|',
      'The last node has two of its three edges, so the text was cut or shifted; an edge that is absent is written as "none".',
    ],
    ['|skip~0|+||+|skip~0|skip~1|skip~2|', 'Node 2 has none of its two edges'],
    ['|skip~0|+|skip~0|skip~01|+|skip~0|skip~1|skip~2|', 'here is "skip~01"'],
  ])('%s is refused: %s', (text, why) => {
    expect(readSpelling(edgeSpace, text)).toContain(why);
  });

  it('leave edges out where the space has no operation for that', () => {
    const cell = readSpelling(sparseEdgeSpace, '|skip~0|+||+|conv3x3~0|+|conv1x1~1|');
    if (typeof cell === 'string') throw new Error(cell);
    expect(graphCell(cell).edges.filter(entry => entry !== 0)).toHaveLength(3);
  });
});

/** Every edge that goes forward. */
function complete(n: number): string {
  let bits = '';
  for (let u = 0; u < n; u++) for (let v = 0; v < n; v++) bits += v > u ? '1' : '0';
  return bits;
}

it('takes time linear in the blanks of an edge', () => {
  expectLinear(size => readSpelling(edgeSpace, `|skip~0|+|skip~0|n${' '.repeat(size)}x~1|+|skip~0|`), 20_000);
});
