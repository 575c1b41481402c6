import { spawnSync } from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import {
  codeSpan,
  type Destination,
  markdown,
  markdownLine,
  safeText,
  tableCodeSpan,
} from '../../../src/text/safeText';

/** Text as an attacker would write it: pieces that mean something somewhere, in any order. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['[Repair](command:workbench.action.terminal.new)', '](command:x)', '![](https://evil/x.png)'],
        ...['https://evil.example', 'www.evil.example', 'a@evil.example', '<img src=x onerror=alert(1)>'],
        ...['</script>', '<!--', ']]>', '&lt;', '\u001b[2J', '\u001b]0;title\u0007', '\u009b2J', '\u007f'],
        ...['\u202e', '\u2066', '\u0000', '\r', '\n', '\r\n', '\t', '"""', "'", '"', '\\', '`', '``', '|'],
        ...['../', '..\\', '/etc/passwd', 'CON', '~', '# ', '- ', '1. ', '1) ', '    ', '---', '===', '> '],
        ...['*', '_', '**', '$(zap)', '\ud800', '𝒳', '{{', '%s', ':', '\uFFFE'],
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .map(parts => parts.join(''));

const check = (property: (text: string) => void) =>
  fc.assert(
    fc.property(hostile, text => {
      property(text);
    }),
    { numRuns: 1000 },
  );

const control = /(?![\n\t])\p{Cc}|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u;

describe('a terminal', () => {
  it('gets no character that it obeys', () => {
    check(text => expect(safeText(text, 'terminal')).not.toMatch(control));
  });

  it('shows what was there, and keeps line ends and tabs', () => {
    expect(safeText('a\u200Bb\u2060c\u{E0041}d\u00AD', 'label')).toBe(
      'a<U+200B>b<U+2060>c<U+E0041>d<U+00AD>',
    );
    expect(safeText('a\u3164b\u2800c\u115Fd', 'label')).toBe('a<U+3164>b<U+2800>c<U+115F>d');
    expect(safeText('acc\u001b[31m\u009b1m\u007f\u202Ex\r\n\ty\ud800', 'terminal')).toBe(
      'acc␛[31m<U+009B>1m␡<U+202E>x\n\ty\uFFFD',
    );
    expect(safeText('τ 0.642 · naïve 🙂', 'terminal')).toBe('τ 0.642 · naïve 🙂');
  });
});

it('a notification of VS Code has no links', () => {
  // As src/vs/base/common/linkedText.ts of VS Code finds them.
  const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
  check(text => {
    const safe = safeText(text, 'notification');
    expect(safe).not.toMatch(link);
    expect(safe).not.toMatch(control);
  });
  expect(safeText('[Repair it](command:x).csv can’t be read.', 'notification')).toBe(
    '[Repair it] (command:x).csv can’t be read.',
  );
});

it('an item to choose draws no icon', () => {
  // As src/vs/base/common/iconLabels.ts of VS Code finds them.
  const icon = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;
  check(text => {
    const safe = safeText(text, 'iconLabel');
    expect(safe).not.toMatch(icon);
    expect(safe).not.toMatch(control);
  });
  expect(safeText('$(pass-filled) best\u202E $$(x)', 'iconLabel')).toBe(
    '$ (pass-filled) best<U+202E> $$ (x)',
  );
});

describe('Markdown', () => {
  const parser = new MarkdownIt({ html: true, linkify: true });
  const plain = (text: string) => safeText(text, 'terminal').replace(/\s+/g, ' ').trim();
  const allowed = new Set(['paragraph_open', 'paragraph_close', 'inline', 'text', 'text_special']);

  it('shows the text, and has no link, picture, element or mark-up', () => {
    check(text => {
      let shown = '';
      for (const token of parser.parse(safeText(text, 'markdown'), {})) {
        expect(allowed).toContain(token.type);
        for (const child of token.children ?? []) {
          expect([...allowed, 'softbreak', 'hardbreak']).toContain(child.type);
          shown += child.type.endsWith('break') ? ' ' : child.content;
        }
      }
      expect(shown.replace(/\s+/g, ' ').trim()).toBe(plain(text));
    });
  });

  it('keeps a code span whole', () => {
    check(text => {
      const [paragraph, inline] = parser.parse(`a ${codeSpan(text)} b`, {});
      expect(paragraph?.type).toBe('paragraph_open');
      expect(inline?.children?.map(({ type }) => type)).toEqual(['text', 'code_inline', 'text']);
      expect(inline?.children?.[1]?.content.trim()).toBe(
        safeText(text, 'terminal')
          .replace(/[\n\t]/g, ' ')
          .trim(),
      );
    });
  });

  it('keeps any text in its cell of a table', () => {
    check(text => {
      const table = `| ${markdownLine(text)} | ${tableCodeSpan(text)} |\n| --- | --- |\n| a | b |`;
      const tokens = parser.parse(table, {});
      expect(tokens[0]?.type).toBe('table_open');
      expect(tokens.at(-1)?.type).toBe('table_close');
      const [, code, ...cells] = tokens.filter(({ type }) => type === 'inline');
      expect(code?.children?.map(({ type }) => type)).toEqual(['code_inline']);
      expect(cells.map(({ content }) => content)).toEqual(['a', 'b']);
    });
  });

  it('of our own is kept around values', () => {
    expect(markdown`**${safeText('a*b', 'markdown')}** has ${3} cells`).toBe('**a\\*b** has 3 cells');
  });
});

it.each(['html', 'svg'] as const)('%s has text only', to => {
  check(text => {
    const safe = safeText(text, to);
    expect(safe).not.toMatch(/[<>"']/);
    expect(safe).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
    expect(safe).not.toMatch(control);
  });
});

const python = spawnSync('python3', ['--version']).status === 0;
it.skipIf(!python)('Python reads a literal back as the text (skipped without python3)', () => {
  const texts = fc.sample(hostile, { numRuns: 500, seed: 15 });
  const module = `texts = [\n${texts.map(text => `"""${safeText(text, 'python')}""",\n`).join('')}]\n`;
  const { stdout, stderr } = spawnSync(
    'python3',
    [
      '-c',
      'import sys, ast, json\nmodule = ast.parse(sys.stdin.buffer.read())\nprint(json.dumps(ast.literal_eval(module.body[0].value)))',
    ],
    {
      input: module,
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(texts.map(text => safeText(text, 'terminal')));
});

describe('a file name', () => {
  it('is one name in its folder on every platform', () => {
    check(text => {
      const name = safeText(text, 'fileName');
      for (const { dirname, basename, join } of [path.posix, path.win32]) {
        expect(dirname(join('/folder', name)).replaceAll('\\', '/')).toBe('/folder');
        expect(basename(join('/folder', name))).toBe(name);
      }
      expect(name).toMatch(/^[^.\s<>:"/\\|?*-][^<>:"/\\|?*]*$/);
      expect(name).not.toMatch(/[.\s]$/);
      expect(name).not.toMatch(control);
      expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
      expect([...name].length).toBeLessThanOrEqual(60);
      expect(Buffer.byteLength(name)).toBeLessThan(255);
    });
  });

  it('keeps what can be kept', () => {
    expect(safeText('nasbench101 best', 'fileName')).toBe('nasbench101 best');
    expect(safeText('../../etc/passwd', 'fileName')).toBe('etc-passwd');
    expect(safeText('con.txt', 'fileName')).toBe('_con.txt');
    expect(safeText('…', 'fileName')).toBe('…');
    expect(safeText('..', 'fileName')).toBe('unnamed');
    expect(safeText(`${'x'.repeat(100)}.svg`, 'fileName')).toBe(`${'x'.repeat(56)}.svg`);
    expect(safeText('x'.repeat(100), 'fileName')).toBe('x'.repeat(60));
  });
});

it('a text that is safe for a terminal, a notification or a file name stays as it is', () => {
  for (const to of ['terminal', 'notification', 'fileName'] satisfies Destination[])
    check(text => expect(safeText(safeText(text, to), to)).toBe(safeText(text, to)));
});
