import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  DefinitionRequest,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  FileChangeType,
  type Location,
  type Position,
  RenameRequest,
  type WorkspaceEdit,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parameterPredictor } from './parameterPredictor';
import { labSpace } from './samples';
import { startTestClient, type TestClient, type TestDocument } from './testClient';
import { until } from './until';

const space = labSpace.slice(0, labSpace.indexOf('cell first'));
const user = 'use lab\n\ncell mine {\n  a = sep3x3(input)\n  output = concat(a)\n}\n';

let folder: string;
let client: TestClient;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas workspace '));
  write('shared/lab.cell', space);
  write('other.cell', 'cell theirs : lab {\n  a = skip(input)\n  output = concat(a)\n}\n');
  write('node_modules/x/hidden.cell', 'space hidden {\n}\n');
  client = await startTestClient(parameterPredictor(), {}, pathToFileURL(folder).href);
});
afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

function uriOf(file: string): string {
  return pathToFileURL(path.join(folder, file)).href;
}
function write(file: string, text: string): void {
  const full = path.join(folder, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}
function changed(file: string, type: FileChangeType): void {
  void client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: uriOf(file), type }],
  });
}
const codes = (document: TestDocument) => document.lastPublished()?.diagnostics.map(({ code }) => code);
const settles = (document: TestDocument, expected: string[]) =>
  until(() => JSON.stringify(codes(document)) === JSON.stringify(expected));
const files = (locations: readonly Location[]) =>
  locations.map(({ uri, range }) => `${path.relative(folder, fileURLToPath(uri))}:${range.start.line + 1}`);

it('completes the metrics that other files measure', async () => {
  const other = client.open(
    'use nasbench101\ncell c { output = concat(input); measured "val/acc" = 93 % ± 0.2 }\n',
    uriOf('measured.cell'),
  );
  const text = 'use nasbench101\ncell d { output = concat(input); measured ';
  const document = client.open(`${text}\n}\n`, uriOf('fresh.cell'));
  await until(async () => (await document.completion(text.length)).some(({ label }) => label === 'val/acc'));
  const [item] = await document.completion(text.length);
  expect(item).toMatchObject({ label: 'val/acc', insertText: '"val/acc" = $0 %' });
  other.close();
  document.close();
});

it('knows the spaces of the other files, on the disk and in the editor', async () => {
  const document = client.open(user, uriOf('user.cell'));
  await settles(document, []);
  await until(async () => (await document.labels()).length === 1);
  expect((await document.completion(4)).map(({ label }) => label)).toContain('lab');

  const declaring = client.open(space, uriOf('shared/lab.cell'));
  declaring.replace('    sep3x3 = separable(kernel: 3)\n', '');
  await settles(document, ['unknown-operation']);
  declaring.close();
  await settles(document, []);

  write('shared/lab.cell', space.replace('space lab', 'space lab2'));
  changed('shared/lab.cell', FileChangeType.Changed);
  await settles(document, ['unknown-space']);
  write('shared/lab.cell', space);
  changed('shared/lab.cell', FileChangeType.Created);
  await settles(document, []);
  rmSync(path.join(folder, 'shared/lab.cell'));
  changed('shared/lab.cell', FileChangeType.Deleted);
  await settles(document, ['unknown-space']);
});

it('names the other file where two declare a space', async () => {
  const document = client.open(labSpace, uriOf('user.cell'));
  await settles(document, ['space-declared-elsewhere']);
  const [found] = document.lastPublished()?.diagnostics ?? [];
  expect(found?.message).toContain('lab.cell');
  expect(found?.relatedInformation?.[0]?.location.uri).toBe(uriOf('shared/lab.cell'));
  document.replace('space lab', 'space own');
  document.replace(': lab', ': own');
  await settles(document, []);
});

