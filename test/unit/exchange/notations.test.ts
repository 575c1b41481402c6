import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GraphCell } from '../../../src/cells/cell';
import type { GraphSpace, SearchSpace } from '../../../src/cells/space';
import { writeSpelling } from '../../../src/cells/spelling';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { readDocument } from '../../../src/document/readDocument';
import { printImported } from '../../../src/exchange/import/printImported';
import { notationOf, readCell, readGraph } from '../../../src/exchange/import/readCell';
import { readCells } from '../../../src/exchange/import/readCells';
import type { CellReading } from '../../../src/exchange/import/reading';
import { writeModelSpec } from '../../../src/exchange/kinds/graph/modelSpec';
import { builtInGraphs, graphCell, graphSpace } from '../../graphs';
import { anyCell } from '../cells/arbitrary';

const nasbench101 = builtInGraphs('nasbench101');
const nasbench201 = builtInGraphs('nasbench201');
const darts = builtInGraphs('darts');

/** Each cell as `name: spelling`, and what is none as `name: reason: message`. */
function outline(text: string): string[] {
  return readCells(text, builtInSpaces()).pieces.flatMap(piece => {
    if (piece.kind === 'cell')
      return [`${piece.name}: ${writeSpelling(piece.reading.space, piece.reading.cell)}`];
    if (piece.kind === 'unread')
      return [`${piece.name ?? '-'}: ${piece.reading.reason}: ${piece.reading.message}`];
    return [];
  });
}

const spelled = (reading: CellReading) =>
  reading.ok ? writeSpelling(reading.space, reading.cell) : `${reading.reason}: ${reading.message}`;

const arch =
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|';
const nni = '|nor_conv_3x3~0|+|none~0|avg_pool_3x3~1|+|none~0|none~1|nor_conv_3x3~2|';

describe('notations of a NAS-Bench-201 cell', () => {
  it.each([
    [
      'NNI, in any order',
      '{"0_1": "conv_3x3", "0_2": "none", "1_2": "avg_pool_3x3", "0_3": "none", "1_3": "none", "2_3": "conv_3x3"}',
      nni,
    ],
    [
      'NNI, in any order',
      "{'2_3': 'conv_3x3', '1_3': 'none', '0_3': 'none', '1_2': 'avg_pool_3x3', '0_2': 'none', '0_1': 'conv_3x3'}",
      nni,
    ],
    [
      'HPOBench',
      "{'edge_0_1': 'nor_conv_3x3', 'edge_0_2': 'none', 'edge_0_3': 'none', 'edge_1_2': 'avg_pool_3x3', 'edge_1_3': 'none', 'edge_2_3': 'nor_conv_3x3'}",
      nni,
    ],
    [
      'AutoDL',
      "{'1<-0': 'nor_conv_3x3', '2<-0': 'none', '2<-1': 'avg_pool_3x3', '3<-0': 'none', '3<-1': 'none', '3<-2': 'nor_conv_3x3'}",
      nni,
    ],
    ['a matrix of str2matrix', '[[0, 0, 0, 0], [3, 0, 0, 0], [3, 4, 0, 0], [1, 3, 1, 0]]', arch],
    ['a matrix as NumPy prints it', '[[0 0 0 0]\n [3 0 0 0]\n [3 4 0 0]\n [1 3 1 0]]', arch],
    [
      'a cell structure',
      "[(('nor_conv_3x3', 0),), (('nor_conv_3x3', 0), ('avg_pool_3x3', 1)), (('skip_connect', 0), ('nor_conv_3x3', 1), ('skip_connect', 2))]",
      arch,
    ],
    [
      'full-width characters',
      '｜nor_conv_3x3～0｜＋｜nor_conv_3x3～0｜avg_pool_3x3～1｜＋｜skip_connect～0｜nor_conv_3x3～1｜skip_connect～2｜',
      arch,
    ],
    ['a byte order mark and Windows line ends', `\ufeff"${arch}",\r\n`, arch],
    ['a sentence', `The best is ${arch}.`, arch],
    ['bold in Markdown', `**${arch}**`, arch],
    ['a row of a Markdown table', `| best | ${arch} | 93.5 |`, arch],
    ['YAML', `arch: ${arch}\nepochs: 12`, arch],
  ])('are read: %s', (_, text, expected) => {
    expect(outline(text).map(line => line.replace(/^\w+: /, ''))).toEqual([expected]);
  });

  it.each([
    [
      '|nor_conv_3x3~0|+|nor_conv_3x3~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|',
      '-: truncated: The last node has two of its three edges, so the text was cut or shifted; an edge that is absent is written as "none".',
    ],
    [
      '|nor_conv_3x3~0|+|nor_conv_3x3~0|skip_con',
      '-: truncated: Group 2 must begin and end with "|", and is "|nor_conv_3x3~0|skip_con".',
    ],
    [`${arch.slice(0, 40)}…`, '-: truncated: The arch_str is abbreviated with "…"; give it whole.'],
    [arch.slice(9), '-: truncated: Group 1 must begin and end with "|", and is "_3x3~0|".'],
    [
      '{"0_1": "conv_3x3", "0_2": "none", "1_2": "avg_pool_3x3", "0_3": "none", "1_3": "none"}',
      '-: truncated: The edge from vertex 2 to vertex 3 is missing; a cell of 4 vertices has 6 edges, and an edge that is absent is written as "none".',
    ],
    [
      '{"0_1": "conv_3x3", "0_2": "none", "1_2": "avg_po',
      '-: truncated: This looks like a dictionary of NAS-Bench-201 edges, but is not complete: the text ends before its last bracket is closed.',
    ],
    [
      '{"0_1": "none", "0_1": "conv_3x3", "0_2": "none", "1_2": "none", "0_3": "none", "1_3": "none", "2_3": "none"}',
      '-: doubtful: One key is there twice, so it is not certain which value counts.',
    ],
    [
      '[[0, 3, 3, 1], [0, 0, 4, 3], [0, 0, 0, 1], [0, 0, 0, 0]]',
      "-: doubtful: The numbering of this matrix of operations isn't known: NAS-Bench-201's str2matrix writes the operations into vertex i in row i, below the diagonal, and here they stand above it; give the arch_str.",
    ],
    [
      '[[0, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0]]',
      '-: doubtful: This matrix of 0 and 1 could be operation indices of NAS-Bench-201 or the edges of a graph; give the arch_str, or the matrix with its list of operations.',
    ],
    ['[2, 2, 0, 2, 2', '-: truncated: The brackets around this list of numbers do not match, so it was cut.'],
  ])('that were cut or are doubtful are rejected: %s', (text, expected) => {
    expect(outline(text)).toEqual([expected]);
  });
});

