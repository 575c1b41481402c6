import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formatDocument } from '../../../src/document/formatDocument';
import { readDocument } from '../../../src/document/readDocument';

const snippets = JSON.parse(readFileSync('syntaxes/snippets.json', 'utf8')) as Record<
  string,
  { body: string[] }
>;

/** What a snippet leaves if one takes the first choice everywhere. */
function expanded(body: readonly string[]): string {
  const text = body
    .join('\n')
    .replace(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\d+/g, '');
  return `${text}\n`;
}

const indented = (text: string) => text.replaceAll(/^(?=.)/gm, '  ');
const head = 'space nets {\n  operations on layers {\n    conv3x3\n    conv1x1\n  }\n';
const network = [
  '  network {',
  '    input = image(32x32x3)',
  '    body = stage(input, layers: 2, channels: 8)',
  '    output = linear(globalpool(body), channels: 10)',
  '  }',
  '',
].join('\n');

/** Where a snippet stands that is no declaration. */
const places: readonly (readonly [string, (text: string) => string])[] = [
  ['measured', text => `cell a : nasbench101 {\n  output = concat(input)\n${text}}\n`],
  ['network', text => `${head}${text}}\n`],
  ['training', text => `${head}${network}${text}}\n`],
];

it.each(Object.entries(snippets))('%s is right as it comes', (_, { body }) => {
  const text = expanded(body);
  const whole = places.find(([word]) => text.startsWith(word))?.[1](indented(text)) ?? text;
  expect(readDocument(whole).diagnostics).toEqual([]);
  expect(formatDocument(whole)).toBe(whole);
});
