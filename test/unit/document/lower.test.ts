import { describe, expect, it } from 'vitest';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { readDocument } from '../../../src/document/readDocument';
import { graphCell } from '../../graphs';
import { expectLinear } from '../../growth';
import { expectMarked, mended, unmarked } from '../language/marked';

const diagnose = (text: string) => readDocument(text).diagnostics;
const only = (text: string) => readDocument(text).cells[0]!;
const cell101 = (body: string) => `cell c : nasbench101 {\n${body}\n}`;
const cell201 = (body: string) => `cell c : nasbench201 {\n${body}\n}`;

describe('a cell of nasbench101', () => {
  it('is its graph, in order of binding', () => {
    const { cell, names, sites } = only(
      cell101('a = conv3x3(input)\nb = maxpool3x3(input + a)\noutput = concat(b, input)'),
    );
    expect(cell).toEqual({
      vertices: 4,
      edges: [0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0],
      operations: [1, 2],
    });
    expect(names).toEqual(['input', 'a', 'b', 'output']);
    expect(sites.map(site => site && site.end - site.start)).toEqual([undefined, 7, 10, undefined]);
  });

  it('is pruned, with a warning at each vertex that leads nowhere', () => {
    const [first, second] = expectMarked(
      cell101(
        '«a = conv3x3(input)»unused-vertex;\nb = conv1x1(input)\n«d = conv3x3(a + b)»unused-vertex;\noutput = concat(b)',
      ),
      diagnose,
    );
    expect([first?.severity, second?.severity]).toEqual(['warning', 'warning']);
    const { cell, names } = only(
      cell101('a = conv3x3(input)\nb = conv1x1(input)\nd = conv3x3(a + b)\noutput = concat(b)'),
    );
    expect(cell).toEqual({ vertices: 3, edges: [0, 1, 0, 0, 0, 1, 0, 0, 0], operations: [0] });
    expect(names).toEqual(['input', 'b', 'output']);
  });

  it.each([
    [
      'b = conv1x1(input)\n  «d = conv3x3(b)»unused-vertex; // why\noutput = concat(b)',
      'b = conv1x1(input)\n   // why\noutput = concat(b)',
    ],
    [
      'b = conv1x1(input)\n  «d = conv3x3(b)»unused-vertex;\noutput = concat(b)',
      'b = conv1x1(input)\noutput = concat(b)',
    ],
  ])('can do without %j', (before, after) => {
    const marked = cell101(before);
    const [found] = expectMarked(marked, diagnose);
    expect(mended(unmarked(marked).text, found!)).toBe(cell101(after));
  });

  it('may be the input alone', () => {
    expect(only(cell101('output = concat(input)')).cell).toEqual({
      vertices: 2,
      edges: [0, 1, 0, 0],
      operations: [],
    });
  });

  it('has at most seven vertices, those not counted that lead nowhere', () => {
    const chain = (n: number) =>
      Array.from({ length: n }, (_, i) => `v${i} = conv3x3(${i === 0 ? 'input' : `v${i - 1}`})`).join('\n');
    expect(graphCell(only(cell101(`${chain(5)}\noutput = concat(v4)`)).cell!).vertices).toBe(7);
    expect(graphCell(only(cell101(`${chain(9)}\noutput = concat(v4)`)).cell!).vertices).toBe(7);
    const marked = cell101(`${chain(7)}\noutput = concat(v6)`).replace('v5 =', '«v5»too-many-vertices; =');
    const [found] = expectMarked(marked, diagnose);
    expect(found?.message).toBe(
      'A cell of nasbench101 has at most 7 vertices with input and output, and this one has 9.',
    );
  });

  it('has at most nine edges', () => {
    const [found] = expectMarked(
      cell101(
        'a = conv3x3(input)\nb = conv3x3(input + a)\nc = conv3x3(input + a + b)\noutput = concat(input, a, b, «c»too-many-edges;)',
      ),
      diagnose,
    );
    expect(found?.message).toBe('A cell of nasbench101 has at most 9 edges, and this one has 10.');
  });

  it('is read from its published spelling', () => {
    const text = (spelling: string) => `cell c : nasbench101 = ${spelling}`;
    expect(only(text('"010001000:input,conv3x3-bn-relu,output"')).cell).toEqual(
      only(cell101('a = conv3x3(input)\noutput = concat(a)')).cell,
    );
    expectMarked(text('«"010001000:input,conv9x9,output"»invalid-spelling;'), diagnose);
  });

  it('can be 10,000 statements long', () => {
    expectLinear(size => {
      const chain = Array.from({ length: size }, (_, i) => `v${i + 1} = conv3x3(v${i})`).join('\n');
      const { cell } = only(cell101(`v0 = conv3x3(input)\n${chain}\noutput = concat(v0)`));
      expect(graphCell(cell!).vertices).toBe(3);
    }, 2500);
  });
});