describe('notations of a DARTS cell', () => {
  const compact =
    '(((0, 3), (1, 4), (0, 0), (1, 5), (1, 4), (3, 2), (0, 3), (3, 2)), ((0, 1), (1, 4), (0, 1), (1, 4), (2, 3), (3, 4), (1, 5), (2, 1)))';
  const normal = [
    ['sep_conv_3x3', 0],
    ['sep_conv_5x5', 1],
    ['max_pool_3x3', 0],
    ['dil_conv_3x3', 1],
    ['sep_conv_5x5', 1],
    ['skip_connect', 3],
    ['sep_conv_3x3', 0],
    ['skip_connect', 3],
  ] as const;
  const reduce = [
    ['avg_pool_3x3', 0],
    ['sep_conv_5x5', 1],
    ['avg_pool_3x3', 0],
    ['sep_conv_5x5', 1],
    ['sep_conv_3x3', 2],
    ['sep_conv_5x5', 3],
    ['dil_conv_3x3', 1],
    ['avg_pool_3x3', 2],
  ] as const;
  const pairs = (cell: typeof normal | typeof reduce) =>
    `[${cell.map(([name, from]) => `('${name}', ${from})`).join(', ')}]`;
  const genotype = `Genotype(normal=${pairs(normal)}, normal_concat=range(2, 6), reduce=${pairs(reduce)}, reduce_concat=range(2, 6))`;
  const expected = outline(genotype).map(line => line.replace(/^\w+: /, ''));

  /** NAS-Bench-301's configuration of the same cells, with its own numbering of the edges. */
  const config = () => {
    const lines: string[] = [];
    for (const [part, cell] of [
      ['normal', normal],
      ['reduce', reduce],
    ] as const) {
      let first = 0;
      for (let node = 2; node < 6; node++) {
        const two = cell.slice(2 * (node - 2), 2 * (node - 1)).toSorted((a, b) => a[1] - b[1]);
        for (const [name, from] of two)
          lines.push(`'NetworkSelectorDatasetInfo:darts:edge_${part}_${first + from}': '${name}'`);
        if (node > 2)
          lines.push(
            `'NetworkSelectorDatasetInfo:darts:inputs_node_${part}_${node}': '${two.map(([, from]) => from).join('_')}'`,
          );
        first += node;
      }
    }
    return `{${lines.toReversed().join(', ')}, 'OptimizerSelector:sgd:momentum': 0.9}`;
  };

  it('are one cell: genotype, dictionary, nested lists, compact form, configuration', () => {
    expect(expected).toHaveLength(2);
    const nested = (cell: typeof normal | typeof reduce) =>
      `[${[0, 2, 4, 6]
        .map(
          at =>
            `(${cell
              .slice(at, at + 2)
              .map(([name, from]) => `('${name}', ${from})`)
              .join(', ')})`,
        )
        .join(', ')}]`;
    for (const text of [
      compact,
      config(),
      config().replaceAll(/Network\w+:darts:/g, 'Network_COLON_darts_COLON_'),
      `{'normal': ${pairs(normal)}, 'normal_concat': [2, 3, 4, 5], 'reduce': ${pairs(reduce)}, 'reduce_concat': [2, 3, 4, 5]}`,
      `G = {'normal': ${nested(normal)}, 'normal_concat': [2, 3, 4, 5], 'reduce': ${nested(reduce)}, 'reduce_concat': [2, 3, 4, 5]}`,
    ])
      expect(outline(text).map(line => line.replace(/^\w+: /, ''))).toEqual(expected);
  });

  it('that were cut are rejected', () => {
    expect(
      outline(
        `{'a:edge_normal_0': 'max_pool_3x3', 'a:edge_normal_1': 'dil_conv_3x3', 'a:inputs_node_normal_3': '0_1'}`,
      ),
    ).toEqual([
      '-: truncated: The configuration lacks `edge_normal_2`, the operation from node 0 to node 3.',
    ]);
    expect(outline(`Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1)])`)).toEqual([
      '-: truncated: The genotype does not say which nodes its output concatenates: `normal_concat` is missing.',
    ]);
    expect(outline(compact.replace('), ((0, 1), (1, 4)', '), ((0, 1)'))[1]).toBe(
      "imported_reduce: truncated: NASLib's compact form has 8 pairs a cell, and the reduction cell has 7.",
    );
    expect(outline(compact.replace('(1, 5)', '(1, 7)'))[0]).toContain('doubtful');
  });

  it('that no shipped space holds say how to go on', () => {
    const five = `BIG = Genotype(normal=[('sep_conv_5x5', 1), ('sep_conv_3x3', 0), ('sep_conv_5x5', 0), ('sep_conv_3x3', 0), ('avg_pool_3x3', 1), ('skip_connect', 0), ('avg_pool_3x3', 0), ('avg_pool_3x3', 0), ('sep_conv_3x3', 1), ('skip_connect', 1)], normal_concat=[2, 3, 4, 5, 6], reduce=[], reduce_concat=[])`;
    expect(outline(five)).toEqual([
      'BIG: outside-space: A cell of darts has at most 14 vertices and 20 edges, and the normal cell needs 17 and 25; declare a space like darts with `vertices <= 17` and `edges <= 25`, and import it there.',
    ]);
    // Which is right.
    const larger = { ...darts, name: 'larger', vertices: 17, edges: 25 };
    const [piece] = readCells(five, new Map([...builtInSpaces(), ['larger', larger]])).pieces;
    expect(piece).toMatchObject({ kind: 'cell', reading: { space: larger } });
    expect(
      outline(
        `X = Genotype(normal=[('sep_conv_7x7', 0), ('conv_7x1_1x7', 1)], normal_concat=[2], reduce=[], reduce_concat=[])`,
      ),
    ).toEqual([
      'X: outside-space: darts has no operation "sep_conv_7x7" or "conv_7x1_1x7"; it has maxpool3x3, avgpool3x3, skip, sep3x3, sep5x5, dil3x3, dil5x5. Replace "conv_7x1_1x7" by one of these, or declare a space that has an operation of that name, and import it there.',
    ]);
  });

  it('with a reduction cell that no space holds are the normal cell, and a sentence', () => {
    expect(
      outline(
        `X = Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1)], normal_concat=[2], reduce=[('sep_conv_7x7', 0), ('max_pool_3x3', 1)], reduce_concat=[2])`,
      ),
    ).toEqual([
      expect.stringMatching(/^X: 01/),
      expect.stringMatching(
        /^X_reduce: outside-space: darts has no operation "sep_conv_7x7"; .* Declare a space like darts with `sep7x7 = separable\(kernel: 7\) aka "sep_conv_7x7"`, and import it there\.$/,
      ),
    ]);
  });
});