it('finds and renames a space in every file that means it', async () => {
  const document = client.open(user, uriOf('user.cell'));
  const apart = client.open(labSpace, uriOf('apart.cell'));
  await settles(document, []);
  await settles(apart, ['space-declared-elsewhere']);
  // Opened, this file declares `lab` for itself, and comes first by name; so it is taken out of the way.
  apart.close();
  await until(async () => files(await document.references(5)).length === 3);
  expect(files(await document.definition(5))).toEqual(['shared/lab.cell:2']);
  expect(files(await document.references(5)).sort()).toEqual([
    'other.cell:1',
    'shared/lab.cell:2',
    'user.cell:1',
  ]);
  expect(files(await document.references(5, false)).sort()).toEqual(['other.cell:1', 'user.cell:1']);
  expect(await document.prepareRename(5)).toMatchObject({ placeholder: 'lab' });
  const position = { line: 0, character: 5 };
  const edit = await client.connection.sendRequest(RenameRequest.type, {
    textDocument: { uri: document.uri },
    position,
    newName: 'spring',
  });
  expect(Object.keys(edit?.changes ?? {}).sort()).toEqual(
    [uriOf('other.cell'), uriOf('shared/lab.cell'), document.uri].sort(),
  );
  expect(document.applied(edit)).toBe(user.replace('lab', 'spring'));
  await expect(document.rename(5, 'nasbench101')).rejects.toThrow('already taken');
  expect(readFileSync(path.join(folder, 'shared/lab.cell'), 'utf8')).toBe(space);
  const found = (await client.connection.sendRequest(DefinitionRequest.type, {
    textDocument: { uri: document.uri },
    position,
  })) as Location[];
  expect(found[0]?.range.start).toEqual({ line: 1, character: 6 });
});

it('finds and renames an operation in every file that means it', async () => {
  const document = client.open(user, uriOf('user.cell'));
  const apart = client.open(labSpace.replaceAll('lab', 'own'), uriOf('apart.cell'));
  await settles(document, []);
  await settles(apart, []);
  const at = document.text().indexOf('sep3x3');
  expect(files(await document.definition(at))).toEqual(['shared/lab.cell:5']);
  expect(files(await document.references(at)).sort()).toEqual(['shared/lab.cell:5', 'user.cell:4']);
  expect(files(await document.references(at, false))).toEqual(['user.cell:4']);
  const rename = async (position: Position, newName: string) =>
    (await client.connection.sendRequest(RenameRequest.type, {
      textDocument: { uri: document.uri },
      position,
      newName,
    })) as WorkspaceEdit;
  const renamed = async (position: Position, newName: string) =>
    Object.fromEntries(
      Object.entries((await rename(position, newName)).changes ?? {}).map(([uri, edits]) => {
        const text = TextDocument.create(uri, 'cell', 0, readFileSync(fileURLToPath(uri), 'utf8'));
        return [path.relative(folder, fileURLToPath(uri)), TextDocument.applyEdits(text, edits)];
      }),
    );
  write('user.cell', document.text());
  const position = { line: 3, character: 7 };
  expect(await renamed(position, 'sep')).toEqual({
    'user.cell': user.replace('sep3x3', 'sep'),
    'shared/lab.cell': space.replace('sep3x3', 'sep'),
  });
  await expect(rename(position, 'skip')).rejects.toThrow('already taken');
  await expect(rename(position, 'concat')).rejects.toThrow('already taken');
  // What says by its name alone what it is, says it in full under another.
  document.replace('sep3x3', 'conv3x3');
  await settles(document, []);
  write('user.cell', document.text());
  expect(await renamed(position, 'wide')).toEqual({
    'user.cell': user.replace('sep3x3', 'wide'),
    'shared/lab.cell': space.replace('conv3x3', 'wide = conv(kernel: 3)'),
  });
});

it('follows the folders of the workspace', async () => {
  const document = client.open(user, uriOf('user.cell'));
  await settles(document, []);
  const other = mkdtempSync(path.join(tmpdir(), 'renas workspace 2 '));
  writeFileSync(path.join(other, 'spring.cell'), space.replace('space lab', 'space spring'));
  const changes = (added: string[], removed: string[]) => {
    const named = (paths: string[]) => paths.map(each => ({ uri: pathToFileURL(each).href, name: each }));
    return client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added: named(added), removed: named(removed) },
    });
  };
  document.replace('use lab', 'use spring');
  await settles(document, ['unknown-space']);
  await changes([other], []);
  await settles(document, []);
  await changes([], [other]);
  await settles(document, ['unknown-space']);
  rmSync(other, { recursive: true });
});

it('finds cells and spaces of the workspace by some of their letters', async () => {
  const document = client.open(user, uriOf('user.cell'));
  await settles(document, []);
  const search = async (query: string) =>
    ((await client.connection.sendRequest(WorkspaceSymbolRequest.type, { query })) ?? [])
      .map(({ name }) => name)
      .sort();
  await until(async () => (await search('')).length === 3);
  expect(await search('')).toEqual(['lab', 'mine', 'theirs']);
  expect(await search('TRS')).toEqual(['theirs']);
  document.replace('cell mine', 'cell yours');
  await until(async () => (await search('ours')).join() === 'yours');
});

