import { expect, it } from 'vitest';
import { type Line, markupContent } from '../../../src/server/markup';

const markdownOf = (...line: Line) => markupContent([{ kind: 'paragraph', lines: [line] }], 'markdown').value;

it('keeps one space between a text and its neighbours', () => {
  expect(markdownOf('a  ', { code: 'b' }, '\t*c*')).toBe('a `b` \\*c\\*');
  expect(markdownOf({ bold: 'a' }, '   ', { bold: 'b' })).toBe('**a** **b**');
});

// Its cost was the square of its length: half a minute.
it('a text of 200,000 blanks', () => {
  const text = `a${' '.repeat(200_000)}b`;
  expect(markdownOf(text)).toBe(text);
});