describe('a ModelSpec of variables', () => {
  const one = '011001000:input,conv3x3-bn-relu,output';
  it.each([
    [
      "matrix = [[0,1,1],[0,0,1],[0,0,0]]\nops = ['input','conv3x3-bn-relu','output']\nspec = ModelSpec(matrix=matrix, ops=ops)\n",
      [`spec: ${one}`],
    ],
    [
      "matrix0 = [[0, 1, 1],\n [0, 0, 1],\n [0, 0, 0]]\noperations0 = ['input', 'conv3x3-bn-relu', 'output']\n",
      [`cell0: ${one}`],
    ],
    [
      "matrix0 = [[0,1,1],[0,0,1],[0,0,0]]\nmatrix1 = [[0,1,0],[0,0,1],[0,0,0]]\nops1 = ['input', 'conv1x1-bn-relu', 'output']\nops0 = ['input', 'conv3x3-bn-relu', 'output']",
      [`cell0: ${one}`, 'cell1: 010001000:input,conv1x1-bn-relu,output'],
    ],
    [
      "INPUT = 'input'\nOUT = 'output'\nC3 = 'conv3x3-bn-relu'\nspec = api.ModelSpec([[0,1,1],[0,0,1],[0,0,0]], [INPUT, C3, OUT])",
      [`spec: ${one}`],
    ],
    [
      'spec = ModelSpec(matrix=matrix, ops=ops)',
      ['spec: truncated: The matrix is the variable `matrix`, which the text does not define before it.'],
    ],
    [
      'matrix0 = [[0, 1], [0, 0]]',
      ['-: truncated: The matrix `matrix0` has no list of operations that belongs to it.'],
    ],
    [
      "operations = ['input', 'output']",
      ['-: truncated: The operations `operations` have no matrix that belongs to them.'],
    ],
  ])('%j', (text, expected) => {
    expect(outline(text)).toEqual(expected);
  });
});

