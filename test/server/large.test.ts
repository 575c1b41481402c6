import { afterAll, beforeAll, expect, it } from 'vitest';
import { parameterPredictor } from './parameterPredictor';
import { twoCells } from './samples';
import { startTestClient, type TestClient } from './testClient';
import { until } from './until';

let client: TestClient;
beforeAll(async () => {
  client = await startTestClient(parameterPredictor());
});
afterAll(() => client.close());

const patience = 100;

it('opens 10 MiB, says what is limited, tells syntax errors, and answers for other files meanwhile', {
  timeout: 1000 * patience,
}, async () => {
  const cells = Math.ceil((10 * 2 ** 20) / twoCells.length);
  const text = `${twoCells.repeat(cells)}cell broken {\n`;
  const large = client.open(text);
  const tokens = large.tokens({ start: { line: 2, character: 0 }, end: { line: 3, character: 0 } });
  const small = client.open(twoCells);
  await small.diagnostics();
  await until(async () => (await small.labels()).length === 2);
  small.replace('maxpool3x3', 'maxpool3x4');
  expect((await small.diagnostics()).map(({ code }) => code)).toEqual(['unknown-operation']);
  expect(large.lastPublished()).toBeUndefined();

  // Typed before the file has been read.
  large.change(text.length, text.length, '  a = (\n');
  const said = await large.diagnostics(patience);
  expect(said.map(({ code }) => code)).toEqual(['unclosed-brace', 'misplaced-parenthesis', 'large-file']);
  expect(said[2]).toMatchObject({ severity: 3, range: { start: { line: 0 } } });
  expect(said[2]?.message).toContain('larger than 4 MiB');
  expect(await tokens).toContain('pooled class.declaration');
  expect(await large.hints()).toEqual([]);
  expect(await large.tokens()).toEqual([]);
  large.replace('  a = (\n', '}\n');
  expect((await large.diagnostics()).map(({ code }) => code)).toEqual(['large-file']);
  large.close();
});

it('answers for a small file while thousands of new cells are read', {
  timeout: 1000 * patience,
}, async () => {
  const many = client.open(`use nasbench101\n${twoCells.slice(twoCells.indexOf('///')).repeat(4000)}`);
  const small = client.open(twoCells);
  expect(await small.symbols()).toHaveLength(2);
  expect(await small.diagnostics()).toEqual([]);
  expect(many.lastPublished()).toBeUndefined();
  expect(await many.symbols()).toHaveLength(8000);
  expect((await many.diagnostics(patience)).length).toBeGreaterThan(4000);
  many.close();
});
