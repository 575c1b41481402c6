import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
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
  let dist: string;
  let server: ChildProcess | undefined;
  beforeAll(() => {
    dist = mkdtempSync(path.join(tmpdir(), 'renas-dist-'));
    bundlePrograms(dist, { server: 'src/server/main.ts', cli: 'src/cli/main.ts' });
  }, 120_000);
  afterAll(() => {
    server?.kill('SIGKILL');
    rmSync(dist, { recursive: true, force: true });
  });

  it('estimates with the prior that ships, and not where that is switched off', async () => {
    const started = spawn(process.execPath, [path.join(dist, 'server.js'), '--stdio']);
    server = started;
    client = await connectTestClient(
      new StreamMessageReader(started.stdout),
      new StreamMessageWriter(started.stdin),
      { ...richOptions, models: path.join(root, 'models') },
      null,
      capableClient,
    );
    const document = client.open(lab);
    await until(async () => (await document.labels()).length === 2, 60);
    for (const label of await document.labels()) expect(label).toMatch(/: ≈ top /);
    await client.connection.sendNotification(featuresChanged, { estimates: false });
    await until(async () => (await document.labels()).length === 0, 60);
    expect(await document.hoverText(lab.indexOf('second') + 1)).toContain('No predictor for space lab yet');
  }, 180_000);
});