describe('a cell of nasbench201', () => {
  it('is an operation for each pair of vertices, none where none is written', () => {
    const { cell, names, sites } = only(
      cell201('n1 = conv3x3(input)\nn2 = skip_connect(n1)\noutput = skip(input) + avgpool3x3(n2)'),
    );
    expect(cell).toEqual({
      vertices: 4,
      edges: [0, 4, 1, 2, 0, 0, 2, 1, 0, 0, 0, 5, 0, 0, 0, 0],
      operations: [],
    });
    expect(names).toEqual(['input', 'n1', 'n2', 'output']);
    expect(sites.flatMap((site, edge) => (site ? [edge] : []))).toEqual([1, 3, 6, 11]);
  });

  it.each([
    ['too few vertices', 'cell «c»too-few-vertices; : nasbench201 {\nn1 = skip(input)\noutput = skip(n1)\n}'],
    [
      'too many vertices',
      cell201(
        'n1 = skip(input)\nn2 = skip(n1)\n«n3»too-many-vertices; = skip(n2)\nn4 = skip(n3)\noutput = skip(n2)',
      ),
    ],
  ])('can’t have %s', (_, marked) => {
    expectMarked(marked, diagnose);
  });

  it('is the same by its published spelling', () => {
    const spelled = only(
      'cell c : nasbench201 = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|none~1|avg_pool_3x3~2|"',
    );
    expect(spelled.cell).toEqual(
      only(cell201('n1 = conv3x3(input)\nn2 = skip(n1)\noutput = skip(input) + avgpool3x3(n2)')).cell,
    );
  });
});

describe('a declared space', () => {
  const space = (operations: string, rest = 'vertices <= 5', stem = '64', image = '32x32x3') =>
    `space s {\noperations on vertices { ${operations} }\n${rest}\nskeleton { image = ${image}; stem = ${stem}; stacks = 3; cells = 3; classes = 10 }\n}`;

  it('is its figures and definitions', () => {
    const { spaces } = readDocument(
      `/// Ours.\n${space('conv5x5 = conv(kernel: 5); dil3x3; sep7x7; dw3x3; avgpool3x3 aka "p"; skip; none', 'vertices <= 5\nedges <= 6')}`,
    );
    expect(spaces.get('s')).toEqual({
      name: 's',
      doc: 'Ours.',
      operationsOn: 'vertices',
      operations: [
        { name: 'conv5x5', aliases: [], definition: { kind: 'conv', kernel: 5, dilation: 1, groups: 1 } },
        { name: 'dil3x3', aliases: [], definition: { kind: 'conv', kernel: 3, dilation: 2, groups: 1 } },
        { name: 'sep7x7', aliases: [], definition: { kind: 'separable', kernel: 7, dilation: 1 } },
        { name: 'dw3x3', aliases: [], definition: { kind: 'depthwise', kernel: 3 } },
        { name: 'avgpool3x3', aliases: ['p'], definition: { kind: 'avgpool', kernel: 3 } },
        { name: 'skip', aliases: [], definition: { kind: 'identity' } },
        { name: 'none', aliases: [], definition: { kind: 'zero' } },
      ],
      vertices: 5,
      edges: 6,
      output: 'concat',
      skeleton: {
        image: { height: 32, width: 32, channels: 3 },
        stem: 64,
        stacks: 3,
        cells: 3,
        classes: 10,
        between: 'maxpool',
        counting: 'flops',
      },
    });
  });

  it.each([
    ['an operation that means nothing', space('«magic»unknown-definition;')],
    ['a definition by nothing', space('x = «magic»unknown-definition;(kernel: 3)')],
    ['an argument too many', space('x = maxpool(kernel: 3, «dilation»unknown-argument;: 2)')],
    ['an argument too few', space('x = «conv()»missing-argument;')],
    ['an argument twice', space('x = conv(kernel: 3, «kernel»duplicate-argument;: 3)')],
    ['half a kernel', space('x = conv(«kernel»wrong-value;: 0.5)')],
    ['groups that do not divide the channels', space('x = «conv(kernel: 3, groups: 48)»wrong-value;')],
    ['no vertices', space('conv3x3', 'vertices <= «1»wrong-value;')],
    ['vertices beyond measure', space('conv3x3', 'vertices <= «65»wrong-value;')],
    ['an image without channels', space('conv3x3', 'vertices <= 5', '64', '«32x32x0»wrong-value;')],
    [
      'a sum of edges that is a concat',
      space('conv3x3', 'vertices = 5; output = «concat»wrong-value;').replace('vertices {', 'edges {'),
    ],
  ])('can’t have %s', (_, marked) => {
    expectMarked(marked, text => {
      const { diagnostics, spaces } = readDocument(text);
      expect(spaces.has('s')).toBe(false);
      return diagnostics;
    });
  });

  it('may have images one wide, which stay one wide where they are halved', () => {
    const { diagnostics, spaces } = readDocument(space('conv3x3', 'vertices <= 5', '64', '128x1x6'));
    expect(diagnostics).toEqual([]);
    expect(spaces.has('s')).toBe(true);
  });

  it('ships for the benchmarks', () => {
    const [nb101, nb201] = [...builtInSpaces().values()];
    expect(nb101).toMatchObject({
      name: 'nasbench101',
      operationsOn: 'vertices',
      vertices: 7,
      edges: 9,
      output: 'concat',
    });
    expect(nb201).toMatchObject({
      name: 'nasbench201',
      operationsOn: 'edges',
      vertices: 4,
      edges: null,
      output: 'sum',
    });
    expect(nb201?.operations.map(({ aliases }) => aliases[0])).toEqual([
      undefined,
      'skip_connect',
      'nor_conv_1x1',
      'nor_conv_3x3',
      'avg_pool_3x3',
    ]);
  });
});
