import { isDeepStrictEqual } from 'node:util';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { createDocumentCache } from '../../../src/document/documentCache';
import { readDocument } from '../../../src/document/readDocument';
import { parse } from '../../../src/language/parse';
import { reparse as reparseText } from '../../../src/language/reparse';
import { plain } from '../../unit/language/trees';
import { type Fuzzer, require } from '../fuzzer';
import { mutateText, pick } from '../mutate';
import { sources, words } from './sources';

/** After any edits, what is read with memory of the text before is what is read of the text alone. */
export const reparse: Fuzzer<readonly string[]> = {
  name: 'reparse',
  generate(random) {
    // Many declarations, so that most edits leave some alone on both sides.
    const texts = [Array.from({ length: 3 + random.integer(15) }, () => pick(random, sources)).join('')];
    for (let edits = 2 + random.integer(6); edits > 0; edits--)
      texts.push(
        random.next() < 0.1
          ? texts[0]!
          : mutateText(random, texts.at(-1)!, words, sources, 1).slice(0, 20_000),
      );
    return texts;
  },
  check(texts) {
    let parsed = parse(texts[0]!);
    const cache = createDocumentCache();
    for (const text of texts) {
      parsed = reparseText(parsed, text);
      require(isDeepStrictEqual(plain(parsed.file), plain(parse(text).file)), 'a reparsed tree differs');
      const kept = readDocument(text, builtInSpaces(), cache);
      const fresh = readDocument(text);
      require(isDeepStrictEqual(
        kept.diagnostics,
        fresh.diagnostics,
      ), 'diagnostics differ from those of a fresh reading');
      const facts = (read: typeof fresh) =>
        read.cells.map(({ name, hash, measured }) => [name, hash, measured]);
      require(isDeepStrictEqual(facts(kept), facts(fresh)), 'cells differ from those of a fresh reading');
    }
  },
};
