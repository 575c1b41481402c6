import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { featuresChanged } from '../../src/protocol/lsp';
import { bundlePrograms } from '../bundle';
import { parameterPredictor } from './parameterPredictor';
import { labSpace } from './samples';
import {
  capableClient,
  connectTestClient,
  cursorIn,
  richOptions,
  startTestClient,
  type TestClient,
} from './testClient';
import { until } from './until';

const second = `
cell second : lab {
  a = conv3x3(input)
  b = conv3x3(a)
  output = concat(a, b)
}
`;
const lab = labSpace + second;

let client: TestClient;
afterEach(() => client?.close());

describe('a space without a predictor of its own', () => {
  const estimated = () =>
    parameterPredictor({ estimated: ['lab'], judge: () => ({ low: 1, high: 95, unlike: false }) });

  it('has ranks that are marked as estimates in hints, hovers and completion', async () => {
    client = await startTestClient(estimated());
    const { text, offset } = cursorIn(lab.replace('cell second', 'cell sec|ond'));
    const document = client.open(text);
    const labels = await document.labels();
    expect(labels).toHaveLength(2);
    for (const label of labels) expect(label).toMatch(/: ≈ top \S+ % · [12](st|nd) of 2$/);
    const shown = await document.hoverText(offset);
    expect(shown).toMatch(/\*\*estimated ≈ top \S+ % of lab\*\*/);
    expect(shown).toContain('Estimated from other spaces; no cell of lab has been measured yet.');
    expect(shown).toContain('A first guess');
    // The test client has no commands of VS Code's.
    expect(shown).not.toContain('Measure Some Cells');
    expect(shown).not.toContain('trained on');
  });

  it('learns from measured lines as soon as they are written', async () => {
    client = await startTestClient(estimated());
    const marked = lab.replace('cell second', 'cell sec|ond');
    const document = client.open(cursorIn(marked).text);
    await document.labels();
    const line = '  measured loss = 0.31 (epochs: 12)\n  output = concat(a, b)';
    document.replace('  output = concat(a, b)', line);
    await until(
      async () => (await document.hoverText(cursorIn(marked).offset)).includes('measured cell'),
      20,
    );
    const shown = await document.hoverText(cursorIn(marked).offset);
    expect(shown).toContain(
      'Learned from your 1 measured cell (loss, 12 epochs, lower is better) and other spaces. Measure 9 more to know how far it can be trusted.',
    );
    document.replace(line, '  output = concat(a, b)');
    await until(
      async () =>
        (await document.hoverText(cursorIn(marked).offset)).includes('no cell of lab has been measured'),
      20,
    );
  });
});

describe('the predictor process', () => {
  const root = path.resolve(import.meta.dirname, '..', '..');
  let folder: string;
  let dist: string;
  const servers: ChildProcess[] = [];
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'renas-dist-'));
    symlinkSync(path.join(root, 'models'), path.join(folder, 'models'));
    dist = path.join(folder, 'dist');
    bundlePrograms(dist, { server: 'src/server/main.ts', cli: 'src/cli/main.ts' });
  }, 120_000);
  afterAll(() => {
    for (const server of servers) server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (options: object) => {
    const started = spawn(process.execPath, [path.join(dist, 'server.js'), '--stdio']);
    servers.push(started);
    return connectTestClient(
      new StreamMessageReader(started.stdout),
      new StreamMessageWriter(started.stdin),
      { ...richOptions, models: path.join(root, 'models'), ...options },
      null,
      capableClient,
    );
  };

  it('estimates with the prior that ships, and not where that is switched off', async () => {
    client = await start({});
    const document = client.open(lab);
    await until(async () => (await document.labels()).length === 2, 60);
    for (const label of await document.labels()) expect(label).toMatch(/: ≈ top /);
    await client.connection.sendNotification(featuresChanged, { estimates: false });
    await until(async () => (await document.labels()).length === 0, 60);
    expect(await document.hoverText(lab.indexOf('second') + 1)).toContain('No predictor for space lab yet');
  }, 180_000);

  it('a predictor trained on seven cells answers hints, and evaluate', async () => {
    const renas = (...args: string[]) =>
      execFileSync(process.execPath, [path.join(dist, 'cli.js'), ...args], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    writeFileSync(path.join(folder, 'lab.cell'), labSpace);
    const drawn = renas('sample', '--space', 'lab.cell:lab', '--count', '7', '--json')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { cell: string; parameters: number });
    const rows = drawn.map(({ cell, parameters }) => `"${cell}",${parameters / 1e6}`);
    writeFileSync(path.join(folder, 'seven.csv'), ['cell,acc', ...rows, ''].join('\n'));
    const model = path.join(folder, 'seven');
    renas('train', '--space', 'lab.cell:lab', '--data', 'seven.csv', '--label', 'acc', '--out', model);
    expect(JSON.parse(readFileSync(path.join(model, 'card.json'), 'utf8'))).toMatchObject({
      recipe: 'transfer',
      trained: 7,
    });
    const told = renas('evaluate', '--predictor', model, '--data', 'seven.csv', '--label', 'acc', '--json');
    expect(JSON.parse(told)).toMatchObject({ event: 'done', tested: 7 });

    client = await start({ chosenModels: { lab: model } });
    const document = client.open(
      lab.replace('  output = concat(a, b)', '  measured acc = 0.5\n  output = concat(a, b)'),
    );
    await until(async () => (await document.labels()).length === 2, 60);
    for (const label of await document.labels()) expect(label).toMatch(/: ≈ top /);
    // It has learned from the table: the line that is written here does not take its place.
    expect(await document.hoverText(lab.indexOf('second') + 1)).toContain(
      'Learned from your 7 measured cells (acc) and other spaces. Measure 3 more',
    );

    // The space grows: what was learned of it goes on.
    const grown = lab.replace('conv3x3', 'conv3x3\n    conv5x5');
    const later = client.open(grown);
    await until(async () => (await later.labels()).length === 2, 60);
    for (const label of await later.labels()) expect(label).toMatch(/: ≈ top /);
    expect(await later.hoverText(grown.indexOf('second') + 1)).toContain(
      'Learned from 7 measured cells (acc) before conv5x5 was added, and other spaces. How well it ranks now was not tested: train it again on the same cells.',
    );
  }, 240_000);
});
