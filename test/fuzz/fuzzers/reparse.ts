import { isDeepStrictEqual } from 'node:util';
import type { Random } from '../../../src/cells/random';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { createDocumentCache } from '../../../src/document/documentCache';
import { readDocument } from '../../../src/document/readDocument';
import { type Parsed, parse } from '../../../src/language/parse';
import { reparse as reparseText } from '../../../src/language/reparse';
import { plain } from '../../unit/language/trees';
import { type Fuzzer, require } from '../fuzzer';
import { mutateText, pick } from '../mutate';
import { declarations, sources, words } from './sources';

const brokenOf = ({ file, broken }: Parsed) => file.declarations.map(each => broken.has(each));
const inOrder = ({ diagnostics }: Parsed) =>
  diagnostics.toSorted((a, b) => a.start - b.start || a.end - b.end);

/** The next text: an earlier one again, or the last one edited, often at the edges of a declaration. */
function edited(random: Random, texts: readonly string[]): string {
  const last = texts.at(-1)!;
  const chance = random.next();
  if (chance < 0.2) return pick(random, texts);
  if (chance < 0.6) return mutateText(random, last, words, sources, 1).slice(0, 20_000);
  const edges = [...last.matchAll(edge)].map(({ index, 0: { length } }) => index + length);
  const at = edges.length > 0 ? pick(random, edges) : last.length;
  const end = random.next() < 0.7 ? at : at + random.integer(4);
  return last.slice(0, at) + pick(random, [...words, ...atEdges]) + last.slice(end);
}

const edge = /\}|"|\n|(?=\b(?:cell|space|use|operation|measured)\b)/g;
const atEdges = [
  ' x',
  ' = 1',
  ' : lab',
  ' {',
  '}\n',
  ' /* c */ ',
  '/* a\nb */',
  ' "',
  '\n/// doc\n',
  'operation g(',
];

/** After any edits, what is read with memory of the text before is what is read of the text alone. */
export const reparse: Fuzzer<readonly string[]> = {
  name: 'reparse',
  generate(random) {
    // Many declarations, so that most edits leave some alone on both sides.
    const some = random.next() < 0.9 ? declarations : sources;
    const texts = [
      Array.from({ length: 3 + random.integer(some === sources ? 3 : 25) }, () => pick(random, some)).join(
        '',
      ),
    ];
    for (let edits = 2 + random.integer(6); edits > 0; edits--) texts.push(edited(random, texts));
    return texts;
  },
  check(texts) {
    let parsed = parse(texts[0]!);
    const cache = createDocumentCache();
    const broken = new Map<string, boolean>();
    for (const text of texts) {
      parsed = reparseText(parsed, text);
      const anew = parse(text);
      require(isDeepStrictEqual(plain(parsed.file), plain(anew.file)), 'a reparsed tree differs');
      require(isDeepStrictEqual(brokenOf(parsed), brokenOf(anew)), 'other declarations are broken');
      // What is remembered of a declaration is found by its text.
      for (const each of anew.file.declarations) {
        const own = text.slice(each.start, each.end);
        require((broken.get(own) ?? anew.broken.has(each)) ===
          anew.broken.has(each), 'one text is broken and is not');
        broken.set(own, anew.broken.has(each));
      }
      require(isDeepStrictEqual(inOrder(parsed), inOrder(anew)), 'diagnostics of a reparsed text differ');
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
