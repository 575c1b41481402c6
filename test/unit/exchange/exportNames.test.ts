import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedCell } from '../../../src/cells/network/buildNetwork';
import type { GraphSpace } from '../../../src/cells/space';
import { readDocument } from '../../../src/document/readDocument';
import { exportCell } from '../../../src/exchange/export/exportCell';
import { isName } from '../../../src/language/lexer';
import { askPython, findPython } from '../../pythonOracle';
import { anyCell } from '../cells/arbitrary';
import { edgeSpace, everySpace, vertexSpace } from '../cells/spaces';

const found = findPython(['ast']);
const python = 'python' in found ? found.python : '';
const script = path.join(import.meta.dirname, 'pythonNames.py');

/** Names that mean something to Python, to PyTorch, to Keras or to the exported code itself, or that no identifier is. */
const hazards =
  `None True False NotImplemented Ellipsis __debug__ __class__ __init__ __name__ and as assert async await
  break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise
  return try while with yield match case type _ print range super len int list tuple sum max min math torch nn keras
  layers ops self x inputs outputs channels images share cell network Network Reduction Between Pool ConvBnRelu
  SeparableBnRelu DepthwiseBnRelu ReluConvBn ReluSeparableBn ReluDepthwiseBn conv_bn_relu relu_conv_bn reduction conv norm
  training forward parameters buffers modules children state_dict _parameters _modules _buffers T_destination device
  stem blocks head classes model shape é ñandú 变量 ｆｕｌｌ ª a_input a_channels x_input output_input v v1 v_1 _1 a_ a__
  a̲ e\u0301 \u2118 \u00aa·`
    .split(/\s+/)
    .filter(name => isName(name) && !['input', 'output', 'cell', 'space', 'use', 'measured'].includes(name));

/** A cell with vertices and a name of its own, as `.cell` source can have them. */
function anyNamed(space: GraphSpace): fc.Arbitrary<NamedCell> {
  return anyCell(space).chain(cell =>
    fc
      .tuple(
        fc.shuffledSubarray(hazards, { minLength: cell.vertices - 2, maxLength: cell.vertices - 2 }),
        fc.constantFrom(...hazards),
        fc.string({
          unit: fc.constantFrom(
            '"""',
            '\\',
            "'''",
            '\0',
            '\x1b[31m',
            '\r',
            '\n',
            '\u2028',
            '"',
            'N{DIGIT}',
            'a',
            ' ',
            '\ud800',
            '# coding: rot13',
          ),
        }),
      )
      .map(([inner, name, doc]) => ({ space, cell, name, names: ['input', ...inner, 'output'], doc })),
  );
}

function sources(named: NamedCell): string[] {
  return (['pytorch', 'keras'] as const).flatMap(format =>
    [true, false].map(alone => {
      const exported = exportCell(format, named, { alone });
      return exported.kind === 'text' ? exported.text : '';
    }),
  );
}

describe('exports of cells whose vertices have any names', () => {
  it.skipIf(!python)(
    `are Python that compiles and hides nothing${'why' in found ? ` (${found.why})` : ''}`,
    () => {
      const cells = everySpace.flatMap(space => fc.sample(anyNamed(space), { numRuns: 60, seed: 11 }));
      const wrong = askPython(python, script, cells.flatMap(sources)) as unknown[];
      expect(wrong).toEqual([]);
    },
  );

  it('are of one form whatever the names: DOT, SVG and ONNX', () => {
    for (const space of [vertexSpace, edgeSpace])
      fc.assert(
        fc.property(anyNamed(space), named => {
          const dot = exportCell('dot', named);
          expect(
            dot.kind === 'text' && /^digraph "(?:[^"\\]|\\.)*" \{\n(?: {2}.*;\n)+\}\n$/.test(dot.text),
          ).toBe(true);
          const svg = exportCell('svg', named);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: XML allows none of them.
          expect(svg.kind === 'text' && /[\0-\x08\x0b\x0c\x0e-\x1f]/.test(svg.text)).toBe(false);
          expect(exportCell('onnx', named, { alone: true }).kind).toBe('binary');
        }),
        { numRuns: 50 },
      );
  });

  it('come from source that is valid', () => {
    const source = `use nasbench101\n/// nul \0 here\ncell class {\n  None = conv3x3(input)\n  True = conv1x1(None)\n  ConvBnRelu = conv1x1(True)\n  output = concat(ConvBnRelu)\n}\n`;
    const [read] = readDocument(source.replace('\0', ' ')).cells;
    const { space, cell, names, name } = read!;
    const exported = exportCell(
      'pytorch',
      { space: space!, cell: cell!, name, names, doc: 'nul \0 here' },
      { alone: true },
    );
    const text = exported.kind === 'text' ? exported.text : '';
    expect(text).toContain('nul ␀ here');
    expect(text).toContain('self.None_2 = ConvBnRelu(');
    expect(text).toContain('self.ConvBnRelu_2 = ConvBnRelu(');
  });
});
