import { isDeepStrictEqual } from 'node:util';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { formatDocument } from '../../../src/document/formatDocument';
import { readDocument } from '../../../src/document/readDocument';
import { parse } from '../../../src/language/parse';
import { treeOf } from '../../unit/language/trees';
import { type Fuzzer, require, requirePlain } from '../fuzzer';
import { longText, mutateText, pick } from '../mutate';
import { sources, words } from './sources';

const separators = ['\n', '\r\n', '\r', ' ', '/*', '*/', '//', ';', '{', '}', 'o'];

const comments = [
  '/* c */',
  '/*\n*/',
  '/* two\r\nlines */',
  ' // line\n',
  '\n/* at a start */ ',
  '//// four\n',
];

/** A comment that is no documentation says nothing: with blanks in its place, line breaks left, the same is read. */
function checkBlanked(text: string): void {
  const parsed = parse(text);
  const { comments } = parsed.file;
  if (parsed.diagnostics.some(({ code }) => code === 'unclosed-comment')) return;
  let blanked = '';
  let at = 0;
  for (const { kind, start, end } of comments) {
    if (kind === 'doc') continue;
    blanked += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ');
    at = end;
  }
  if (at === 0) return;
  const again = parse(blanked + text.slice(at));
  require(isDeepStrictEqual(treeOf(again), treeOf(parsed)), 'a comment changes what is read');
  require(isDeepStrictEqual(again.diagnostics, parsed.diagnostics), 'a comment changes the diagnostics');
}

/** Any text is read and formatted; diagnostics lie in the text; formatting twice changes nothing more. */
export const parser: Fuzzer<string> = {
  name: 'parser',
  generate(random) {
    if (random.next() < 0.01) return longText(random, pick(random, sources));
    if (random.next() < 0.4) return mutateText(random, pick(random, sources), words, sources);
    // Comments in the place of blanks and line breaks.
    if (random.next() < 0.2)
      return pick(random, sources).replace(/\s+/g, blanks =>
        random.next() < 0.1 ? pick(random, comments) : blanks,
      );
    // Short texts of the words that mean most to a lexer, of which very many can be tried.
    const few = [...words, ...separators, ...separators];
    return Array.from({ length: 1 + random.integer(9) }, () => pick(random, few)).join('');
  },
  check(text) {
    const { diagnostics, cells } = readDocument(text);
    for (const { start, end, message } of diagnostics) {
      require(0 <= start &&
        start <= end &&
        end <= text.length, `a diagnostic lies outside of the text: ${start}–${end}`);
      requirePlain(message.replace(/'[^']*'|"[^"]*"/g, ''), 'a diagnostic');
    }
    checkBlanked(text);
    const once = formatDocument(text, builtInSpaces());
    const twice = formatDocument(once, builtInSpaces());
    require(twice === once, 'formatting twice gives another text than formatting once');
    const again = readDocument(once);
    const hashes = (of: typeof cells) => of.map(({ name, hash }) => `${name} ${hash ?? ''}`).join('\n');
    require(hashes(again.cells) === hashes(cells), 'formatting changes a cell');
  },
};
