import { canonicalHash } from '../../../src/cells/canonical';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { readCells } from '../../../src/exchange/import/readCells';
import { type Fuzzer, require, requirePlain } from '../fuzzer';
import { hostileNames, mutateText, pick } from '../mutate';

const published: readonly string[] = [
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|',
  "ModelSpec(\n  matrix=[[0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]],\n  ops=['input', 'conv3x3-bn-relu', 'maxpool3x3', 'output'])",
  "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])",
  '{"matrix": [[0, 1], [0, 0]], "ops": ["input", "output"], "acc": 0.9}',
  '[4, 0, 3, 1, 4, 3]',
  '```python\nbest = ModelSpec([[0, 1, 0], [0, 0, 1], [0, 0, 0]], [INPUT, CONV3X3, OUTPUT])\n```\nProse about |nor_conv_3x3~0|.',
];
const tokens = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    '=',
    "'",
    '"',
    '"""',
    '#',
    '\\',
    '\n',
    '|',
    '~',
    '+',
    '```',
    ':',
    '->',
  ],
  ...[
    'np.array(',
    'matrix=',
    'None',
    '1e999',
    '-1',
    '0x10',
    'lambda',
    'f"',
    'cell x {',
    '//',
    ...hostileNames,
  ],
];

/** Any text is read: pieces lie in it in order, cells are cells of their space, and what is no cell is said in words. */
export const paste: Fuzzer<string> = {
  name: 'paste',
  generate(random) {
    const text =
      random.next() < 0.3
        ? `${pick(random, published)}\n${pick(random, published)}`
        : pick(random, published);
    return mutateText(random, text, tokens, published);
  },
  check(text) {
    let at = 0;
    for (const piece of readCells(text, builtInSpaces()).pieces) {
      require(at <= piece.start &&
        piece.start <= piece.end &&
        piece.end <= text.length, 'pieces are not in order');
      // The two cells of a genotype stand at one place.
      at = piece.start;
      if (piece.kind === 'unread')
        requirePlain(piece.reading.message.replace(/["'].*["']/gs, ''), 'a reason');
      if (piece.kind === 'cell') canonicalHash(piece.reading.space, piece.reading.cell);
    }
  },
};