const yamlOperations = [
  ...[
    ['sep_conv_3x3', 0],
    ['sep_conv_3x3', 1],
    ['sep_conv_3x3', 0],
    ['sep_conv_3x3', 1],
  ],
  ...[
    ['sep_conv_3x3', 1],
    ['skip_connect', 0],
    ['skip_connect', 0],
    ['dil_conv_3x3', 2],
  ],
] as const;
const yamlConcat = '  normal_concat:\n  - 2\n  - 3\n  - 4\n  - 5\n';
const yamlAsPython = `Genotype(normal=[${yamlOperations.map(([name, from]) => `('${name}', ${from})`).join(', ')}], normal_concat=[2, 3, 4, 5])`;
const yamlPairs = `  normal:\n${yamlOperations.map(([name, from]) => `  - - ${name}\n    - ${from}\n`).join('')}${yamlConcat}`;
const yamlTuples = `  normal:\n${yamlOperations.map(([name, from]) => `  - !!python/tuple\n    - ${name}\n    - ${from}\n`).join('')}${yamlConcat}`;
const yamlFlow = `  normal: # of CIFAR-10\n${yamlOperations.map(([name, from]) => `    - [${name}, ${from}]\n`).join('')}  normal_concat: [2, 3, 4, 5]\n`;

describe('what stands around a cell', () => {
  const one = '011001000:input,conv3x3-bn-relu,output';
  it.each([
    [
      'a field of CSV, its quotes doubled',
      '"{""0_1"": ""conv_3x3"", ""0_2"": ""none"", ""1_2"": ""avg_pool_3x3"", ""0_3"": ""none"", ""1_3"": ""none"", ""2_3"": ""conv_3x3""}",93.5',
      [`imported: ${nni}`],
    ],
    [
      'a row of CSV',
      `0,"[[0, 1, 1], [0, 0, 1], [0, 0, 0]]","['input', 'conv3x3-bn-relu', 'output']",0.93`,
      [`imported: ${one}`],
    ],
    [
      'YAML in block style',
      'matrix:\n  - [0, 1, 1]\n  - [0, 0, 1]\n  - [0, 0, 0]\nops:\n  - input\n  - conv3x3-bn-relu\n  - output',
      [`imported: ${one}`],
    ],
    ...[yamlPairs, yamlTuples, yamlFlow].map((text): [string, string, string[]] => [
      'a genotype in YAML in block style',
      `genotype:\n${text}seed: 3\n`,
      outline(yamlAsPython),
    ]),
    [
      'a genotype in YAML that was cut',
      'normal:\n- - sep_conv_3x3\n  - 0\n- - sep_conv_3x3\n  - 1\n- - skip_connect\n  - 0\nnormal_concat: [2, 3, 4, 5]\n',
      ['-: truncated: `normal` must have two operations a node, and has an odd number.'],
    ],
    [
      'YAML in flow style',
      'matrix: [[0, 1, 1], [0, 0, 1], [0, 0, 0]]\r\nops: [input, conv3x3-bn-relu, output]\r\n',
      [`imported: ${one}`],
    ],
    [
      'YAML of one edge on each line',
      'edge_0_1: conv_3x3\nedge_0_2: none\nedge_1_2: avg_pool_3x3\nlr: 0.1\nedge_0_3: none\nedge_1_3: none\nedge_2_3: conv_3x3\n',
      [`imported: ${nni}`],
    ],
    [
      'a configuration as ConfigSpace prints it',
      "Configuration:\r\n  NetworkSelectorDatasetInfo:darts:edge_normal_0, Value: 'max_pool_3x3'\r\n  NetworkSelectorDatasetInfo:darts:edge_normal_1, Value: 'dil_conv_3x3'\r\n",
      ["-: truncated: The configuration lacks `inputs_node_normal_3`, so the inputs of node 3 aren't known."],
    ],
    [
      'a log',
      `INFO:root:${arch}\n[12:30] genotype = '${arch}' (93.5 %)`,
      [`imported: ${arch}`, `genotype: ${arch}`],
    ],
    ['blanks', arch.replaceAll('~', ' ~ ').replaceAll('|', '| '), [`imported: ${arch}`]],
    [
      'blanks in one of two lines',
      `${arch.replaceAll('~', ' ~ ')}\n${arch}`,
      [`imported: ${arch}`, `imported: ${arch}`],
    ],
    [
      'a trailing comma and comments',
      `cells = [\n  '${arch}',  # first\n  '${arch}',\n]`,
      [`imported: ${arch}`, `imported: ${arch}`],
    ],
    [
      'PyTorch tensors',
      'tensor([[2, 2, 0, 2, 2, 2],\n        [0, 0, 0, 0, 0, 0]])',
      [
        'imported: |nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|',
        'imported: |skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|',
      ],
    ],
    [
      'a genotypes.py',
      `from collections import namedtuple\nGenotype = namedtuple('Genotype', 'normal normal_concat reduce reduce_concat')\nPRIMITIVES = ['none', 'skip_connect']\nA = Genotype(normal=[('skip_connect', 0), ('none', 1)], normal_concat=[2], reduce=None, reduce_concat=None)\nDARTS = A\n`,
      ['A: 0100001000010000:input,skip_connect,skip_connect,output'],
    ],
    ['words that look like edges', 'It took~5 minutes; version~2 is |x|.', []],
    ['six numbers in a sentence', 'The shape is (1, 2, 3, 4, 0, 1) now.', []],
  ])('is no part of it: %s', (_, text, expected) => {
    expect(outline(text)).toEqual(expected);
  });

  it.each([
    [
      "ModelSpec(matrix=np.triu(np.ones((3, 3)), 1), ops=['input', 'conv1x1-bn-relu', 'output'])",
      '-: doubtful: The matrix is computed by `np.triu`; write the list itself.',
    ],
    [
      "ModelSpec(matrix=np.transpose([[0, 0], [1, 0]]), ops=['input', 'output'])",
      '-: doubtful: The matrix is computed by `np.transpose`; write the list itself.',
    ],
    [
      "ModelSpec(matrix=np.array([[0, 0], [1, 0]]).T, ops=['input', 'output'])",
      '-: doubtful: This looks like a NAS-Bench-101 ModelSpec, but is not complete: it holds something other than lists, names and numbers, or a bracket is missing.',
    ],
    [
      "ModelSpec(matrix=[[0, 1], [0, 0]], ops=sorted(['output', 'input']))",
      '-: doubtful: The list of operations is computed by `sorted`; write the list itself.',
    ],
    [
      'tensor([[0, 1, 1], [0, 0, 1], [0, 0, 0]])',
      '-: truncated: The matrix has no list of operations that belongs to it.',
    ],
  ])('is not computed: %s', (text, expected) => {
    expect(outline(text)).toEqual([expected]);
  });

  it('ranges have steps', () => {
    const text = `Genotype(normal=[('skip_connect', 0), ('none', 1), ('skip_connect', 2), ('none', 1), ('skip_connect', 3), ('none', 1)], normal_concat=CONCAT, reduce=[], reduce_concat=[])`;
    const [stepped] = outline(text.replace('CONCAT', 'range(2, 5, 2)'));
    expect(stepped).toBe(outline(text.replace('CONCAT', '[2, 4]'))[0]);
    expect(stepped).not.toBe(outline(text.replace('CONCAT', 'range(2, 5)'))[0]);
  });
});

