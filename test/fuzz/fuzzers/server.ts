import { isDeepStrictEqual } from 'node:util';
import {
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ErrorCodes,
  ResponseError,
} from 'vscode-languageserver/node';
import type { Random } from '../../../src/cells/random';
import { parameterPredictor } from '../../server/parameterPredictor';
import { capableClient, startTestClient, type TestClient } from '../../server/testClient';
import { Finding, type Fuzzer, require, requirePlain } from '../fuzzer';
import { hostileNames, longText, mutateJson, mutateText, pick } from '../mutate';
import { sources, words } from './sources';

interface ServerInput {
  readonly text: string;
  readonly steps: readonly Step[];
  /** Where the last text is hovered over: shares of its length. */
  readonly probes: readonly number[];
}

type Step =
  | { readonly do: 'edit'; readonly at: number; readonly length: number; readonly text: string }
  | { readonly do: 'request' | 'notify'; readonly method: string; readonly params: unknown };

const uri = 'file:///fuzz.cell';
const textDocument = { uri };
const position = { line: 3, character: 4 };
const range = { start: { line: 0, character: 0 }, end: { line: 8, character: 0 } };
const target = { uri, position };
const options = { tabSize: 2, insertSpaces: true };

const requests: readonly (readonly [method: string, params: unknown])[] = [
  ['textDocument/hover', { textDocument, position }],
  ['textDocument/completion', { textDocument, position }],
  ['textDocument/signatureHelp', { textDocument, position }],
  ['textDocument/inlayHint', { textDocument, range }],
  ['textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } }],
  ['textDocument/codeLens', { textDocument }],
  ['textDocument/definition', { textDocument, position }],
  ['textDocument/references', { textDocument, position, context: { includeDeclaration: true } }],
  ['textDocument/prepareRename', { textDocument, position }],
  ['textDocument/rename', { textDocument, position, newName: 'other' }],
  ['textDocument/formatting', { textDocument, options }],
  ['textDocument/rangeFormatting', { textDocument, range, options }],
  ['textDocument/onTypeFormatting', { textDocument, position, ch: '}', options }],
  ['textDocument/selectionRange', { textDocument, positions: [position] }],
  ['textDocument/linkedEditingRange', { textDocument, position }],
  ['textDocument/semanticTokens/full', { textDocument }],
  ['textDocument/foldingRange', { textDocument }],
  ['renas/cellAt', target],
  ['renas/rankedEdits', target],
  ['renas/compareCells', { cells: [target, target] }],
  ['renas/exportCell', { cell: target, form: 'pytorch' }],
  ['renas/importCells', { text: '[4, 0, 3, 1, 4, 3]', uri, position }],
  [
    'renas/drawCells',
    {
      cells: [target, { text: 'use nasbench101\ncell a { output = input }', name: 'a' }],
      marked: true,
      direction: 'right',
    },
  ],
  ['renas/rankedCells', { uri }],
  ['renas/workspaceCells', null],
];
const notifications: readonly (readonly [method: string, params: unknown])[] = [
  ['renas/modelsChanged', { chosenModels: {} }],
  ['renas/tablesChanged', { tables: ['/nowhere/a.csv'] }],
  ['renas/featuresChanged', { codeLenses: true, operationHints: false }],
];

function step(random: Random): Step {
  if (random.next() < 0.4)
    return {
      do: 'edit',
      at: random.next(),
      length: random.integer(20),
      text: random.next() < 0.3 ? pick(random, hostileNames) : pick(random, words),
    };
  const isRequest = random.next() < 0.8;
  const [method, params] = pick(random, isRequest ? requests : notifications);
  return {
    do: isRequest ? 'request' : 'notify',
    method,
    // The protocol's own messages are checked by its library: only where they point is changed.
    params:
      random.next() < 0.5
        ? params
        : method.startsWith('renas/')
          ? mutateJson(random, params)
          : moved(random, params),
  };
}

/** The same with positions somewhere else, also outside of the text. */
function moved(random: Random, params: unknown): unknown {
  return JSON.parse(
    JSON.stringify(params, (key, value) =>
      key === 'line' || key === 'character'
        ? pick(random, [value, random.integer(40), random.integer(200), 2 ** 31 - 1])
        : value,
    ),
  );
}

/** Sends everything; what comes back is a result or says that the parameters are wrong. */
async function drive(client: TestClient, { text, steps }: ServerInput): Promise<string> {
  const { connection } = client;
  let now = text;
  let version = 1;
  const languageId = 'cell';
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId, version, text },
  });
  for (const each of steps) {
    if (each.do === 'edit') {
      const at = Math.floor(each.at * now.length);
      now = now.slice(0, at) + each.text + now.slice(at + each.length);
      version++;
      await connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges: [{ text: now }],
      });
    } else if (each.do === 'notify') await connection.sendNotification(each.method, each.params ?? undefined);
    else {
      try {
        const result = await connection.sendRequest(each.method, each.params ?? undefined);
        requirePlain(readable(result), `what ${each.method} responds`);
      } catch (error) {
        if (!(error instanceof ResponseError)) throw error;
        if (error.code === ErrorCodes.InternalError || error.code === ErrorCodes.UnknownErrorCode)
          throw new Finding(`${each.method} fails: ${error.message}`);
      }
    }
  }
  return now;
}

