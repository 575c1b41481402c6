import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { expect, it } from 'vitest';
import type { ModelCard } from '../../../src/predictor/modelCard';
import { modelReadme } from '../../../src/predictor/modelReadme';
import { vertexSpace } from '../cells/spaces';

/** The card of a predictor in which every name that comes from a file is `name`. */
function cardWith(name: string): ModelCard {
  const top = { bestOfTen: 0.94, meanOfTen: 0.93, placeOfBestOfTen: 12, shareOfTopPercent: 0.5 };
  return {
    format: 1,
    name,
    recipe: name,
    space: { ...vertexSpace, name },
    source: name,
    data: { file: name, sha256: name, deviation: 0.21 },
    label: name,
    trained: 424,
    seed: 1,
    figures: [{ label: name, cells: 1000, kendallTau: 0.64, spearmanRho: 0.83, top: top as never }],
    numbers: 1000,
    reference: { whole: false, cells: 10_000 } as never,
    versions: { renas: name },
    created: name,
    trainSeconds: 12,
  };
}

const parser = new MarkdownIt({ html: true, linkify: true });
const outline = (text: string) => parser.parse(text, {}).map(({ type, tag }) => `${type} ${tag}`);

it('is words, code and one table, whatever the names in a card hold', () => {
  const plain = outline(modelReadme(cardWith('accuracy')));
  const pieces = fc.constantFrom(
    ...['[x](command:y)', '![](https://evil/x.png)', 'https://evil.example', '<img src=x>', '`', '``', '|'],
    ...['\\', '\n', '\n\n', '# ', '- ', '\u001b[2J', '\u202e', '**', 'a'],
  );
  const hostile = fc.array(pieces, { maxLength: 8 }).map(parts => `a${parts.join('')}`);
  fc.assert(
    fc.property(hostile, name => {
      const text = modelReadme(cardWith(name));
      expect(outline(text)).toEqual(plain);
      expect(text).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}/u);
      for (const { children } of parser.parse(text, {}))
        for (const { type } of children ?? [])
          expect(['text', 'text_special', 'code_inline', 'softbreak']).toContain(type);
    }),
    { numRuns: 300 },
  );
});

it('shows ordinary names as they are', () => {
  const text = modelReadme(cardWith('nasbench101'));
  expect(text).toContain('# A predictor for nasbench101\n');
  expect(text).toContain('column `nasbench101` of `nasbench101` (sha256 `nasbench101`)');
  expect(text).toContain('One measurement of nasbench101 has a sample standard deviation of 0.21');
  expect(text).toContain('| `nasbench101` | 1,000 | 0.640 | 0.830 |');
});
