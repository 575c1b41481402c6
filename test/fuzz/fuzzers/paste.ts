import { canonicalHash } from '../../../src/cells/canonical';
import type { Random } from '../../../src/cells/random';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { readCells } from '../../../src/exchange/import/readCells';
import { type Fuzzer, require, requirePlain } from '../fuzzer';
import { hostileNames, longText, mutateText, pick } from '../mutate';
import { publishedTexts } from './publishedTexts';

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

/** A part of a text, and what is read of it: cells, and cells that are named as not read. */
interface Part {
  readonly text: string;
  readonly cells?: number;
  readonly unread?: number;
  /** Whether the part is text beside the cells, which must not be taken for one. */
  readonly isText?: boolean;
}

const edge = (random: Random, source: number) =>
  `${pick(random, ['nor_conv_3x3', 'nor_conv_1x1', 'avg_pool_3x3', 'skip_connect', 'none'])}~${source}`;
const archString = (random: Random) =>
  [1, 2, 3].map(to => `|${Array.from({ length: to }, (_, from) => edge(random, from)).join('|')}|`).join('+');
const operation = (random: Random) => pick(random, ['conv3x3-bn-relu', 'conv1x1-bn-relu', 'maxpool3x3']);
const matrix = '[[0,1,1],[0,0,1],[0,0,0]]';
const operations = (random: Random) => `['input', '${operation(random)}', 'output']`;

/** What texts are made of whose cells are known; `i` tells the names of a text apart. */
const parts: readonly ((random: Random, i: number) => Part)[] = [
  random => ({ text: archString(random), cells: 1 }),
  (random, i) => ({ text: `best_${i} = '${archString(random)}'`, cells: 1 }),
  (random, i) => ({
    text: `spec_${i} = ModelSpec(matrix=${matrix}, ops=${operations(random)})`,
    cells: 1,
  }),
  (random, i) => ({
    text: `m_${i} = ${matrix}\no_${i} = ${operations(random)}\nspec_${i} = ModelSpec(matrix=m_${i}, ops=o_${i})`,
    cells: 1,
  }),
  (random, i) => ({ text: `matrix${i} = ${matrix}\noperations${i} = ${operations(random)}`, cells: 1 }),
  (_, i) => ({
    text: `G${i} = Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1)], normal_concat=[2], reduce=[('max_pool_3x3', 0), ('skip_connect', 1)], reduce_concat=[2])`,
    cells: 2,
  }),
  // A reduction cell that no space holds.
  (_, i) => ({
    text: `X${i} = Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1)], normal_concat=[2], reduce=[('sep_conv_7x7', 0), ('max_pool_3x3', 1)], reduce_concat=[2])`,
    cells: 1,
    unread: 1,
  }),
  random => ({
    text: `// best of Tuesday's run: ${archString(random)} (93.8 %), keep for the paper`,
    cells: 1,
    isText: true,
  }),
  random => ({ text: `It was ${archString(random)} that won.`, cells: 1, isText: true }),
  () => ({ text: '# nothing but a comment', isText: true }),
  () => ({ text: 'Prose of a page, without any.', isText: true }),
];

interface KnownText {
  readonly parts: readonly Part[];
  readonly lineBreak: string;
}

function checkKnown({ parts, lineBreak }: KnownText): void {
  const text = parts.map(part => part.text.replaceAll('\n', lineBreak)).join(lineBreak);
  const { pieces } = readCells(text, builtInSpaces());
  const sum = (of: 'cells' | 'unread') => parts.reduce((total, part) => total + (part[of] ?? 0), 0);
  const count = (kind: string) => pieces.filter(piece => piece.kind === kind).length;
  require(count('cell') === sum('cells'), `${count('cell')} cells are read of ${sum('cells')}`);
  require(count('unread') ===
    sum('unread'), `${count('unread')} cells are named as not read, of ${sum('unread')}`);
  let at = 0;
  for (const { text: own, isText } of parts) {
    const end = at + own.replaceAll('\n', lineBreak).length;
    require(!isText ||
      pieces.some(
        ({ kind, start, end: to }) => (kind === 'comment' || kind === 'prose') && start < end && to > at,
      ), 'text beside the cells is passed over');
    at = end + lineBreak.length;
  }
}

/**
 * Any text is read: pieces lie in it in order, cells are cells of their space, and what is no cell is said in words. Of
 * a text whose cells are known every one is found, and what stands beside them is text.
 */
export const paste: Fuzzer<string | KnownText> = {
  name: 'paste',
  generate(random) {
    if (random.next() < 0.3)
      return {
        parts: Array.from({ length: 1 + random.integer(6) }, (_, i) => pick(random, parts)(random, i)),
        lineBreak: pick(random, ['\n', '\r\n', '\n\n']),
      };
    const text =
      random.next() < 0.3
        ? `${pick(random, publishedTexts)}\n${pick(random, publishedTexts)}`
        : pick(random, publishedTexts);
    if (random.next() < 0.02) return longText(random, text);
    return mutateText(random, text, tokens, publishedTexts);
  },
  check(input) {
    if (typeof input !== 'string') return checkKnown(input);
    let at = 0;
    for (const piece of readCells(input, builtInSpaces()).pieces) {
      require(at <= piece.start &&
        piece.start <= piece.end &&
        piece.end <= input.length, 'pieces are not in order');
      // The two cells of a genotype stand at one place.
      at = piece.start;
      if (piece.kind === 'unread')
        requirePlain(piece.reading.message.replace(/["'].*["']/gs, ''), 'a reason');
      if (piece.kind === 'cell') canonicalHash(piece.reading.space, piece.reading.cell);
    }
  },
};
