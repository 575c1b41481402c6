import { expect, test } from 'vitest';
import { explanationOf, searchOf, tellRuns } from '../../../src/client/language/toolWords';
import { row } from '../../webview/samples';

test('a search that the assistant asks for has defaults, and is refused in a sentence when it makes no sense', () => {
  expect(searchOf({ space: 'nasbench101' })).toMatchObject({ strategy: 'evolution', budget: 2000, seed: 0 });
  expect(searchOf({ space: 'nasbench101', strategy: 'local', budget: 50, seed: 3 })).toMatchObject({
    strategy: 'local',
    budget: 50,
    seed: 3,
  });
  expect(() => searchOf({ space: '--model' })).toThrow(/Name the space/);
  expect(() => searchOf({ space: 'a', strategy: 'magic' })).toThrow(/evolution, local/);
  expect(() => searchOf({ space: 'a', budget: 0.5 })).toThrow(/budget is a whole number/);
});

test('an explanation needs a text, and may name one of its cells', () => {
  expect(explanationOf({ cells: 'cell a', name: '' })).toEqual({ text: 'cell a' });
  expect(explanationOf({ cells: 'cell a', name: 'a' })).toEqual({ text: 'cell a', name: 'a' });
  expect(() => explanationOf({ cells: ' ' })).toThrow('Give the text of a .cell file.');
});

test('the assistant is told of the newest runs, and how many there are besides', () => {
  const rows = [row({ id: 'a', figure: 'top 0.03 %' }), row({ id: 'b' }), row({ id: 'c' })];
  expect(tellRuns(rows, 2).split('\n')).toEqual([
    'a: Search nasbench101 (search, nasbench101, seed 0): done, top 0.03 %',
    'b: Search nasbench101 (search, nasbench101, seed 0): done, done',
    '… and 1 older ones.',
  ]);
  expect(tellRuns([])).toContain('no experiments');
});
