import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/language/parse';
import type { CellDeclaration, SpaceDeclaration } from '../../../src/language/syntax';
import { expectLinear } from '../../growth';
import { expectMarked } from './marked';
import { mutatedSources, sources, wholeGrammar } from './sources';

const cells = (text: string) =>
  parse(text).file.declarations.filter((each): each is CellDeclaration => each.kind === 'cell');
const statements = (text: string) =>
  cells(text).flatMap(({ body }) => (body?.kind === 'block' ? body.statements : []));
const outline = (text: string) =>
  statements(text).map(each => text.slice(each.start, each.end).replace(/\s+/g, ' '));

describe('parse', () => {
  it('reads the whole grammar without a complaint', () => {
    const { file, diagnostics, broken } = parse(wholeGrammar);
    expect(diagnostics).toEqual([]);
    expect(broken.size).toBe(0);
    expect(file.declarations.map(({ kind }) => kind)).toEqual([
      'use',
      'cell',
      'cell',
      'cell',
      'cell',
      'space',
    ]);
  });

  it('keeps the documentation of the declaration that follows it', () => {
    const [inception] = cells('/// One.\n///   Two.\n// not this\n//// nor this\ncell a {}\ncell b {}');
    expect(inception?.doc).toBe('One.\n  Two.');
    expect(cells('/// One.\ncell a {}\ncell b {}')[1]?.doc).toBeUndefined();
  });

  it('ends a statement at its line, at ; and nowhere inside parentheses or around +', () => {
    expect(
      outline(
        'cell a { a = f(x); b = g(\n x\n +\n y)\n c = f(a) +\n\n f(b)\n + f(c) // c\n + f(d)\n d = f(e) }',
      ),
    ).toEqual(['a = f(x)', 'b = g( x + y)', 'c = f(a) + f(b) + f(c) // c + f(d)', 'd = f(e)']);
  });

  it.each(['\n', '\r\n', '\r'])(
    'takes %j for the end of a line, and a byte order mark for nothing',
    lineBreak => {
      const text = `\ufeffcell a {\n  a = f(input) // c\n  b = g(a)\n}\n`.replaceAll('\n', lineBreak);
      expect(parse(text).diagnostics).toEqual([]);
      expect(outline(text)).toEqual(['a = f(input)', 'b = g(a)']);
    },
  );

  it('reads published names, names in any script, and metrics with dots and dashes', () => {
    const text =
      'cell größe-2 { größe = conv3x3-bn-relu(名前)\n measured cifar10-valid . top-1 = -1.5e-3 % }';
    expect(parse(text).diagnostics).toEqual([]);
    expect(cells(text)[0]?.name?.text).toBe('größe-2');
    expect(statements(text)[0]).toMatchObject({
      value: { terms: [{ callee: { text: 'conv3x3-bn-relu' } }] },
    });
    expect(statements(text)[1]).toMatchObject({
      metric: { text: 'cifar10-valid.top-1' },
      value: -0.0015,
      percent: true,
    });
  });

  it('takes two spellings of one accented letter for the same', () => {
    const [first, second] = cells('cell gro\u0308ße {}\ncell größe {}');
    expect(first?.name?.text).toBe(second?.name?.text);
  });

  it('lets keywords name vertices', () => {
    expect(
      parse('cell cell { cell = f(input); use = f(cell); measured = f(use); space = f(measured) }')
        .diagnostics,
    ).toEqual([]);
  });

  it('reads a space with aliases and a skeleton', () => {
    const space = parse(wholeGrammar).file.declarations.at(-1) as SpaceDeclaration;
    expect(space.operations?.on).toBe('vertices');
    expect(
      space.operations?.operations.map(({ name, aliases }) => [name.text, aliases.map(a => a.text)]),
    ).toEqual([
      ['conv3x3', ['a', 'b']],
      ['conv5x5', []],
      ['dil3x3', ['dil_conv_3x3', 'd']],
      ['skip', []],
    ]);
    expect(
      space.properties.map(({ name, relation, value }) => [
        name.text,
        relation,
        value?.number ?? value?.text,
      ]),
    ).toEqual([
      ['vertices', '<=', 8],
      ['edges', '<=', 12],
      ['merge', '=', 'sum'],
      ['output', '=', 'concat'],
    ]);
    expect(space.skeleton?.properties.at(0)?.value?.text).toBe('32x32x3');
  });
});

