import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format } from '../../../src/language/format';
import { wholeGrammar } from './sources';

const piece = fc.constantFrom(
  ...[
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    '\u2028',
    '/*',
    '*/',
    '//',
    '///',
    ';',
    '{',
    '}',
    '(',
    ')',
    '"',
    ',',
    '=',
    '+',
  ],
  ...[
    'o',
    'cell ',
    'space ',
    'use ',
    'a',
    '%',
    '\ufeff',
    'cell a {\n  b = c(d)\n}\n',
    '/* two\r\n lines */',
    '@',
  ],
);

describe('formatting twice gives what formatting once gives', () => {
  it.each([
    ['\r\n/*\no', '/*\no\r\n'],
    ['\n/*\r\no\r\n\r\n', '/*\r\no\n'],
    ['cell a {\r\n/*\n', 'cell a {\r\n/*\n'],
  ])('%j', (text, formatted) => {
    expect(format(text)).toBe(formatted);
    expect(format(formatted)).toBe(formatted);
  });

  it('for any sequence of what a lexer knows', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), parts => {
        const once = format(parts.join(''));
        expect(format(once)).toBe(once);
      }),
      { numRuns: 8000 },
    );
  });

  it('for a whole file that is cut and joined anywhere', () => {
    const cut = fc.tuple(fc.nat(wholeGrammar.length), fc.nat(60), fc.array(piece, { maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), cuts => {
        let text = wholeGrammar;
        for (const [at, length, parts] of cuts)
          text = text.slice(0, at) + parts.join('') + text.slice(at + length);
        const once = format(text);
        expect(format(once)).toBe(once);
      }),
      { numRuns: 800 },
    );
  });
});