const block = `/// A separable convolution.
operation separated(kernel, channels = input.channels, stride = 1) {
  deep = depthwise(input, kernel: kernel, stride: stride)
  output = conv1x1(deep, channels: channels)
}
`;
const networks = `space nets {
  operations on layers {
    sep = separated(kernel: 3 | 5)
    skip = shortcut()
  }
  network {
    input = image(16x16x3)
    body = stage(conv3x3(input, channels: 8), layers: 1..2, channels: 16, stride: 2)
    output = linear(globalpool(body), channels: 10)
  }
}
`;
const net = 'use nets\n\ncell mine {\n  body = [sep(kernel: 5)]\n}\n';

it('knows the operations of the other files, on the disk and in the editor, and what uses them there', async () => {
  write('blocks.cell', block);
  write('nets.cell', networks);
  for (const file of ['blocks.cell', 'nets.cell']) changed(file, FileChangeType.Created);
  // The space stands in a file that is not open, and the operation in a third one.
  const document = client.open(net, uriOf('mine.cell'));
  await settles(document, []);
  await until(async () => (await document.labels()).length === 1);

  const declaring = client.open(block, uriOf('blocks.cell'));
  declaring.replace('operation separated', 'operation apart');
  await settles(document, ['unknown-space']);
  declaring.replace('operation apart', 'operation separated');
  await settles(document, []);
  declaring.close();
  rmSync(path.join(folder, 'blocks.cell'));
  changed('blocks.cell', FileChangeType.Deleted);
  await settles(document, ['unknown-space']);
});

it('completes, explains, finds and renames an operation across files, and warns of two', async () => {
  write('blocks.cell', block);
  changed('blocks.cell', FileChangeType.Created);
  const document = client.open(networks, uriOf('nets.cell'));
  await settles(document, []);
  const at = networks.indexOf('separated');
  expect(await document.hoverText(at)).toContain(
    '`operation separated(kernel, channels = input.channels, stride = 1)`',
  );
  expect(await document.hoverText(at)).toContain('Declared in blocks.cell.');
  expect(await document.hoverText(at)).toContain('A separable convolution.');
  const completed = await document.completion(at);
  expect(completed.find(({ label }) => label === 'separated')).toBeDefined();
  expect(files(await document.definition(at))).toEqual(['blocks.cell:2']);
  expect(files(await document.references(at)).toSorted()).toEqual(['blocks.cell:2', 'nets.cell:3']);

  const edit = (await client.connection.sendRequest(RenameRequest.type, {
    textDocument: { uri: uriOf('nets.cell') },
    position: { line: 2, character: 12 },
    newName: 'parted',
  })) as WorkspaceEdit;
  expect(Object.keys(edit.changes ?? {}).toSorted()).toEqual([uriOf('blocks.cell'), uriOf('nets.cell')]);
  for (const newName of ['conv3x3', 'stage', 'output'])
    await expect(
      client.connection.sendRequest(RenameRequest.type, {
        textDocument: { uri: uriOf('nets.cell') },
        position: { line: 2, character: 12 },
        newName,
      }),
    ).rejects.toThrow(`The name ${newName} is already taken here.`);

  // One of the same name means itself in its own file.
  await settles(client.open(block, uriOf('again.cell')), []);
});

it('completes and explains an operation that is a Python class, without running it', async () => {
  const python = `/// The author's own.
operation mixer(width = 4) = external("blocks.Mixer", channels: input.channels,
    parameters: width * input.channels, macs: 0)
`;
  const document = client.open(
    `${python}${networks.replace('separated(kernel: 3 | 5)', 'mixer(width: 2)').replace(', stride: 2', '').replace(', channels: 16', '')}`,
    uriOf('python.cell'),
  );
  await settles(document, []);
  const text = `${python}${networks}`;
  const at = text.indexOf('sep = ') + 'sep = '.length;
  const shown = await document.hoverText(at);
  expect(shown).toContain('`operation mixer(width = 4)`');
  expect(shown).toContain("The author's own.");
  expect(shown).toContain('A Python class: `blocks.Mixer`. It is never run for a hover, a rank or a cost.');
  const [item] = (await document.completion(at)).filter(({ label }) => label === 'mixer');
  expect(item?.insertText).toBe('mixer($0)');
});