describe('the space', () => {
  const wide = { ...nasbench201, name: 'wide', skeleton: { ...nasbench201.skeleton, stem: 32 } };
  const spaces = new Map([...builtInSpaces(), ['wide', wide]]);
  const spaceOf = (text: string, used?: readonly string[]) =>
    readCells(text, spaces, used).pieces.map(piece => piece.kind === 'cell' && piece.reading.space.name);

  it('is one that the document uses, if it can express the cell, else the published one', () => {
    expect(spaceOf(arch)).toEqual(['nasbench201']);
    expect(spaceOf(arch, ['wide'])).toEqual(['wide']);
    expect(spaceOf(arch, ['nasbench101'])).toEqual(['nasbench201']);
    expect(spaceOf('0100:input,output', ['wide', 'darts'])).toEqual(['darts']);
  });
});

describe('a text with several cells', () => {
  const short = 'normal_concat=[2], reduce=[], reduce_concat=[])';
  const parts: readonly ((id: number) => string)[] = [
    id => `c${id} = '${arch}'`,
    id => `c${id} = "${arch}",  # note ${id}x`,
    id => `c${id} = Genotype(normal=[('skip_connect', 0), ('sep_conv_3x3', 1)], ${short}`,
    id => `c${id} = Genotype(normal=[('skip_connect', 0), ('warp${id}x', 1)], ${short}`,
    id => `c${id} = ModelSpec(\n  matrix=[[0, 1], [0, 0]],  # rows ${id}x\n  ops=['input', 'output'])`,
    id => `# note ${id}x`,
    id => `import module${id}x`,
    id => `setting = 'value${id}x'`,
    id => `PRIMITIVES${id} = ['a${id}x', 'b']`,
    id => `c${id} = '${arch.slice(0, 70)}${id}x'`,
    () => '',
  ];

  it('loses nothing when all but its cells become comments', () => {
    const anyText = fc.tuple(
      fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 }),
      fc.constantFrom('\n', '\r\n', '\n\n'),
    );
    fc.assert(
      fc.property(anyText, ([chosen, lineEnd]) => {
        const written = chosen.map((part, id) => part(id).replaceAll('\n', lineEnd));
        const source = `${written.join(lineEnd)}${lineEnd}`;
        const { pieces } = readCells(source, builtInSpaces());
        expect(pieces.filter(({ kind }) => kind === 'prose')).toEqual([]);
        const { text, names } = printImported(source, pieces, {
          taken: [],
          showUnread: true,
          keepRest: true,
        });
        for (const [id, part] of chosen.entries()) {
          for (const word of part(id).match(/\d+x\b/g) ?? []) expect(text).toContain(word);
          if (/^c\d/.test(part(id))) expect(text).toMatch(new RegExp(`\\bc${id}\\b`));
        }
        const read = readDocument(text);
        expect(read.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(read.cells.map(({ name }) => name)).toEqual(names);
      }),
      { numRuns: 300 },
    );
  });
});

