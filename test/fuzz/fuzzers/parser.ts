import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { formatDocument } from '../../../src/document/formatDocument';
import { readDocument } from '../../../src/document/readDocument';
import { type Fuzzer, require, requirePlain } from '../fuzzer';
import { mutateText, pick } from '../mutate';
import { sources, words } from './sources';

const separators = ['\n', '\r\n', '\r', ' ', '/*', '*/', '//', ';', '{', '}', 'o'];

/** Any text is read and formatted; diagnostics lie in the text; formatting twice changes nothing more. */
export const parser: Fuzzer<string> = {
  name: 'parser',
  generate(random) {
    if (random.next() < 0.4) return mutateText(random, pick(random, sources), words, sources);
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
    const once = formatDocument(text, builtInSpaces());
    const twice = formatDocument(once, builtInSpaces());
    require(twice === once, 'formatting twice gives another text than formatting once');
    const again = readDocument(once);
    const hashes = (of: typeof cells) => of.map(({ name, hash }) => `${name} ${hash ?? ''}`).join('\n');
    require(hashes(again.cells) === hashes(cells), 'formatting changes a cell');
  },
};
