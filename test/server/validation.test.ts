import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ErrorCodes } from 'vscode-languageserver/node';
import { clientMessages } from '../../src/protocol/schemas/lsp';
import { parameterPredictor } from './parameterPredictor';
import { startTestClient, type TestClient } from './testClient';
import { until } from './until';

const text = 'use nasbench101\ncell a {\n  b = conv3x3(input)\n  output = concat(b)\n}\n';
let client: TestClient;
beforeEach(async () => {
  client = await startTestClient(parameterPredictor());
});
afterEach(() => client.close());

const strange = [
  {},
  { chosenModels: null },
  { chosenModels: { a: 1 } },
  { tables: 'a.csv' },
  [],
  'text',
  5,
  null,
];

describe('messages of our own that are not as they must be', () => {
  it('are ignored as notifications: ranks follow the text as before', async () => {
    const document = client.open(text);
    await until(async () => (await document.labels()).length === 1);
    const before = await document.labels();
    for (const method of ['renas/modelsChanged', 'renas/tablesChanged', 'renas/featuresChanged'])
      for (const params of strange)
        if (method !== 'renas/featuresChanged' || typeof params !== 'object')
          await client.connection.sendNotification(method, params ?? undefined);
    expect(await document.labels()).toEqual(before);
    document.replace('conv3x3', 'conv1x1');
    await until(
      async () => (await document.labels()).length === 1 && (await document.labels())[0] !== before[0],
    );
    expect(client.logged.some(line => /"chosenModels"/.test(line))).toBe(true);
  });

  it('are answered with an error as requests, and the server goes on', async () => {
    const document = client.open(text);
    for (const method of clientMessages.keys()) {
      if (/Changed$/.test(method)) continue;
      for (const params of strange)
        await expect(
          client.connection.sendRequest(method, params ?? undefined),
          method,
        ).rejects.toMatchObject({
          code: ErrorCodes.InvalidParams,
          message: expect.stringMatching(/^("|renas\/).*\.$/),
        });
    }
    expect(await document.diagnostics()).toEqual([]);
  });
});
