import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  ErrorCodes,
  HoverRequest,
  InitializeRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { lifecycleOptions } from '../../src/server/lifecycle';
import { startServer } from '../../src/server/server';
import { parameterPredictor } from './parameterPredictor';

const initialize = { processId: null, rootUri: null, capabilities: {} };
const hover = { textDocument: { uri: 'untitled:a.cell' }, position: { line: 0, character: 0 } };

it('requests before initialize and after shutdown get the errors of the protocol', async () => {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const server = createConnection(
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
    lifecycleOptions(),
  );
  startServer(server, parameterPredictor());
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  client.listen();
  await expect(client.sendRequest(HoverRequest.type, hover)).rejects.toMatchObject({
    code: ErrorCodes.ServerNotInitialized,
  });
  await expect(client.sendRequest('renas/cellAt', {})).rejects.toMatchObject({
    code: ErrorCodes.ServerNotInitialized,
  });
  // Ignored: it comes too early.
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri: 'untitled:a.cell', languageId: 'cell', version: 1, text: 'use nasbench101\n' },
  });
  const { serverInfo } = await client.sendRequest(InitializeRequest.type, initialize);
  expect(serverInfo).toEqual({ name: 'ReNAS', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  await expect(client.sendRequest(InitializeRequest.type, initialize)).rejects.toMatchObject({
    code: ErrorCodes.InvalidRequest,
  });
  expect(await client.sendRequest(HoverRequest.type, hover)).toBe(null);
  await client.sendRequest(ShutdownRequest.type);
  for (const type of [HoverRequest.type, ShutdownRequest.type])
    await expect(client.sendRequest(type as typeof HoverRequest.type, hover)).rejects.toMatchObject({
      code: ErrorCodes.InvalidRequest,
    });
  client.dispose();
  server.dispose();
});