describe('networks', () => {
  it.each([
    [
      '{"model_type": "nemotron-nas", "block_configs": [{"attention": {"no_op": true}}]}',
      'a list of block configurations',
    ],
    ['hybrid_override_pattern: "M-M-M-MM-M-M-M*-M-M-M*-M-M"', 'a hybrid pattern of attention'],
    ['64:32:48:16:8', "a network of NATS-Bench's size space"],
    ['64-41414-1_02_333', 'a TransNAS-Bench-101 network'],
    [
      "['r1_k3_s11_e1_i32_o16_se0.25', 'r2_k3_s22_e6_i16_o24_se0.25']",
      'a list of EfficientNet block strings',
    ],
    ["[64, 64, 'M', 128, 128, 'M']", 'a VGG configuration'],
    ['Sequential(\n  (0): Conv2d(3, 64, kernel_size=(3, 3))\n  (1): ReLU()\n)', 'a printed PyTorch module'],
    ["Genotype(recurrent=[('relu', 0)], concat=range(1, 9))", 'a DARTS genotype of a recurrent cell'],
  ])('are named: %s', (text, title) => {
    expect(outline(text)).toEqual([expect.stringContaining(`network: This is ${title}`)]);
  });

  it('are named among cells', () => {
    expect(outline(`${arch}\n64:32:48:16:8\n`)).toEqual([
      `imported: ${arch}`,
      expect.stringContaining('size space'),
    ]);
  });
});

