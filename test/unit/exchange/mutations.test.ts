import path from 'node:path';
import { expect, it } from 'vitest';
import { createRandom } from '../../../src/cells/random';
import { writeSpelling } from '../../../src/cells/spelling';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { readCell } from '../../../src/exchange/import/readCell';
import { askPython, findPython } from '../../pythonOracle';

const found = findPython(['ast']);
const python = 'python' in found ? found.python : '';
const script = path.join(import.meta.dirname, 'pythonValues.py');

const published: readonly (readonly [space: string, text: string])[] = [
  [
    'darts',
    "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_5x5', 1), ('max_pool_3x3', 0), ('dil_conv_3x3', 2), ('skip_connect', 3), ('none', 1)], normal_concat=range(2, 5), reduce=[('sep_conv_3x3', 0), ('max_pool_3x3', 1)], reduce_concat=[2])",
  ],
  [
    'darts',
    "{'normal': [('sep_conv_3x3', 0), ('sep_conv_5x5', 1), ('max_pool_3x3', 0), ('dil_conv_3x3', 2)], 'normal_concat': [2, 3], 'reduce': [], 'reduce_concat': []}",
  ],
  [
    'darts',
    '(((0, 3), (1, 4), (0, 0), (1, 5), (1, 4), (3, 2), (0, 3), (3, 2)), ((0, 1), (1, 4), (0, 1), (1, 4), (2, 3), (3, 4), (1, 5), (2, 1)))',
  ],
  [
    'nasbench101',
    "ModelSpec(matrix=[[0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0]], ops=['input', 'conv3x3-bn-relu', 'conv1x1-bn-relu', 'output'])",
  ],
  [
    'nasbench201',
    '{"0_1": "conv_3x3", "0_2": "none", "1_2": "avg_pool_3x3", "0_3": "conv_1x1", "1_3": "none", "2_3": "conv_3x3"}',
  ],
  [
    'nasbench201',
    "[(('nor_conv_3x3', 0),), (('nor_conv_3x3', 0), ('skip_connect', 1)), (('skip_connect', 0), ('nor_conv_1x1', 1), ('nor_conv_3x3', 2))]",
  ],
  ['nasbench201', '[2, 1, 0, 3, 2, 4]'],
  ['nasbench201', '[[0, 0, 0, 0], [3, 0, 0, 0], [3, 4, 0, 0], [1, 3, 1, 0]]'],
];

/** The spelling of the cell; `undefined`: it is none. */
function spelled(space: string, text: string): string | undefined {
  const reading = readCell(builtInSpaces().get(space)!, text);
  return reading.ok ? writeSpelling(reading.space, reading.cell) : undefined;
}

it.skipIf(!python)(
  `a text with mistakes is never another cell than Python's value of it${'why' in found ? ` (${found.why})` : ''}`,
  () => {
    const random = createRandom(5);
    const characters = '01234,()[]{}\'" =:#-._~abx\n\\';
    const texts: { space: string; text: string; base: string }[] = [];
    for (let i = 0; i < 12_000; i++) {
      const [space, base] = published[random.integer(published.length)]!;
      let text: string = base;
      for (let edits = 1 + random.integer(3); edits > 0 && text !== ''; edits--) {
        const at = random.integer(text.length);
        const inserted = Array.from(
          { length: random.integer(3) },
          () => characters[random.integer(characters.length)],
        );
        const kind = random.integer(8);
        if (kind === 0) text = text.slice(0, at);
        else if (kind === 1) text = text.slice(at);
        else text = text.slice(0, at) + inserted.join('') + text.slice(at + random.integer(4));
      }
      texts.push({ space, text, base });
    }
    const read = texts.filter(({ space, text }) => spelled(space, text) !== undefined);
    expect(read.length).toBeGreaterThan(200);
    const values = askPython(
      python,
      script,
      read.map(({ text }) => text),
    ) as (string | null)[];
    const wrong = read.flatMap(({ space, text, base }, i) => {
      const ours = spelled(space, text);
      const value = values[i];
      const exact = typeof value === 'string' ? spelled(space, value) : undefined;
      return ours === exact || ours === spelled(space, base) ? [] : [{ text, ours, exact }];
    });
    expect(wrong).toEqual([]);
  },
);
