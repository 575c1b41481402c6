import { bench, describe } from 'vitest';
import { sampleCells } from '../../src/cells/enumerate';
import { createRandom } from '../../src/cells/random';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { createDocumentCache } from '../../src/document/documentCache';
import { printCell } from '../../src/document/printCell';
import { readDocument } from '../../src/document/readDocument';
import { parse } from '../../src/language/parse';
import { reparse } from '../../src/language/reparse';

const space = builtInSpaces().get('nasbench101')!;
const distinct = sampleCells(space, 1000, createRandom(1)).map((cell, i) =>
  printCell(space, cell, { name: `c${i}` }),
);
const edited = (text: string, round: number) => {
  const at = text.indexOf('cell', text.length / 2) + 5;
  return `${text.slice(0, at)}x${round}${text.slice(at)}`;
};

for (const cells of [1000, 60_000]) {
  const text = `use nasbench101\n\n${distinct.join('\n').repeat(cells / 1000)}`;
  describe(`${cells} cells, ${(text.length / 2 ** 20).toFixed(1)} MiB`, () => {
    const once = { iterations: 5, time: 0, warmupIterations: 2, warmupTime: 0 };
    const parsed = parse(text);
    let round = 0;
    bench('parse', () => void parse(text), once);
    bench('parse around an edit', () => void reparse(parsed, edited(text, ++round)), once);
    if (cells > 1000) return;
    const cache = createDocumentCache();
    readDocument(text, builtInSpaces(), cache);
    bench('read', () => void readDocument(text), once);
    bench('read after an edit', () => void readDocument(edited(text, ++round), builtInSpaces(), cache), once);
  });
}
