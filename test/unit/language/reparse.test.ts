import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from '../../../src/language/parse';
import { reparse } from '../../../src/language/reparse';
import { wholeGrammar } from './sources';
import { plain } from './trees';

const pieces = [
  wholeGrammar,
  'cell a {\n  b = c(d)\n  output = concat(b)\n}\n',
  '/// Doc.\ncell x : lab {\n  a = conv3x3(input + a)\n  measured acc = 91 %\n}\n',
  'cell y { a = b; output = a }\n',
  'use lab\n',
  'use\n',
  'cell\n',
  'cell z = "spelled"\n',
  'space s {\n  operations on vertices {\n    a = conv(kernel: 3)\n  }\n  vertices <= 4\n}\n',
  'cell broken {\n  a = (\n',
  'what is this\n',
  '// comment\n',
  '/* block */\n',
  '/* two\n lines */ ',
  '}\n',
  '\n',
];
const inserted = fc.oneof(
  fc.constantFrom(
    '/*',
    '*/',
    '{',
    '}',
    '"',
    '\n',
    '///',
    '//',
    'cell ',
    'use q',
    'space',
    ' ',
    '(',
    ')',
    ';',
    'x',
    '@',
  ),
  fc.constantFrom(...pieces),
  fc.constant(''),
);
const edits = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(30), text: inserted }),
  { minLength: 1, maxLength: 8 },
);

it('gives after any edits what parsing the whole text gives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 60 }),
      edits,
      (parts, changes) => {
        let text = parts.join('');
        let parsed = parse(text);
        for (const { at, length, text: inserted } of changes) {
          const start = Math.floor(at * text.length);
          text = text.slice(0, start) + inserted + text.slice(start + length);
          parsed = reparse(parsed, text);
          const whole = parse(text);
          expect(plain(parsed.file)).toEqual(whole.file);
          const sorted = (of: typeof whole) =>
            of.diagnostics.toSorted((a, b) => a.start - b.start || a.end - b.end);
          expect(sorted(parsed)).toEqual(sorted(whole));
          const brokenStarts = (of: typeof whole) =>
            of.file.declarations.flatMap(each => (of.broken.has(each) ? [each.start] : []));
          expect(brokenStarts(parsed)).toEqual(brokenStarts(whole));
        }
      },
    ),
    { numRuns: 1500 },
  );
});

it('parses what an edit touches alone', () => {
  const text = 'cell a {\n  b = c(d)\n  output = concat(b)\n}\n'.repeat(3000);
  const before = parse(text);
  const at = Math.floor(text.length / 2);
  const after = reparse(before, `${text.slice(0, at)} ${text.slice(at)}`);
  expect(
    after.file.declarations.filter((each, i) => each === before.file.declarations[i]).length,
  ).toBeGreaterThan(1400);
  const time = (run: () => unknown) => {
    const times = Array.from({ length: 15 }, () => {
      const begun = performance.now();
      run();
      return performance.now() - begun;
    });
    return Math.min(...times);
  };
  const whole = time(() => parse(text));
  expect(time(() => reparse(before, `${text.slice(0, at)} ${text.slice(at)}`))).toBeLessThan(whole / 2);
});