describe('recovery', () => {
  it.each([
    ['a statement without a value', 'cell a {\n  x =«»missing-value;\n  b = f(a)\n}'],
    ['a statement without =', 'cell a {\n  x «conv3x3»missing-equals;(input)\n  b = f(a)\n}'],
    ['a lone word', 'cell a {\n  x«»missing-equals;\n  b = f(a)\n}'],
    ['an operation without a name', 'cell a {\n  «conv3x3»missing-binding;(input)\n  b = f(a)\n}'],
    ['an open parenthesis', 'cell a {\n  x = f«(»unclosed-parenthesis;input\n  b = f(a)\n}'],
    ['an open parenthesis after a comma', 'cell a {\n  x = f«(»unclosed-parenthesis;input,\n  b = f(a)\n}'],
    ['a missing comma', 'cell a {\n  x = f(input «y»unclosed-parenthesis;)\n  b = f(a)\n}'],
    ['a comma too many', 'cell a {\n  x = f(input«,»missing-operand;)\n  b = f(a)\n}'],
    ['nothing behind +', 'cell a {\n  x = f(input) «+»missing-operand;\n  b = f(a)\n}'],
    ['a sum in parentheses', 'cell a {\n  x = «(»misplaced-parenthesis;input + y)\n  b = f(a)\n}'],
    ['nothing before ;', 'cell a {\n  x =«»missing-value;; b = f(a)\n}'],
    ['two statements on a line', 'cell a {\n  x = f(input) «y»unexpected-text; = f(x)\n  b = f(a)\n}'],
    ['stray characters', 'cell a {\n  «@@@»unexpected-text; x\n  b = f(a)\n}'],
    ['a metric without a figure', 'cell a {\n  measured acc =«»missing-value;\n  b = f(a)\n}'],
    ['a figure too large', 'cell a {\n  measured acc = «1e999»invalid-number;\n  b = f(a)\n}'],
    ['a name that needs quotes', 'cell a {\n  measured val«/acc»unquoted-name; = 5\n  b = f(a)\n}'],
    ['a decimal comma', 'cell a {\n  measured acc = 93«,»decimal-comma;4 %\n  b = f(a)\n}'],
    ['a ± written out', 'cell a {\n  measured acc = 93 «+/-»plus-minus; 0.2 (epochs: 3)\n  b = f(a)\n}'],
    ['a ± written out before digits', 'cell a {\n  measured acc = 93 % «+-»plus-minus;0.2\n  b = f(a)\n}'],
    ['a deviation without a number', 'cell a {\n  measured acc = 93 ±«»missing-value;\n  b = f(a)\n}'],
    ['an argument without a value', 'cell a {\n  measured acc = 93 (epochs:«)»missing-value;\n  b = f(a)\n}'],
    ['a measured nothing', 'cell a {\n  measured «5»missing-name;\n  b = f(a)\n}'],
    ['an open string', 'cell a = «"|x~0|»unclosed-string;\ncell b {\n  b = f(a)\n}'],
    ['a missing brace', 'cell a «{»unclosed-brace;\n  x = f(y)\ncell c {\n  b = f(a)\n}'],
    ['a brace too many', 'cell a {\n}\n«}»unexpected-text;\ncell c {\n  b = f(a)\n}'],
    ['a slip of a keyword', '«cel»unknown-keyword; a {\n  b = f(a)\n}'],
    ['no name', 'cell «{»missing-name;\n  b = f(a)\n}'],
    ['no name behind the colon', 'cell a : «{»missing-name;\n  b = f(a)\n}'],
    ['no body', 'cell a«»missing-body;\ncell c {\n  b = f(a)\n}'],
    ['text before the body', 'cell a «large»unexpected-text; {\n  b = f(a)\n}'],
    ['text between declarations', '«What»unexpected-text; follows\nis a cell\ncell c {\n  b = f(a)\n}'],
    ['use of nothing', 'use«»missing-name;\ncell c {\n  b = f(a)\n}'],
    ['an open comment', 'cell c {\n  b = f(a)\n}\n«/*»unclosed-comment; to the end'],
  ])('tells of %s, and reads what follows', (_, marked) => {
    expectMarked(marked, text => {
      expect(outline(text).at(-1)).toBe('b = f(a)');
      return parse(text).diagnostics;
    });
  });

  it.each([
    [
      'an operation without its parentheses',
      'space a {\n  operations on vertices {\n    x = conv«»missing-parenthesis;\n    skip\n  }\n}',
    ],
    ['a missing brace', 'space a {\n  operations on vertices «{»unclosed-brace;\n    x\n  vertices <= 8\n}'],
    ['no place', 'space a {\n  operations «{»missing-place;\n    x\n  }\n}'],
    ['a place there is not', 'space a {\n  operations on «nodes»missing-place; {\n    x\n  }\n}'],
    [
      'two lists of operations',
      'space a {\n  operations on vertices { x }\n  «operations»duplicate-block; on edges { y }\n}',
    ],
    ['a property without a value', 'space a {\n  vertices <=«»missing-value;\n  edges <= 3\n}'],
    ['a property without a relation', 'space a {\n  vertices «7»missing-equals;\n  edges <= 3\n}'],
  ])('tells of %s in a space', (_, marked) => {
    expectMarked(marked, text => parse(text).diagnostics);
  });
});