describe('values of a table', () => {
  const ops = "['input', 'conv3x3-bn-relu', 'output']";
  const one = '011001000:input,conv3x3-bn-relu,output';
  it.each([
    ['[[0 1 1]\n [0 0 1]\n [0 0 0]]', ops],
    ['[[0. 1. 1.]\n [0. 0. 1.]\n [0. 0. 0.]]', ops],
    ['[[False, True, True], [False, False, True], [False, False, False]]', ops],
    ['[[false,true,true],[false,false,true],[false,false,false]]', '["input","conv3x3-bn-relu","output"]'],
    ['[[0, 1, 1], [0, 0, 1], [0, 0, 0]]', "['input' 'conv3x3-bn-relu' 'output']"],
    ['array([[0, 1, 1],\n       [0, 0, 1],\n       [0, 0, 0]], dtype=int8)', ops],
    ['011001000', 'input,conv3x3-bn-relu,output'],
    ['[0,1,1,0,0,1,0,0,0]', ops],
    [
      [
        [0, 1, 1],
        [0, 0, 1],
        [0, 0, 0],
      ],
      ['input', 'conv3x3-bn-relu', 'output'],
    ],
    [
      [0, 1, 1, 0, 0, 1, 0, 0, 0],
      ['input', 'conv3x3-bn-relu', 'output'],
    ],
    [
      [
        [false, true, true],
        [false, false, true],
        [false, false, false],
      ],
      ['input', 'conv3x3-bn-relu', 'output'],
    ],
    [new Int8Array([0, 1, 1, 0, 0, 1, 0, 0, 0]), ['input', 'conv3x3-bn-relu', 'output']],
  ])('a matrix and its operations: %j, %j', (matrix, operations) => {
    expect(spelled(readGraph(nasbench101, matrix, operations))).toBe(one);
  });

  it.each([
    ['[[0 1 1]\n [0 0 1]', ops, 'truncated: The matrix is not complete, or holds more than a list.'],
    ['[[0, 1, ..., 1]]', ops, 'truncated: The matrix is abbreviated with "…"; write it whole.'],
    ['[[0, 1 1], [0, 0, 1], [0, 0, 0]]', ops, 'invalid: The matrix must be a list of rows of 0 and 1.'],
    [
      '01100100',
      'input,conv3x3-bn-relu,output',
      'truncated: The adjacency has 8 entries, and a square matrix has not so many.',
    ],
    [
      '[[0, 1, 1], [0, 0, 1], [0, 0, 0]]',
      "['input', 'conv3x3-bn-relu' 'output']",
      'invalid: The operations must be a list of names.',
    ],
    [
      '[[0, 1, 1], [0, 0, 1], [0, 0, 0]]',
      "['input', 'conv3x3-bn-relu'",
      'truncated: The list of operations is not complete, or holds more than a list.',
    ],
    [undefined, undefined, 'unknown: The matrix is missing.'],
  ])('%j, %j: %s', (matrix, operations, expected) => {
    expect(spelled(readGraph(nasbench101, matrix, operations))).toBe(expected);
  });

  it.each([
    [
      nasbench201,
      '(4, 0, 3, 1, 4, 3)',
      '|avg_pool_3x3~0|+|skip_connect~0|none~1|+|nor_conv_1x1~0|avg_pool_3x3~1|nor_conv_1x1~2|',
    ],
    [
      nasbench201,
      [4, 0, 3, 1, 4, 3],
      '|avg_pool_3x3~0|+|skip_connect~0|none~1|+|nor_conv_1x1~0|avg_pool_3x3~1|nor_conv_1x1~2|',
    ],
    [
      nasbench201,
      {
        '0_1': 'conv_3x3',
        '0_2': 'none',
        '1_2': 'avg_pool_3x3',
        '0_3': 'none',
        '1_3': 'none',
        '2_3': 'conv_3x3',
      },
      nni,
    ],
    [nasbench201, arch, arch],
    [nasbench201, ` "${arch}" `, arch],
    [
      nasbench201,
      'cell a { n1 = conv3x3(input); n2 = none(input); output = skip(n1) }',
      '|nor_conv_3x3~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|',
    ],
    [nasbench101, one, one],
    [
      nasbench101,
      {
        matrix: [
          [0, 1, 1],
          [0, 0, 1],
          [0, 0, 0],
        ],
        ops: ['input', 'conv3x3-bn-relu', 'output'],
      },
      one,
    ],
    [nasbench201, `${arch}\n${arch}`, 'doubtful: Here are 2 cells and not one.'],
    [
      nasbench101,
      arch,
      'outside-space: This is a NAS-Bench-201 arch_str, with operations on edges; nasbench101 has its operations on vertices.',
    ],
    [nasbench201, '', 'unknown: The cell is missing.'],
    [nasbench201, null, 'unknown: The cell is missing.'],
    [nasbench201, 'none', expect.stringContaining('unknown: No cell is recognised here')],
    [nasbench201, '64:32:48:16:8', expect.stringContaining('network: This is a network of NATS-Bench')],
  ])('of $name: %j', (space, value, expected) => {
    expect(spelled(readCell(space, value))).toEqual(expected);
  });

  it('say that a genotype has a reduction cell, which is not read', () => {
    const text = `Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1)], normal_concat=[2], reduce=[('sep_conv_3x3', 0), ('max_pool_3x3', 1)], reduce_concat=[2])`;
    expect(readCell(darts, text)).toMatchObject({ ok: true, lost: 'reduction' });
    expect(readCell(darts, text.replace(/reduce=.*\], reduce/, 'reduce=[], reduce'))).not.toHaveProperty(
      'lost',
    );
  });

  it('tell their notation, whatever the space', () => {
    expect(notationOf(arch)).toBe('arch-string');
    expect(notationOf('0100:input,output')).toBe('adjacency');
    expect(notationOf('(4, 0, 3, 1, 4, 3)')).toBe('op-indices');
    expect(notationOf([4, 0, 3, 1, 4, 3])).toBe('op-indices');
    expect(notationOf('cell a : nasbench201 { output = skip(input) }')).toBe('cell');
    expect(notationOf('64:32:48:16:8')).toBe('size-string');
    for (const other of [
      '0.93',
      '93.5',
      'adam',
      '2024-11-30 12:00:00',
      '[0.1, 0.2]',
      3,
      null,
      '',
      '{"lr": 0.1}',
    ])
      expect(notationOf(other)).toBeUndefined();
  });
});

