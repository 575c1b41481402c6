import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCellOf } from '../../../src/cells/limits';
import { writeSpelling } from '../../../src/cells/spelling';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { printCell } from '../../../src/document/printCell';
import { readDocument } from '../../../src/document/readDocument';
import { nothingRecognised, readCells } from '../../../src/exchange/import/readCells';
import type { ReadCell, Spaces } from '../../../src/exchange/import/reading';
import { graphCell } from '../../graphs';
import { expectLinear } from '../../growth';

type NamedCell = ReadCell & { readonly name: string };

/** The cells of a text; without one, why there is none. */
function importAll(text: string, spaces: Spaces = builtInSpaces()): NamedCell[] | string {
  const { pieces } = readCells(text, spaces);
  const cells = pieces.flatMap(piece =>
    piece.kind === 'cell' ? [{ ...piece.reading, name: piece.name }] : [],
  );
  const unread = pieces.find(piece => piece.kind === 'unread');
  return cells.length > 0 ? cells : (unread?.reading.message ?? nothingRecognised);
}

function importFirst(text: string, spaces?: Spaces): NamedCell | string {
  const cells = importAll(text, spaces);
  return typeof cells === 'string' ? cells : cells[0]!;
}

function imported(text: string): NamedCell {
  const result = importFirst(text);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

const source = ({ space, cell, name, names }: NamedCell) =>
  printCell(space, cell, names ? { name, names } : { name });

const readme = `
# Query an Inception-like cell from the dataset.
model_spec = api.ModelSpec(
    # Adjacency matrix of the module
    matrix=[[0, 1, 1, 1, 0, 1, 0],    # input layer
            [0, 0, 0, 0, 0, 0, 1],    # 1x1 conv
            [0, 0, 0, 0, 0, 0, 1],    # 3x3 conv
            [0, 0, 0, 0, 1, 0, 0],    # 5x5 conv (replaced by two 3x3's)
            [0, 0, 0, 0, 0, 0, 1],    # 5x5 conv (replaced by two 3x3's)
            [0, 0, 0, 0, 0, 0, 1],    # 3x3 max-pool
            [0, 0, 0, 0, 0, 0, 0]],   # output layer
    # Operations at the vertices of the module, matches order of matrix
    ops=[INPUT, CONV1X1, CONV3X3, CONV3X3, CONV3X3, MAXPOOL3X3, OUTPUT])

# Query this model from dataset
data = nasbench.query(model_spec)
`;
const inception =
  '0111010000000100000010000100000000100000010000000:input,conv1x1-bn-relu,conv3x3-bn-relu,conv3x3-bn-relu,conv3x3-bn-relu,maxpool3x3,output';

const darts = `DARTS_V2 = Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])`;

describe('a ModelSpec', () => {
  it('is read as the README of NAS-Bench-101 has it, comments and constants included', () => {
    const cell = imported(readme);
    expect(cell.space.name).toBe('nasbench101');
    expect(cell.name).toBe('model_spec');
    expect(writeSpelling(cell.space, cell.cell)).toBe(inception);
  });

  const ops = `['input', "conv3x3-bn-relu", 'output']`;
  const one = '010001000:input,conv3x3-bn-relu,output';
  it.each([
    `ModelSpec([[0,1,0],[0,0,1],[0,0,0]], ${ops})`,
    `ModelSpec(ops=${ops}, matrix=np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=np.int8))`,
    `nasbench.api.ModelSpec( matrix = array([[0 1 0]\n [0 0 1]\n [0 0 0]]),\n ops = ${ops}, data_format='channels_last', )`,
    `ModelSpec(matrix=((False, True, False), (0, 0, 1.0), (0, 0, 0)), ops=[INPUT, base_ops.CONV3X3, OUTPUT])`,
    `{'module_adjacency': array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=int8), 'module_operations': ${ops}, 'trainable_parameters': 8555530}`,
  ])('is read in whatever form: %s', text => {
    const { space, cell } = imported(text);
    expect(writeSpelling(space, cell)).toBe(one);
  });

  it('is pruned as the benchmark prunes it', () => {
    const text = `ModelSpec([[0,1,1,0],[0,0,0,0],[0,0,0,1],[0,0,0,0]], ['input', 'conv1x1-bn-relu', 'maxpool3x3', 'output'])`;
    const { space, cell } = imported(text);
    expect(writeSpelling(space, cell)).toBe('010001000:input,maxpool3x3,output');
  });

  it.each([
    ['ModelSpec(matrix=[[0, 1], [0]], ops=[])', 'row 2 of its 2 has 1'],
    ['ModelSpec(matrix=[[0, 2], [0, 0]], ops=["input", "output"])', '0 and 1 alone'],
    [
      'ModelSpec(matrix=[[0, 1], [1, 0]], ops=["input", "output"])',
      'from vertex 1 to vertex 0 does not go forward',
    ],
    ['ModelSpec(matrix=[[0, 1], [0, 0]], ops=["input"])', 'there are 1'],
    ['ModelSpec(matrix=[[0, 1], [0, 0]])', 'must be a list of names'],
    [
      'ModelSpec(matrix=[[0, 1, 0], [0, 0, 1], [0, 0, 0]], ops=["input", "warp", "output"])',
      'no operation "warp"',
    ],
    ['ModelSpec(matrix=[[0, 1], [0, 0]], ops=["input", "out', 'not complete'],
    ['ModelSpec()', 'list of rows'],
  ])('%s is refused: %s', (text, why) => {
    expect(importFirst(text)).toContain(why);
  });
});

describe('a cell of NAS-Bench-201', () => {
  const best =
    '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|';

  it.each([
    best,
    `"${best}"\n`,
    `arch_str = '${best}'`,
    `>>> api.query_by_arch('${best}', '200')`,
    best.replaceAll('+', ' +\n '),
  ])('is read by its arch_str from %j', text => {
    const { space, cell } = imported(text);
    expect(space.name).toBe('nasbench201');
    expect(writeSpelling(space, cell)).toBe(best);
  });

  it('takes the name it is assigned to', () => {
    expect(imported(`winner = "${best}"`).name).toBe('winner');
    expect(imported(best).name).toBe('imported');
  });

  it.each([
    '[2, 2, 0, 2, 2, 2]',
    '(2,2,0,2,2,2)',
    '2 2 0 2 2 2',
    'op_indices = np.array([2, 2, 0, 2, 2, 2])',
  ])('is read by NASLib’s op indices: %s', text => {
    const { space, cell } = imported(text);
    expect(writeSpelling(space, cell)).toBe(best);
  });

  it('has NASLib’s edges in NASLib’s order', () => {
    // (1,2) (1,3) (1,4) (2,3) (2,4) (3,4), of skip, none, 3×3, 1×1, pool.
    const { space, cell } = imported('[0, 1, 2, 3, 4, 0]');
    expect(writeSpelling(space, cell)).toBe(
      '|skip_connect~0|+|none~0|nor_conv_1x1~1|+|nor_conv_3x3~0|avg_pool_3x3~1|skip_connect~2|',
    );
  });

  it.each([
    ['|warp~0|+|none~0|none~1|+|none~0|none~1|none~2|', 'no operation "warp"'],
    ['|none~0|+|none~0|none~1|', 'here are 2'],
    ['[0, 1, 2, 3, 4, 5]', 'one here is 5'],
    ['[0, 1, 2]', 'here are 3'],
  ])('%s is refused: %s', (text, why) => {
    expect(importFirst(text)).toContain(why);
  });
});

describe('a DARTS Genotype', () => {
  it('becomes a cell whose nodes are sums', () => {
    const cell = imported(darts);
    expect(source(cell)).toMatchInlineSnapshot(`
      "cell DARTS_V2 : darts {
        a2 = sep3x3(input)
        b2 = sep3x3(input)
        node2 = skip(a2 + b2)
        a3 = sep3x3(input)
        b3 = sep3x3(input)
        node3 = skip(a3 + b3)
        a4 = sep3x3(input)
        b4 = skip(input)
        node4 = skip(a4 + b4)
        a5 = skip(input)
        b5 = dil3x3(node2)
        node5 = skip(a5 + b5)
        output = concat(node2, node3, node4, node5)
      }
      "
    `);
    expect(cell.doc).toContain('two inputs');
  });

  it('gives its reduction cell too', () => {
    const cells = importAll(darts) as NamedCell[];
    expect(cells.map(({ name }) => name)).toEqual(['DARTS_V2', 'DARTS_V2_reduce']);
    expect(source(cells[1]!)).toContain('node3 = skip(a3 + b3)');
  });

  it.each([
    `Genotype(normal=[('sep_conv_3x3', 0), ('none', 1)], normal_concat=range(2, 3), reduce=[], reduce_concat=range(2, 3))`,
    `Genotype([[('sep_conv_3x3', 0)]], range(2, 3))`,
    `genotypes.Genotype(\n  normal = [\n    ('sep_conv_3x3', 1),  # twice nothing\n    ('none', 0)], normal_concat=[2])`,
  ])('is read in whatever form: %s', text => {
    const cells = importAll(text) as NamedCell[];
    expect(cells).toHaveLength(1);
    expect(source(cells[0]!)).toContain(
      'a2 = sep3x3(input)\n  node2 = skip(a2)\n  output = concat(node2)'.replace(
        'a2 = sep3x3(input)',
        'a2 = sep3x3(input)',
      ),
    );
  });

  it('leaves out a node that feeds nothing', () => {
    const { cell } = imported(
      `Genotype(normal=[('skip_connect', 0), ('skip_connect', 1), ('sep_conv_5x5', 0), ('max_pool_3x3', 1)], normal_concat=[3])`,
    );
    expect(graphCell(cell).vertices).toBe(5);
  });

  it.each([
    [
      `Genotype(normal=[('conv_7x1_1x7', 0), ('none', 1)], normal_concat=[2])`,
      'darts has no operation "conv_7x1_1x7"',
    ],
    [
      `Genotype(normal=[('skip_connect', 2), ('none', 1)], normal_concat=[2])`,
      "can't take its input from node 2",
    ],
    [`Genotype(normal=[('skip_connect', 0)], normal_concat=[2])`, 'odd number'],
    [`Genotype(normal=[('skip_connect', 0), ('none', 0)], normal_concat=[7])`, 'must name nodes from 2 to 2'],
    [`Genotype(normal=[('none', 0), ('none', 0)], normal_concat=[2])`, 'No path'],
    [`Genotype(recurrent=[('relu', 0)], concat=range(1, 9))`, 'genotype of a recurrent cell'],
    [`Genotype(reduce=[('relu', 0)])`, 'no list `normal`'],
    [
      `Genotype(normal=[${`('sep_conv_3x3', 0), `.repeat(10)}], normal_concat=[2, 3, 4, 5, 6])`,
      'at most 14 vertices',
    ],
  ])('%s is refused: %s', (text, why) => {
    expect(importFirst(text)).toContain(why);
  });
});

describe('any text', () => {
  const pieces = [
    'ModelSpec(',
    'Genotype(',
    'matrix=',
    'ops=',
    'normal=',
    'normal_concat=',
    '[[0, 1], [0, 0]]',
    '["input", "output"]',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    ',',
    '=',
    ':',
    '"',
    "'",
    '#',
    '\n',
    ' ',
    '0',
    '1',
    '-7',
    '1e999',
    'np.array',
    'range',
    'x',
    '|none~0|',
    '+',
    '|',
    '~',
    '01',
    'input',
    'output',
    'conv3x3',
    '\u{1f9e0}',
    '\ud800',
    '\ufeff',
  ];
  const texts = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map(parts => parts.join('')),
    fc
      .tuple(fc.constantFrom(readme, darts, inception), fc.nat(), fc.nat(20), fc.constantFrom(...pieces))
      .map(([text, at, length, piece]) => {
        const start = at % text.length;
        return text.slice(0, start) + piece + text.slice(start + length);
      }),
  );

  it('gives valid cells that read back from .cell source, or a sentence', () => {
    fc.assert(
      fc.property(texts, text => {
        const cells = importAll(text);
        if (typeof cells === 'string') {
          expect(cells).toMatch(/^\S.*\.$/su);
          return;
        }
        expect(cells.length).toBeGreaterThan(0);
        for (const each of cells) {
          expect(isCellOf(each.space, each.cell)).toBe(true);
          const read = readDocument(source(each));
          expect(read.diagnostics).toEqual([]);
          expect(read.cells[0]?.cell).toEqual(each.cell);
          expect(read.cells[0]?.name).toBe(each.name);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('takes linear time, however it is nested or repeated', () => {
    for (const piece of [
      'name',
      '[',
      'ModelSpec(',
      'Genotype((',
      '|none~0|+',
      '01',
      '0101:input,',
      '0 ',
      "'",
      'matrix=[',
      '#\n',
      'x=',
      ' \n',
    ]) {
      expectLinear(size => {
        importFirst(`ModelSpec([[0, 1], [0, 0]], ['input', 'output'])\n${piece.repeat(size / piece.length)}`);
      }, 5000);
      expectLinear(size => {
        const text = `ModelSpec(${piece.repeat(size / piece.length)}`;
        importFirst(text);
        importFirst(text.slice('ModelSpec('.length));
      }, 20_000);
    }
  });

  it('without a cell is told what could be read', () => {
    expect(importFirst('hello')).toContain('ModelSpec');
    expect(importFirst('x'.repeat(2_000_000))).toContain('too long');
  });

  it('needs no shipped space for an error', () => {
    expect(importFirst(readme, new Map())).toContain('No search space');
    expect(importFirst(readme, new Map([...builtInSpaces()].filter(([name]) => name === 'darts')))).toContain(
      'darts has no operation',
    );
  });
});
