import { expect, test } from 'vitest';
import { cellNodes, describeCell } from '../../../src/client/views/cellNodes';

const target = { uri: 'file:///w/a.cell', position: { line: 3, character: 5 } };
const file = (uri: string) => uri.slice('file:///w/'.length);

test('a cell of the sidebar is a target for the commands, and keeps its id while others are written above it', () => {
  const cell = { name: 'deep', target, rank: 'top 3.2 %' };
  const moved = { ...cell, target: { ...target, position: { line: 9, character: 5 } } };
  const [before] = cellNodes({ space: 'lab', cells: [cell] }, file);
  const [after] = cellNodes({ space: 'lab', cells: [moved] }, file);
  expect(before).toMatchObject(target);
  expect(after?.id).toBe(before?.id);
  expect(after?.position.line).toBe(9);
});

test('two cells of one name in a file are told apart', () => {
  const cell = { name: 'twin', target };
  const ids = cellNodes({ space: 'lab', cells: [cell, cell] }, file).map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
});

test('behind the name stand rank and file, or the file alone', () => {
  const [ranked, plain] = cellNodes(
    {
      space: 'lab',
      cells: [
        { name: 'a', target, rank: '≈ top 32 %' },
        { name: 'b', target },
      ],
    },
    file,
  ).map(describeCell);
  expect(ranked).toBe('≈ top 32 % · a.cell');
  expect(plain).toBe('a.cell');
});
