import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parameterPredictor } from './parameterPredictor';
import { labSpace, twoCells } from './samples';
import { startTestClient, type TestClient, type TestDocument } from './testClient';

let edited: TestClient;
let fresh: TestClient;
beforeAll(async () => {
  edited = await startTestClient(parameterPredictor());
  fresh = await startTestClient(parameterPredictor());
});
afterAll(async () => {
  await edited.close();
  await fresh.close();
});

const pieces = [
  'a',
  'b',
  'input',
  'conv3x3',
  '(',
  ')',
  '{',
  '}',
  '=',
  '+',
  ',',
  '\n',
  '//',
  '"',
  'cell x ',
  'use lab\n',
  '\r\n',
  '\t',
  '\ufeff',
  '\ud800',
  '\udc00',
  'größe',
  '𝒳',
  '9'.repeat(400),
  '1e999',
  'conv3x3('.repeat(100),
  '/*',
  '*/',
];
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(12),
    text: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 }), fc.constant('')),
  }),
  { maxLength: 12 },
);

let opened = 0;

async function answers(document: TestDocument) {
  const diagnostics = await document.diagnostics();
  const text = document.text();
  const places = [0.2, 0.5, 0.8].map(share => Math.floor(share * text.length));
  return {
    diagnostics,
    symbols: await document.symbols(),
    tokens: await document.tokens(),
    selections: await Promise.all(places.map(place => document.selections(place))),
    linked: await Promise.all(places.map(place => document.linked(place))),
    signatures: await Promise.all(places.map(place => document.signature(place))),
    completions: await Promise.all(places.map(place => document.completion(place))),
    actions: await document.codeActions(places[0]!, places[2]),
    partFormatted: await document.rangeFormatted(places[0]!, places[1]!),
    folds: await document.folds(),
    formatted: await document.formatted(),
    references: await Promise.all(places.map(place => document.references(place))),
  };
}

const texts = fc.constantFrom(
  twoCells,
  labSpace + twoCells,
  `\ufeff${twoCells.replaceAll('\n', '\r\n')}`,
  // Enough of cells for an edit to be read apart from the rest.
  twoCells.replace('use nasbench101', '').repeat(10).replace(/^/, 'use nasbench101'),
);

it('answers after any edits as a server does that has just been given the text', async () => {
  await fc.assert(
    fc.asyncProperty(texts, edits, async (text, changes) => {
      // Of no disk, so that a closed one is gone at once.
      const document = edited.open(text, `untitled:${++opened}.cell`);
      for (const { at, length, text: inserted } of changes) {
        const start = Math.floor(at * document.text().length);
        document.change(start, Math.min(start + length, document.text().length), inserted);
      }
      const reference = fresh.open(document.text(), document.uri);
      expect(await answers(document)).toEqual(await answers(reference));
      expect(await document.labels()).toEqual(await reference.labels());
      document.close();
      reference.close();
    }),
    { numRuns: 60 },
  );
});
