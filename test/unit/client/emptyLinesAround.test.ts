import { expect, it } from 'vitest';
import { emptyLinesAround } from '../../../src/client/panel/emptyLinesAround';

const cell = (name: string) => `cell ${name} { output = concat(input) }`;

it.each([
  ['|', 'NEW\n'],
  ['cell a {\n}|', 'cell a {\n}\n\nNEW\n'],
  ['cell a {\n}\n|', 'cell a {\n}\n\nNEW\n'],
  ['cell a {\n}|\n\ncell b {\n}\n', 'cell a {\n}\n\nNEW\n\ncell b {\n}\n'],
  ['cell a {\n}\n|\ncell b {\n}\n', 'cell a {\n}\n\nNEW\n\ncell b {\n}\n'],
  [`${cell('a')} | ${cell('b')}`, `${cell('a')} \n\nNEW\n\n ${cell('b')}`],
])('an inserted cell is parted by an empty line: %j', (marked, expected) => {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const above = text.slice(0, offset).split('\n');
  const { before, after } = emptyLinesAround(text, {
    line: above.length - 1,
    character: above.at(-1)!.length,
  });
  expect(`${text.slice(0, offset)}${before}NEW${after}${text.slice(offset)}`).toBe(expected);
});
