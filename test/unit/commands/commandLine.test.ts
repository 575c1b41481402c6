import { execFileSync } from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { searchCommand } from '../../../src/protocol/commands/search';
import { readArguments } from '../../../src/protocol/options/arguments';
import { quoteWords, repeatComment } from '../../../src/protocol/options/commandLine';
import { namedFiles, withFiles } from '../../../src/protocol/options/paths';

const asked = {
  space: 'nets/lab.cell:lab',
  predictor: 'model',
  start: 'nets/cells.cell:mine',
  latency: 'phone.csv',
  device: 'ms',
  out: 'found.cell',
};

test('files that options name are found and moved, and what is not a file stays', () => {
  expect(namedFiles(searchCommand, asked)).toEqual([
    { key: 'space', path: 'space', file: 'nets/lab.cell', changes: false },
    { key: 'predictor', path: 'file', file: 'model', changes: false },
    { key: 'latency', path: 'table', file: 'phone.csv', changes: false },
    { key: 'start', path: 'cell', file: 'nets/cells.cell', changes: false },
    { key: 'out', path: 'file', file: 'found.cell', changes: true },
  ]);
  expect(withFiles(searchCommand, asked, file => path.posix.resolve('/w', file))).toEqual({
    space: '/w/nets/lab.cell:lab',
    predictor: '/w/model',
    start: '/w/nets/cells.cell:mine',
    latency: '/w/phone.csv',
    device: 'ms',
    out: '/w/found.cell',
  });
  expect(withFiles(searchCommand, { space: 'nasbench101' }, () => 'other')).toEqual({ space: 'nasbench101' });
});

describe('the line that repeats a command', () => {
  test('has what was asked, and not where it was written', () => {
    expect(repeatComment(searchCommand, { ...asked, top: 3, json: true, run: '/runs/1' })).toBe(
      'renas search --space nets/lab.cell:lab --predictor model --top 3 --latency phone.csv --device ms --start nets/cells.cell:mine',
    );
  });

  test('is one line, whatever a column is called', () => {
    const device = "ms\n`touch x`\u202e'\\";
    const line = repeatComment(searchCommand, { ...asked, device });
    expect(line).not.toMatch(/[\n\u202e]/);
    expect(line).toContain("--device $'ms\\012`touch x`\\342\\200\\256\\'\\\\'");
  });

  test('shows what is drawn as a blank and is none to a shell', () => {
    const device = 'rm  a\u00a0b\u3164';
    expect(repeatComment(searchCommand, { ...asked, device })).toContain(
      "--device $'rm  a\\302\\240b\\343\\205\\244'",
    );
  });

  test.skipIf(process.platform === 'win32')('is read by bash as what was asked', () => {
    const devices = fc.string({ minLength: 1, unit: 'grapheme' }).filter(text => !text.includes('\0'));
    fc.assert(
      fc.property(devices, device => {
        const line = repeatComment(searchCommand, { ...asked, device }).replace(
          'renas search',
          'printf "%s\\0"',
        );
        const env = { ...process.env, LC_ALL: 'C.UTF-8' };
        const words = execFileSync('bash', ['-c', line], { encoding: 'utf8', env }).split('\0').slice(0, -1);
        const { out: _, ...read } = { ...asked, device };
        expect(readArguments(searchCommand, words)).toMatchObject({ ok: true, asked: read });
      }),
      { numRuns: 40 },
    );
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'\n\r\t\u00a0\u3164\u001b\u202e\'"\\\\$`!*? a7-=é') }),
);

test.skipIf(process.platform === 'win32')(
  'a shell reads the words of the line as they were, from one line',
  () => {
    fc.assert(
      fc.property(
        fc.array(
          anyText.filter(text => !text.includes('\0')),
          { minLength: 1 },
        ),
        texts => {
          const line = quoteWords(['printf', '%s\\0', ...texts], 'posix');
          expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
          expect(execFileSync('bash', ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(
            texts,
          );
        },
      ),
      { numRuns: 100 },
    );
  },
);

test('a line for Windows holds nothing that PowerShell or cmd would run or expand', () => {
  expect(quoteWords(['C:\\a b\\', "it's", 'a&b', '$x `y` ’z'], 'windows')).toBe(
    '"C:\\a b\\\\" "it\'s" "a&b" \'$x `y` ’’z\'',
  );
  for (const word of ['a\nb', '$(calc) & calc', '"', '\u001b[2J'])
    expect(() => quoteWords([word], 'windows')).toThrow(/^No Windows shell takes the argument/);
});
