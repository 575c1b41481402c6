import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkspaceSymbolRequest } from 'vscode-languageserver/node';
import { clients } from './clients';
import { parameterPredictor } from './parameterPredictor';
import { labSpace } from './samples';
import { type ClientProfile, startTestClient, type TestClient, type TestDocument } from './testClient';
import { until } from './until';

const space = labSpace.slice(0, labSpace.indexOf('cell first'));
const user = 'use lab\n\ncell mine {\n  a = conv3x3(input)\n  output = concat(a)\n}\n';

let folder: string;
let client: TestClient;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas workspace '));
  write('lab.cell', space);
  write('user.cell', user);
});
afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}
const uriOf = (file: string) => pathToFileURL(path.join(folder, file)).href;
const codes = (document: TestDocument) => document.lastPublished()?.diagnostics.map(({ code }) => code);
const settles = (document: TestDocument, expected: string[]) =>
  until(() => JSON.stringify(codes(document)) === JSON.stringify(expected));
const symbols = async (query: string) =>
  ((await client.connection.sendRequest(WorkspaceSymbolRequest.type, { query })) ?? []).map(
    ({ location }) => location.uri,
  );

describe('a document that is no file of the workspace', () => {
  const start = async () => {
    client = await startTestClient(parameterPredictor(), {}, pathToFileURL(folder).href);
  };
  const diff = () => `git:${path.join(folder, 'lab.cell')}?%7B%22ref%22%3A%22~%22%7D`;

  it('is not one more file that declares a space', async () => {
    await start();
    const document = client.open(space, uriOf('lab.cell'));
    await settles(document, []);
    const old = client.open(space, diff());
    await settles(old, []);
    expect(await symbols('lab')).toEqual([document.uri]);
    document.replace('  vertices <= 6', '  vertices <= 7');
    expect(await document.diagnostics()).toEqual([]);
  });

  it('gives no space to others', async () => {
    await start();
    const declaring = client.open(space, uriOf('lab.cell'));
    const document = client.open(user, uriOf('user.cell'));
    await settles(document, []);
    declaring.replace('space lab', 'space lab2');
    await settles(document, ['unknown-space']);
    const old = client.open(space, diff());
    await settles(old, []);
    document.replace('cell mine', 'cell yours');
    expect((await document.diagnostics()).map(({ code }) => code)).toEqual(['unknown-space']);
  });

  it('has syntax, hints, hovers and definitions of its own, whatever its scheme sorts before', async () => {
    await start();
    const document = client.open(user, uriOf('user.cell'));
    await settles(document, []);
    const snapshot = client.open(
      `${space.replace('    conv3x3\n', '')}\ncell own : lab {\n  a = skip(input)\n  output = concat(a)\n}\n`,
      `chat-editing-snapshot-text-model:${path.join(folder, 'lab.cell')}?x`,
    );
    expect(await snapshot.diagnostics()).toEqual([]);
    expect(await snapshot.labels()).toEqual([expect.stringMatching(/^own: top/)]);
    const named = snapshot.text().indexOf(': lab') + 2;
    expect(await snapshot.hoverText(named)).not.toContain('conv3x3');
    expect((await snapshot.definition(named)).map(({ uri }) => uri)).toEqual([snapshot.uri]);
    expect(codes(document)).toEqual([]);
    expect((await document.definition(5)).map(({ uri }) => uri)).toEqual([uriOf('lab.cell')]);
    // What it does not declare itself, the workspace does.
    const old = client.open(user, `git:${path.join(folder, 'user.cell')}`);
    expect(await old.diagnostics()).toEqual([]);
    expect((await old.definition(5)).map(({ uri }) => uri)).toEqual([uriOf('lab.cell')]);
  });

  it('of a folder of the workspace counts, whatever its scheme', async () => {
    const remote = 'vscode-vfs://github/team/cells';
    client = await startTestClient(parameterPredictor(), {}, remote);
    client.open(space, `${remote}/lab.cell`);
    const document = client.open(user, `${remote}/sub/user.cell`);
    await settles(document, []);
    const elsewhere = client.open(user, 'vscode-vfs://github/team/cells2/user.cell');
    client.open(space.replace('space lab', 'space other'), 'vscode-vfs://github/team/cells2/lab.cell');
    await settles(elsewhere, []);
    document.replace('use lab', 'use other');
    expect((await document.diagnostics()).map(({ code }) => code)).toEqual(['unknown-space']);
    const untitled = client.open(space.replace('space lab', 'space other'), 'untitled:Untitled-1');
    await settles(document, []);
    untitled.close();
    await settles(document, ['unknown-space']);
  });
});

describe('a client that cannot watch files', () => {
  const folders: readonly [string, () => ClientProfile['folders']][] = [
    ['a root URI', () => ({ rootUri: pathToFileURL(folder).href })],
    ['a root path alone', () => ({ rootUri: null, rootPath: folder })],
    ['no root', () => ({ rootUri: null })],
  ];

  it.each(folders)('sees changed, new and deleted files on save and on open, with %s', async (_, named) => {
    client = await startTestClient(parameterPredictor(), {}, null, {
      ...clients.eglot,
      folders: named() ?? {},
    });
    const document = client.open(user, uriOf('user.cell'));
    await settles(document, []);
    write('lab.cell', space.replace('space lab', 'space lab2'));
    document.save();
    await settles(document, ['unknown-space']);
    write('more.cell', space);
    const other = client.open('use nasbench101\n', uriOf('other.cell'));
    await settles(document, []);
    rmSync(path.join(folder, 'more.cell'));
    other.save();
    await settles(document, ['unknown-space']);
  });

  it('reads without a root the folder of a file, not what lies below it', async () => {
    rmSync(path.join(folder, 'lab.cell'));
    write('sub/lab.cell', space);
    client = await startTestClient(parameterPredictor(), {}, null, clients.eglot);
    const document = client.open(user, uriOf('user.cell'));
    expect((await document.diagnostics()).map(({ code }) => code)).toEqual(['unknown-space']);
    const beside = client.open(user, uriOf('sub/user.cell'));
    await settles(beside, []);
  });
});
