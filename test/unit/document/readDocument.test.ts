import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { createDocumentCache } from '../../../src/document/documentCache';
import { formatDocument } from '../../../src/document/formatDocument';
import { type CellDocument, readDocument } from '../../../src/document/readDocument';
import { plainDeclaration } from '../../../src/language/shiftDeclaration';
import { graphCell } from '../../graphs';
import { expectLinear } from '../../growth';
import { expectMarked } from '../language/marked';
import { mutatedSources, wholeGrammar } from '../language/sources';
import { plain } from '../language/trees';

const diagnose = (text: string) => readDocument(text).diagnostics;

describe('readDocument', () => {
  it('gives each cell its space: its own, or that of the last use above', () => {
    const { cells, diagnostics } = readDocument(
      'use nasbench101\ncell a { output = concat(input) }\ncell b : nasbench201 { n1 = skip(input); n2 = skip(n1); output = skip(n2) }\nuse nasbench201\ncell c { n1 = skip(input); n2 = skip(n1); output = conv3x3(n2) }',
    );
    expect(diagnostics).toEqual([]);
    expect(
      cells.map(({ name, space, cell }) => [name, space?.name, cell && graphCell(cell).vertices]),
    ).toEqual([
      ['a', 'nasbench101', 2],
      ['b', 'nasbench201', 4],
      ['c', 'nasbench201', 4],
    ]);
  });

  it('gives no cell where there is an error, and the others all the same', () => {
    const { cells } = readDocument(
      'use nasbench101\ncell a { output = concat(input }\ncell b { output = concat(x) }\ncell c : lab { output = concat(input) }\ncell d { output = concat(input) }',
    );
    expect(cells.map(({ cell }) => cell !== undefined)).toEqual([false, false, false, true]);
  });

  it('reads measured results, each figure of a metric, with what is said of it', () => {
    const [cell] = readDocument(
      'cell a : nasbench101 { output = concat(input)\nmeasured test-acc = 91.61 %\nmeasured loss = 3\nmeasured loss = -.5\nmeasured "val/acc" = 93.1 % ± 0.2 (goal: max, epochs: 12)\nmeasured x = 1.2e9 (seeds: 3, deviation: 0.21) }',
    ).cells;
    expect(cell?.measured).toEqual([
      { metric: 'test-acc', value: 91.61, percent: true },
      { metric: 'loss', value: 3, percent: false },
      { metric: 'loss', value: -0.5, percent: false },
      { metric: 'val/acc', value: 93.1, percent: true, deviation: 0.2, epochs: 12, goal: 'max' },
      { metric: 'x', value: 1.2e9, percent: false, deviation: 0.21, seeds: 3 },
    ]);
    expect(cell?.cell).toBeDefined();
  });

  it('warns of a cell that is the same graph as one above', () => {
    const [found] = expectMarked(
      'use nasbench101\ncell a { x = conv3x3(input); y = conv1x1(input); output = concat(x, y) }\ncell «b»duplicate-cell; { p = conv1x1(input); q = conv3x3(input); output = concat(q, p) }\ncell c { x = conv3x3(input); output = concat(x) }',
      diagnose,
    );
    expect(found?.message).toContain("'a'");
    expect(found?.severity).toBe('warning');
  });

  it('warns where a declaration takes the place of a shipped space', () => {
    const text = readFileSync('src/document/spaces/nasbench101.cell', 'utf8');
    expect(diagnose(text)).toEqual([]);
    expectMarked(
      text.replace('nasbench101 {', '«nasbench101»shadowed-space; {').replace('<= 9', '<= 8'),
      diagnose,
    );
  });

  it('does not let a shipped space stand for a declaration that is wrong', () => {
    const { cells } = readDocument(
      'space nasbench101 { vertices <= }\ncell a : nasbench101 { output = concat(input) }',
    );
    expect(cells[0]?.space).toBeUndefined();
  });

  it('reads the examples without a complaint, formatted as they are', () => {
    for (const name of ['inception', 'residual', 'ours']) {
      const text = readFileSync(`examples/${name}.cell`, 'utf8');
      expect(diagnose(text)).toEqual([]);
      expect(formatDocument(text)).toBe(text);
    }
  });

  it('gives diagnostics in the order of the text, for any text', () => {
    fc.assert(
      fc.property(mutatedSources, text => {
        const { diagnostics, cells } = readDocument(text);
        for (let i = 1; i < diagnostics.length; i++)
          expect(diagnostics[i]!.start).toBeGreaterThanOrEqual(diagnostics[i - 1]!.start);
        for (const { declaration, cell } of cells) {
          const wrong = diagnostics.some(
            ({ severity, start, end }) =>
              severity === 'error' && start >= declaration.start && end <= declaration.end,
          );
          if (cell && wrong) {
            const name = declaration.name;
            const found = diagnostics.filter(
              ({ severity, start }) => severity === 'error' && start === name?.start,
            );
            expect(found.map(({ code }) => code)).toContain('duplicate-cell-name');
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

function plainDocument({ file, cells, diagnostics }: CellDocument) {
  const plainCells = cells.map(({ declaration, name, space, cell, hash, names, sites, measured }) => {
    const plain = plainDeclaration(declaration);
    return { declaration: plain, name, space, cell, hash, names, sites, measured };
  });
  return { file: plain(file), cells: plainCells, diagnostics };
}

describe('with a cache', () => {
  it('reads any succession of texts as without', () => {
    fc.assert(
      fc.property(fc.array(mutatedSources, { minLength: 2, maxLength: 4 }), texts => {
        const cache = createDocumentCache();
        for (const text of [wholeGrammar, ...texts, `// further down\n${wholeGrammar}`]) {
          const cached = readDocument(text, builtInSpaces(), cache);
          expect(plainDocument(cached)).toEqual(plainDocument(readDocument(text)));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the cells of unchanged declarations', () => {
    const cache = createDocumentCache();
    const text = readFileSync('examples/ours.cell', 'utf8');
    const before = readDocument(text, builtInSpaces(), cache);
    const after = readDocument(text.replace('near = conv3x3', 'near = skip'), builtInSpaces(), cache);
    expect(after.cells[1]?.cell).toBe(before.cells[1]?.cell);
    expect(after.cells[0]?.cell).not.toEqual(before.cells[0]?.cell);
  });
});

it('formats to the same cells', () => {
  fc.assert(
    fc.property(mutatedSources, text => {
      const hashes = (source: string) => readDocument(source).cells.map(({ name, hash }) => [name, hash]);
      expect(hashes(formatDocument(text))).toEqual(hashes(text));
    }),
    { numRuns: 300 },
  );
});

it.each([
  [
    'documented cells that are all the same',
    '/// Doc.\ncell c : nasbench101 { a = conv3x3(input); output = concat(a) }\n',
  ],
  ['spaces that lack everything', 'space s {\n}\n'],
  ['cells of no space', 'cell c {\n  a = convx(b)\n}\n'],
  ['text that is none', 'what 1 @ "\n'],
])('takes time in proportion to the length for %s', (_, part) => {
  expectLinear(size => readDocument(part.repeat(size)), 2000);
});

it('reads ten mebibytes without a stall', () => {
  const cell = (i: number) =>
    `cell c${i} : nasbench201 {\n  n1 = conv3x3(input) // ${'.'.repeat(900)}\n  n2 = conv1x1(input) + skip(n1)\n  output = skip(input) + conv3x3(n2)\n}\n`;
  expectLinear(
    size => {
      let text = '';
      for (let i = 0; text.length < size; i++) text += cell(i);
      expect(readDocument(text).cells.length).toBeGreaterThan(size / 1100);
    },
    2.5 * 2 ** 20,
  );
});
