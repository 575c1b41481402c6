import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CompletionRequest, SignatureHelpRequest } from 'vscode-languageserver/node';
import { createRandom, type Random } from '../../src/cells/random';
import { clients } from './clients';
import { parameterPredictor } from './parameterPredictor';
import { labSpace, twoCells } from './samples';
import {
  type ClientProfile,
  capableClient,
  startTestClient,
  type TestClient,
  type TestDocument,
} from './testClient';

const text = `// Größe: 𝒳, ⟶\n${labSpace.replace('cell first', '/* 𝒳 */ cell first')}\n${twoCells}`;
const recorded = path.join(import.meta.dirname, 'recorded');
const edits = 200;
/** Edits after which the answers are compared with those of a server that has just been started. */
const compareEvery = 20;

const operations = { lab: ['conv3x3', 'sep3x3', 'skip'], nasbench101: ['conv3x3', 'conv1x1', 'maxpool3x3'] };
const pieces = [
  'a',
  'input',
  '(',
  ')',
  '{',
  '}',
  ' + a',
  ', b',
  '\n',
  '𝒳',
  'ü',
  '// ',
  'cell x ',
  'use lab\n',
];

/** Mostly an operation for another one, as somebody does who looks for a better cell; sometimes anything, and then undone. */
function createEdits(document: TestDocument, random: Random) {
  let undo: (() => void) | undefined;
  return () => {
    const now = document.text();
    const pick = <T>(from: readonly T[]): T => from[random.integer(from.length)]!;
    const places = [...now.matchAll(/(?<=^ {2}\w+ = )(?!concat)\w+(?=\()/gm)];
    if (undo && random.next() < 0.5) {
      undo();
      undo = undefined;
    } else if (!undo && random.next() < 0.3) {
      const start = boundary(now, random.integer(now.length));
      const end = boundary(now, start + random.integer(3));
      const [written, before] = [pick(pieces), now.slice(start, end)];
      document.change(start, end, written);
      undo = () => document.change(start, start + written.length, before);
    } else if (!undo && places.length > 0) {
      const place = pick(places);
      const space = place.index < now.indexOf('use nasbench101') ? 'lab' : 'nasbench101';
      document.change(place.index, place.index + place[0].length, pick(operations[space]));
    }
  };
}

/** The offset, or the one before it where it would part a surrogate pair. */
function boundary(text: string, offset: number): number {
  return /^[\uDC00-\uDFFF]/.test(text.slice(offset, offset + 1)) ? offset - 1 : Math.min(offset, text.length);
}

async function answers(document: TestDocument) {
  const now = document.text();
  const names = [...now.matchAll(/(?<=cell )\w+/g)].map(({ index }) => index);
  const places = [0.1, 0.3, 0.5, 0.7, 0.9].map(share => boundary(now, Math.floor(share * now.length)));
  return {
    // What shows ranks comes first: it is asked for right after the edit.
    hints: await document.hints(),
    hovers: await Promise.all([...names, ...places].map(place => document.hoverText(place))),
    actions: await Promise.all(names.map(place => document.codeActions(place))),
    completions: await Promise.all(places.map(place => document.completion(place))),
    diagnostics: await document.diagnostics(),
    symbols: await document.symbols(),
    tokens: await document.tokens(),
    signatures: await Promise.all(places.map(place => document.signature(place))),
    definitions: await Promise.all(places.map(place => document.definition(place))),
    references: await Promise.all(places.map(place => document.references(place))),
    selections: await Promise.all(places.map(place => document.selections(place))),
    folds: await document.folds(),
    formatted: await document.formatted(),
  };
}

/** Edits a document and compares what is answered with what a server answers that has just been given the text. */
async function expectFreshAnswers(profile: ClientProfile, seed: number): Promise<TestClient> {
  const client = await startTestClient(parameterPredictor(), {}, null, profile);
  const document = client.open(text, 'untitled:edited.cell');
  const edit = createEdits(document, createRandom(seed));
  let ranked = 0;
  for (let done = 1; done <= edits; done++) {
    edit();
    const hints = await document.hints();
    if (hints.length === 3) ranked++;
    if (done % compareEvery !== 0) continue;
    const fresh = await startTestClient(parameterPredictor(), {}, null, profile);
    const reference = fresh.open(document.text(), document.uri);
    expect(hints).toEqual(await reference.hints());
    expect(await answers(document)).toEqual(await answers(reference));
    await fresh.close();
  }
  // Most of the texts have cells without errors.
  expect(ranked).toBeGreaterThan(edits / 4);
  return client;
}

// What these editors really sent in `initialize`, their paths left out.
describe.each(readdirSync(recorded))('the client recorded in %s', file => {
  const { capabilities }: ClientProfile = JSON.parse(readFileSync(path.join(recorded, file), 'utf8'));

  it('gets after 200 edits what a server answers that has just been given the text', async () => {
    const client = await expectFreshAnswers({ capabilities }, file.length);
    await client.close();
  });

  it('gets hovers in a form that it reads, without pictures, and no notifications of our own', async () => {
    const client = await startTestClient(parameterPredictor(), {}, null, { capabilities });
    const document = client.open(twoCells);
    const hover = await document.hover(twoCells.indexOf('cell pooled') + 6);
    const formats = capabilities.textDocument?.hover?.contentFormat?.map(kind => ({ kind }));
    expect(
      formats?.some(each => JSON.stringify(hover?.contents).includes(JSON.stringify(each).slice(1, -1))),
    ).toBe(true);
    expect(JSON.stringify(hover)).not.toContain('data:image');
    expect([...client.notified].filter(method => method.startsWith('renas/'))).toEqual([]);
    await client.close();
  });
});

describe.each(Object.entries(clients))('a client like %s', (name, profile) => {
  it('gets after 200 edits what a server answers that has just been given the text', async () => {
    const client = await expectFreshAnswers(profile, name.length);
    expect(client.refreshes()).toBe(0);
    await client.close();
  });

  it('gets texts, lists and notifications that it can show', async () => {
    const client = await startTestClient(parameterPredictor(), {}, null, profile);
    const document = client.open(twoCells);
    const at = twoCells.indexOf('cell pooled') + 6;
    const hover = await document.hover(at);
    expect(hover?.contents).toMatchObject({ kind: 'plaintext' });
    const shown = await document.hoverText(at);
    expect(shown).toMatch(
      /^pooled · nasbench101\npredicted top \S+ % of nasbench101, 2nd of the 2 cells of this file\n/,
    );
    expect(shown).toContain('\n\nPools, then convolves.\n\nThe largest costs:\n\n- b conv1x1(a) · ');
    expect(shown).not.toMatch(/[*`\\]|data:image/);
    const inside = { textDocument: { uri: document.uri }, position: { line: 4, character: 6 } };
    const items = await client.connection.sendRequest(CompletionRequest.type, inside);
    const [item] = Array.isArray(items) ? items : (items?.items ?? []);
    expect(item?.documentation).toMatchObject({
      kind: 'plaintext',
      value: expect.stringMatching(/Takes kernel.*\n\nPredicted top \S+ % with a = conv3x3\(input\)\.$/s),
    });
    expect(item).not.toHaveProperty('labelDetails');
    expect(item?.insertText).toBeUndefined();
    const signature = await client.connection.sendRequest(SignatureHelpRequest.type, {
      ...inside,
      position: { line: 4, character: 17 },
    });
    expect(signature?.signatures[0]?.documentation).toMatchObject({ kind: 'plaintext' });
    const nested = (await document.symbols())?.some(symbol => 'children' in symbol);
    expect(nested).toBe(name === 'neovim');
    expect([...client.notified].filter(method => method.startsWith('renas/'))).toEqual([]);
    await client.close();
  });
});

describe('positions', () => {
  const opened = async (encodings: ('utf-8' | 'utf-16' | 'utf-32')[] | undefined): Promise<TestClient> =>
    startTestClient(parameterPredictor(), {}, null, {
      capabilities: {
        ...capableClient.capabilities,
        ...(encodings ? { general: { positionEncodings: encodings } } : {}),
      },
    });
  const source = 'use nasbench101 /* 𝒳ü */ cell größe { a = conv3x3(input); output = concat(a) }\n';

  it.each([
    [['utf-8', 'utf-16'], 'utf-8', 34],
    [['utf-16', 'utf-8'], 'utf-16', 31],
    [['utf-32', 'utf-8', 'utf-16'], 'utf-32', 30],
    [undefined, 'utf-16', 31],
  ] as const)('count as the client prefers: %s', async (offered, chosen, character) => {
    const client = await opened(offered && [...offered]);
    expect(client.initializeResult.capabilities.positionEncoding).toBe(chosen);
    const document = client.open(source, 'untitled:units.cell');
    const [location] = await document.definition(source.indexOf('größe'));
    expect(location?.range.start).toEqual({ line: 0, character });
    expect(document.textAt(location!.range)).toBe('größe');
    expect(await document.tokens()).toContain('größe class.declaration');
    document.replace('𝒳ü', 'ß⟶𝒳');
    document.replace('conv3x3', 'conv1x1');
    expect(await document.diagnostics()).toEqual([]);
    expect(document.textAt((await document.definition(document.text().indexOf('größe')))[0]!.range)).toBe(
      'größe',
    );
    await client.close();
  });
});