describe('any text', () => {
  const texts = fc.oneof(
    sources,
    mutatedSources,
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('(', ')', '{', '}', '+', '=', ',', '"', '\n', 'a', 'cell ', '/', '*', '\ud800'),
    }),
  );

  it('gives a tree whose spans lie within one another, and diagnostics within the text', () => {
    fc.assert(
      fc.property(texts, text => {
        const { file, diagnostics } = parse(text);
        expectNested(file.declarations, 0, text.length);
        for (const { start, end, fix } of diagnostics)
          for (const span of [{ start, end }, ...(fix?.edits ?? [])]) {
            expect(span.start).toBeGreaterThanOrEqual(0);
            expect(span.end).toBeGreaterThanOrEqual(span.start);
            expect(span.end).toBeLessThanOrEqual(text.length);
          }
      }),
      { numRuns: 800 },
    );
  });

  it('has a diagnostic for each declaration that is broken', () => {
    fc.assert(
      fc.property(texts, text => {
        const { broken, diagnostics } = parse(text);
        expect(diagnostics.length).toBeGreaterThanOrEqual(broken.size);
      }),
      { numRuns: 500 },
    );
  });
});

describe('large texts', () => {
  const nested = `cell a {\n  x = ${'f('.repeat(10_000)}input${')'.repeat(10_000)}\n  y = f(x)\n}`;
  it.each([
    ['calls 10,000 deep', nested, 1],
    ['calls without an end', `cell a { x = ${'f('.repeat(100_000)}`, 2],
    ['parentheses without an end', `cell a { x = ${'('.repeat(1_000_000)}`, 2],
    ['10,000 statements', `cell a {\n${'x = conv3x3(input + y)\n'.repeat(10_000)}}`, 0],
    ['100,000 braces', '{'.repeat(100_000), 1],
    ['100,000 open strings', '"a\n'.repeat(100_000), 1],
    ['100,000 bad lines', `cell a {${'@\n'.repeat(100_000)}}`, 100],
    ['a sum of 100,000', `cell a { x = ${'y + '.repeat(100_000)}y }`, 0],
    ['a number of 1,000,000 digits', `cell a { measured x = ${'9'.repeat(1_000_000)} }`, 1],
    ['a name of 1,000,000 letters', `cell ${'a-'.repeat(500_000)}a { }`, 0],
  ])('reads %s', (_, text, errors) => {
    expect(parse(text).diagnostics).toHaveLength(errors);
  });

  it('goes on after calls that are too deep', () => {
    expect(statements(nested)).toHaveLength(2);
  });

  it('takes time in proportion to the length', () => {
    const cell = 'cell a { a = conv3x3(input + b)\n b = conv3x3((\n c = { = "\n }\n';
    expectLinear(size => parse(cell.repeat(size)), 4000);
    expectLinear(size => parse(`cell a { ${'"a" = '.repeat(size)}`), 20_000);
    expectLinear(size => parse(`cell a { ${'"a\n'.repeat(size)}`), 20_000);
  });
});

function expectNested(node: unknown, start: number, end: number): void {
  if (Array.isArray(node)) {
    let from = start;
    for (const each of node) {
      expectNested(each, from, end);
      if (typeof each === 'object' && each !== null && 'end' in each) from = each.end as number;
    }
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const span = node as { start?: number; end?: number };
  const [from, to] =
    span.start === undefined || span.end === undefined ? [start, end] : [span.start, span.end];
  if (from < start || to > end || from > to)
    throw new Error(`${from} to ${to} does not lie in ${start} to ${end}`);
  for (const value of Object.values(node)) expectNested(value, from, to);
}
