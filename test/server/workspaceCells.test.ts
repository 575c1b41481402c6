import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DidChangeWatchedFilesNotification, FileChangeType } from 'vscode-languageserver/node';
import { type SpaceSizes, spaceSizes } from '../../src/protocol/lsp';
import {
  type WorkspaceCells,
  workspaceCells,
  workspaceCellsChanged,
} from '../../src/protocol/workspaceCells';
import { parameterPredictor } from './parameterPredictor';
import { labSpace, twoCells } from './samples';
import { startTestClient, type TestClient } from './testClient';
import { until } from './until';

let folder: string;
let client: TestClient;
let told: number;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas cells '));
  write('two.cell', twoCells);
  write('deep/lab.cell', labSpace);
  write('broken.cell', 'cell broken : nasbench101 {\n  a = nothing(input)\n}\n');
  write('.renas/runs/1/found.cell', twoCells);
  client = await startTestClient(parameterPredictor(), {}, pathToFileURL(folder).href);
  told = 0;
  client.connection.onNotification(workspaceCellsChanged, () => told++);
});
afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, text: string): string {
  const full = path.join(folder, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
  return pathToFileURL(full).href;
}
const list = (): Promise<WorkspaceCells> => client.connection.sendRequest(workspaceCells);
/** `space: file/cell file/cell`, with a `?` behind those that have no rank. */
const shown = async () =>
  (await list()).spaces.map(
    ({ space, cells }) =>
      `${space}: ${cells.map(({ name, target, rank }) => `${path.basename(target.uri, '.cell')}/${name}${rank ? '' : '?'}`).join(' ')}`,
  );
const shows = (expected: readonly string[]) =>
  until(async () => JSON.stringify(await shown()) === JSON.stringify(expected));

it('lists the cells of all files by space and rank, whether a file is open or not, and is told of news', async () => {
  await shows(['lab: lab/first', 'nasbench101: two/deep two/pooled']);
  const before = told;
  // An open file counts as it is in the editor.
  client.open(twoCells.replaceAll('deep', 'renamed'), pathToFileURL(path.join(folder, 'two.cell')).href);
  await until(() => told > before);
  await shows(['lab: lab/first', 'nasbench101: two/renamed two/pooled']);
});

it('waits for the folders to be read before it says that there are no cells', async () => {
  const fresh = await startTestClient(parameterPredictor(), {}, pathToFileURL(folder).href);
  try {
    const { spaces }: WorkspaceCells = await fresh.connection.sendRequest(workspaceCells);
    expect(spaces.length).toBeGreaterThan(0);
  } finally {
    await fresh.close();
  }
});

it('follows files that come and change; those of runs are not the workspace’s', async () => {
  await shows(['lab: lab/first', 'nasbench101: two/deep two/pooled']);
  const more = write('more.cell', twoCells.replaceAll('deep', 'deeper').replaceAll('pooled', 'other'));
  const found = write('.renas/runs/2/found.cell', twoCells);
  client.open(twoCells, found);
  void client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [found, more].map(uri => ({ uri, type: FileChangeType.Created })),
  });
  await shows(['lab: lab/first', 'nasbench101: more/deeper two/deep more/other two/pooled']);
});

it('tells how many cells a space has: one that ships, or one that a file declares', async () => {
  const lab = pathToFileURL(path.join(folder, 'deep/lab.cell')).href;
  const { sizes } = await client.connection.sendRequest<SpaceSizes>(spaceSizes, {
    spaces: [
      { name: 'nasbench201' },
      { name: 'nasbench101' },
      { name: 'lab', uri: lab },
      { name: 'lab' },
      { name: 'nasbench201', uri: lab },
    ],
  });
  expect(sizes).toEqual([15_625, 423_624, 30_285, null, null]);
});