/** Of a response, what the server says itself: without the texts that it was given. */
function readable(result: unknown): string {
  const { contents } = (result ?? {}) as { contents?: { value?: string } };
  const { refused } = (result ?? {}) as { refused?: string };
  return (refused ?? contents?.value ?? '').replace(/`[^`]*`|base64,[\w+/=]+/g, '');
}

/** What a client sees of a text. */
async function facts(client: TestClient, text: string, probes: readonly number[]): Promise<unknown> {
  const { connection } = client;
  const lines = text.split(/\r\n|\r|\n/);
  const hovers = probes.map(share => {
    const line = Math.floor(share * lines.length);
    return {
      textDocument,
      position: { line, character: Math.floor(share * 97) % (lines[line]!.length + 1) },
    };
  });
  const whole = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
  return {
    hints: await connection.sendRequest('textDocument/inlayHint', { textDocument, range: whole }),
    symbols: await connection.sendRequest('textDocument/documentSymbol', { textDocument }),
    tokens: (
      await connection.sendRequest<{ data?: unknown } | null>('textDocument/semanticTokens/full', {
        textDocument,
      })
    )?.data,
    hovers: await Promise.all(hovers.map(params => connection.sendRequest('textDocument/hover', params))),
  };
}

function textOf(random: Random): string {
  const text = pick(random, sources);
  const chance = random.next();
  if (chance < 0.02) return longText(random, text);
  return chance < 0.5 ? text : mutateText(random, text, words, sources);
}

/** A server survives any message, and says after them what a fresh one says of the same text. */
export const server: Fuzzer<ServerInput> = {
  name: 'server',
  generate: random => ({
    text: textOf(random),
    steps: Array.from({ length: 2 + random.integer(12) }, () => step(random)),
    probes: [random.next(), random.next(), random.next()],
  }),
  async check(input) {
    const client = await startTestClient(parameterPredictor(), {}, null, capableClient);
    const fresh = await startTestClient(parameterPredictor(), {}, null, capableClient);
    try {
      const text = await drive(client, input);
      // The models that a step may have chosen are the same for both.
      for (const each of [client, fresh])
        await each.connection.sendNotification('renas/modelsChanged', { chosenModels: {} });
      await fresh.connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId: 'cell', version: 1, text },
      });
      // A hover may say what is still being computed, so both are asked until they agree.
      for (let times = 0; ; times++) {
        const [a, b] = await Promise.all([client, fresh].map(each => facts(each, text, input.probes)));
        if (isDeepStrictEqual(a, b)) break;
        require(times < 20, 'a server responds otherwise than a fresh one with the same text');
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    } finally {
      await client.close();
      await fresh.close();
    }
  },
};
