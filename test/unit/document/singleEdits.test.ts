import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import type { GraphCell } from '../../../src/cells/cell';
import { sampleCells } from '../../../src/cells/enumerate';
import { neighbours } from '../../../src/cells/mutate';
import { createRandom } from '../../../src/cells/random';
import { writeSpelling } from '../../../src/cells/spelling';
import { printCell } from '../../../src/document/printCell';
import { editedPart } from '../../../src/document/readDeclaration';
import { readDocument } from '../../../src/document/readDocument';
import { singleEdits } from '../../../src/document/singleEdits';
import { builtInGraphs } from '../../graphs';

const nasbench101 = builtInGraphs('nasbench101');
const nasbench201 = builtInGraphs('nasbench201');
const drawn = fc
  .constantFrom(nasbench101, nasbench201)
  .chain(space =>
    fc.nat(1_000_000).map(seed => ({ space, cell: sampleCells(space, 1, createRandom(seed))[0]! })),
  );
const edges = (cell: GraphCell) => cell.edges.reduce((count, edge) => count + (edge ? 1 : 0), 0);

/** A comment behind every line and one before the cell. */
function commented(printed: string): string {
  const lines = printed.trimEnd().split('\n');
  return `// before\n${lines.map((line, i) => `${line} // comment ${i}`).join('\n')}\n`;
}

describe('single edits', () => {
  it('give, read as text, the very cells that they say, and keep every comment', () => {
    fc.assert(
      fc.property(drawn, ({ space, cell }) => {
        const text = commented(printCell(space, cell, { name: 'drawn' }));
        const document = readDocument(text);
        const found = document.cells[0]!;
        const comments = text.match(/\/\/ .*/g);
        for (const { edits, hash } of singleEdits(document, found)) {
          const after = editedPart(text, { start: 0, end: text.length }, edits);
          const read = readDocument(after);
          expect(read.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
          expect(read.cells.map(each => each.hash)).toEqual([hash]);
          expect(hash).not.toBe(found.hash);
          expect(after.match(/\/\/ .*/g)).toEqual(comments);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leave out no neighbour: all on edges, and on vertices those with the same vertices or one put in an edge', () => {
    fc.assert(
      fc.property(drawn, fc.boolean(), ({ space, cell }, spelled) => {
        const printed = printCell(space, cell, { name: 'drawn' });
        const onEdges = space.operationsOn === 'edges';
        const text =
          spelled && onEdges ? `${printed.slice(0, printed.indexOf('{'))}= ${spelling(printed)}\n` : printed;
        const document = readDocument(text);
        const told = new Set(singleEdits(document, document.cells[0]!).map(({ hash }) => hash));
        const near = neighbours(space, cell).filter(
          other =>
            onEdges ||
            other.vertices === cell.vertices ||
            (other.vertices > cell.vertices && edges(other) === edges(cell) + 1),
        );
        for (const other of near) expect(told).toContain(canonicalHash(space, other));
        if (onEdges) expect(told.size).toBe(near.length);
      }),
      { numRuns: 60 },
    );
  });

  it('are none for a cell with errors', () => {
    const document = readDocument('cell c : nasbench101 { a = conv3x3(b); output = concat(a) }\n');
    expect(singleEdits(document, document.cells[0]!)).toEqual([]);
  });

  it('stand on the line of a statement that does not begin it', () => {
    const text = 'cell c : nasbench101 { a = conv3x3(input); output = concat(a) }\n';
    const document = readDocument(text);
    const edit = singleEdits(document, document.cells[0]!).find(
      ({ title }) => title === 'b = conv1x1(a) into output',
    );
    expect(edit && editedPart(text, { start: 0, end: text.length }, edit.edits)).toBe(
      'cell c : nasbench101 { a = conv3x3(input); b = conv1x1(a); output = concat(b) }\n',
    );
  });
});

function spelling(printed: string): string {
  const { cells } = readDocument(printed);
  return `"${writeSpelling(nasbench201, cells[0]!.cell!)}"`;
}

it('are found even of the largest cells that there are', () => {
  const vertices = Array.from(
    { length: 62 },
    (_, i) => `  v${i} = conv3x3(${i === 0 ? 'input' : `v${i - 1}`})`,
  );
  const large = `space large {
  operations on vertices { conv3x3; maxpool3x3 }
  vertices <= 64
  skeleton { image = 32x32x3; stem = 16; stacks = 3; cells = 3; classes = 10 }
}
cell chain : large {\n${vertices.join('\n')}\n  output = concat(v61)\n}\n`;
  const unused = Array.from({ length: 10_000 }, (_, i) => `  v${i} = conv3x3(input)`).join('\n');
  const editsOf = (text: string) => {
    const document = readDocument(text);
    expect(document.cells[0]?.cell).toBeDefined();
    return singleEdits(document, document.cells[0]!);
  };
  expect(editsOf(large).length).toBeGreaterThan(0);
  expect(editsOf(`cell c : nasbench101 {\n${unused}\n  output = concat(v0)\n}\n`)).toEqual([]);
});