describe('reading', () => {
  /** How each notation is written. */
  const writers: readonly (readonly [string, SearchSpace, (cell: GraphCell) => string])[] = [
    ['arch_str', nasbench201, cell => writeSpelling(nasbench201, cell)],
    ['adjacency', nasbench101, cell => writeSpelling(nasbench101, cell)],
    ['adjacency of darts', darts, cell => writeSpelling(darts, cell)],
    ['ModelSpec', nasbench101, cell => writeModelSpec(nasbench101, cell)],
    ['edges', nasbench201, cell => JSON.stringify(Object.fromEntries(edgesOf(cell)))],
    ['structure', nasbench201, cell => structureOf(cell)],
    ['op indices', nasbench201, cell => `(${opIndices(cell).join(', ')})`],
  ];

  it.each(writers)('gives the cell that was written: %s', (_, space, write) => {
    fc.assert(
      fc.property(anyCell(graphSpace(space)), cell => {
        const reading = readCell(space, write(cell));
        expect(reading).toMatchObject({ ok: true, cell });
      }),
    );
  });

  it.each(writers)('never gives another cell for a text that was cut: %s', (_, space, write) => {
    fc.assert(
      fc.property(anyCell(graphSpace(space)), fc.nat(), fc.nat(), (cell, a, b) => {
        const whole = write(cell).trimEnd();
        const [from, to] = [a % whole.length, b % whole.length].sort((x, y) => x - y) as [number, number];
        for (const text of [
          whole.slice(0, to),
          whole.slice(from),
          whole.slice(from, to),
          whole.slice(0, from) + whole.slice(to),
        ]) {
          const reading = readCell(space, text);
          if (reading.ok && writeSpelling(space, reading.cell) !== writeSpelling(space, cell))
            expect([text, isExact(graphSpace(space), graphCell(reading.cell), text)]).toEqual([text, true]);
        }
      }),
      { numRuns: 300 },
    );
  });

  /** Whether the whole text is a cell by the rules of its notation: by an exact reader, or all six numbers, or all brackets. */
  function isExact(space: GraphSpace, cell: GraphCell, text: string): boolean {
    const exact = exactReaders[space.operationsOn](space, text.trim());
    return (
      (exact && writeSpelling(space, exact)) === writeSpelling(space, cell) ||
      /^\(?\d(?:, \d){5}\)?$/.test(text) ||
      (/^[{[(M]/.test(text) && isBalanced(text))
    );
  }

  it.each([
    ['arch_str', nasbench201, '|+~0123 …"\',norcvx'],
    ['adjacency', nasbench101, '01:, inputocv"…-3x'],
  ] as const)(
    'never gives another cell than an exact reader for a text with mistakes: %s',
    (_, space, characters) => {
      const anyMistake = fc.tuple(
        fc.nat(),
        fc.nat(3),
        fc.string({ unit: fc.constantFrom(...characters), maxLength: 3 }),
      );
      fc.assert(
        fc.property(
          anyCell(space),
          fc.array(anyMistake, { minLength: 1, maxLength: 3 }),
          (cell, mistakes) => {
            let text: string = writeSpelling(space, cell);
            for (const [at, count, piece] of mistakes) {
              const start = at % text.length;
              text = text.slice(0, start) + piece + text.slice(start + count);
            }
            const reading = readCell(space, text);
            if (!reading.ok || writeSpelling(space, reading.cell) === writeSpelling(space, cell)) return;
            const bare = text.replaceAll(/^[\s"',:;]+|[\s"',:;]+$/g, '').replaceAll(/\s/g, '');
            const exact = exactReaders[space.operationsOn](space, bare);
            expect(exact && writeSpelling(space, exact)).toBe(writeSpelling(space, reading.cell));
          },
        ),
        { numRuns: 2000 },
      );
    },
  );
});

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const [i, character] of [...text].entries()) {
    if ('[({'.includes(character)) depth++;
    if ('])}'.includes(character)) depth--;
    if (depth === 0 && i < text.length - 1 && i > 8) return false;
  }
  return depth === 0;
}

const published = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'];

function edgesOf({ edges, vertices: n }: GraphCell): [string, string][] {
  const pairs: [string, string][] = [];
  for (let to = 1; to < n; to++)
    for (let from = 0; from < to; from++)
      pairs.push([`${from}_${to}`, published[edges[from * n + to]! - 1]!]);
  return pairs;
}

function structureOf(cell: GraphCell): string {
  const groups = [1, 2, 3].map(to =>
    edgesOf(cell)
      .filter(([key]) => key.endsWith(`_${to}`))
      .map(([key, name]) => `('${name}', ${key[0]})`),
  );
  return `[${groups.map(group => `(${group.join(', ')}${group.length === 1 ? ',' : ''})`).join(', ')}]`;
}

function opIndices(cell: GraphCell): number[] {
  const naslib = ['skip_connect', 'none', 'nor_conv_3x3', 'nor_conv_1x1', 'avg_pool_3x3'];
  const byEdge = new Map(edgesOf(cell));
  return ['0_1', '0_2', '0_3', '1_2', '1_3', '2_3'].map(edge => naslib.indexOf(byEdge.get(edge)!));
}

/** Readers of a whole text by regular expression, as strict as can be, and independent of those under test. */
const exactReaders = {
  edges(space: GraphSpace, text: string): GraphCell | undefined {
    const names = new Map(
      space.operations.flatMap(({ name, aliases }, i) =>
        [name, ...aliases].map(each => [each, i + 1] as const),
      ),
    );
    const edge = (from: number) => `([\\w]+)~(${from})\\|`;
    const groups = [1, 2, 3].map(to => `\\|${Array.from({ length: to }, (_, from) => edge(from)).join('')}`);
    const ordered = new RegExp(`^${groups.join('\\+')}$`).exec(text);
    if (!ordered) return undefined;
    const edges: number[] = new Array(16).fill(0);
    let at = 1;
    for (let to = 1; to < 4; to++)
      for (let from = 0; from < to; from++) {
        const entry = names.get(ordered[at]!);
        if (entry === undefined) return undefined;
        edges[from * 4 + to] = entry;
        at += 2;
      }
    return { vertices: 4, edges, operations: [] };
  },
  vertices(space: GraphSpace, text: string): GraphCell | undefined {
    const [, bits = '', middle = ''] = /^([01]+):input,((?:[\w-]+,)*)output$/.exec(text) ?? [];
    const labels = middle.split(',').filter(Boolean);
    const n = labels.length + 2;
    if (bits.length !== n * n) return undefined;
    const reading = readGraph(space, bits, ['input', ...labels, 'output']);
    return reading.ok ? graphCell(reading.cell) : undefined;
  },
};
