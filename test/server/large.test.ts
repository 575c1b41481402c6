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

it('opens 10 MiB, says what is limited, tells syntax errors, and answers for other files', async () => {
  const cells = Math.ceil((10 * 2 ** 20) / twoCells.length);
  const text = `${twoCells.repeat(cells)}cell broken {\n`;
  const large = client.open(text);
  const small = client.open(twoCells);
  const said = await large.diagnostics();
  expect(said.map(({ code }) => code)).toEqual(['unclosed-brace', 'large-file']);
  expect(said[1]).toMatchObject({ severity: 3, range: { start: { line: 0 } } });
  expect(said[1]?.message).toContain('larger than 4 MiB');
  await until(async () => (await small.labels()).length === 2);
  expect(await large.hints()).toEqual([]);
  expect(await large.tokens()).toEqual([]);
  expect(await large.tokens({ start: { line: 2, character: 0 }, end: { line: 3, character: 0 } })).toContain(
    'pooled class.declaration',
  );
  large.change(text.length, text.length, '}\n');
  expect((await large.diagnostics()).map(({ code }) => code)).toEqual(['large-file']);
  large.close();
});
