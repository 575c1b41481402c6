import { expect, it } from 'vitest';
import { parsePythonJson } from '../../../src/text/pythonJson';
import { expectLinear } from '../../growth';

it.each([
  ['{"a": NaN, "b": [-Infinity, Infinity]}', { a: null, b: [null, null] }],
  ['{"why": "x: NaN, y", "v": NaN}', { why: 'x: NaN, y', v: null }],
  ['{"a\\"": "NaN", "b": NaN}', { 'a"': 'NaN', b: null }],
  ['{"a": 1}', { a: 1 }],
  ['{"a": NaNs}', undefined],
  ['{"a": "NaN', undefined],
  ['', undefined],
])('%s is read as Python means it', (text, value) => {
  expect(parsePythonJson(text)).toEqual(value);
});

it.each(['\\"', ' ', ': NaN ', '"', '-'])('many of %j cost time linear in their number', unit => {
  expectLinear(size => parsePythonJson(`{"a": NaN, "${unit.repeat(size)}`), 20_000);
});
