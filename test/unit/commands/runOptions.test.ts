import { expect, test } from 'vitest';
import { optionsOf, optionTitle } from '../../../src/protocol/runOptions';
import { row } from '../../webview/samples';

const options = (command: 'train' | 'search', ...args: string[]) =>
  Object.fromEntries(optionsOf(row({ id: 'a', command, arguments: [command, ...args] }).record));

test('a run is described by its options as they are called today, known or not', () => {
  expect(options('search', '--space', 'lab', '--model', 'mine', '--top=3', '--json')).toEqual({
    space: 'lab',
    predictor: 'mine',
    top: '3',
    json: 'yes',
  });
  expect(options('search', '--constructor', 'x', '--max-depth', '4')).toEqual({
    constructor: 'x',
    'max-depth': '4',
  });
});

test('options have the names that the forms give them', () => {
  expect(['samples', 'model', 'max-depth', 'constructor'].map(name => optionTitle(name, 'train'))).toEqual([
    'Cells to learn from',
    'Predictor',
    'Max depth',
    'Constructor',
  ]);
  expect([optionTitle('budget', 'search'), optionTitle('budget', 'loop')]).toEqual([
    'Cells to score',
    'Cells to measure',
  ]);
});
