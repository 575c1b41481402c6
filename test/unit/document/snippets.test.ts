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

it.each(Object.entries(snippets))('%s is right as it comes', (_, { body }) => {
  const text = expanded(body);
  const whole = text.startsWith('measured')
    ? `cell a : nasbench101 {\n  output = concat(input)\n  ${text}}\n`
    : text;
  expect(readDocument(whole).diagnostics).toEqual([]);
  expect(formatDocument(whole)).toBe(whole);
});
