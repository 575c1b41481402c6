import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { type FolderCosts, featuresChanged, type ServerOptions, tablesChanged } from '../../src/protocol/lsp';
import type { CellScore } from '../../src/protocol/predictor';
import { bundlePrograms } from '../bundle';
import { labSpace, twoCells } from './samples';
import { capableClient, connectTestClient, richOptions, type TestClient } from './testClient';
import { until } from './until';

const root = path.resolve(import.meta.dirname, '..', '..');
let dist: string;
let server: ChildProcess | undefined;

/** The server and its predictor process, as they ship. */
beforeAll(() => {
  dist = mkdtempSync(path.join(tmpdir(), 'renas-dist-'));
  bundlePrograms(dist, { server: 'src/server/main.ts', cli: 'src/cli/main.ts' });
}, 60_000);
afterAll(() => rmSync(dist, { recursive: true, force: true }));
afterEach(() => void server?.kill('SIGKILL'));

const options = { ...richOptions, models: path.join(root, 'models') };

function overStdio(more: Partial<ServerOptions> = {}, profile = capableClient): Promise<TestClient> {
  const started = spawn(process.execPath, [path.join(dist, 'server.js'), '--stdio']);
  server = started;
  const [reader, writer] = [new StreamMessageReader(started.stdout), new StreamMessageWriter(started.stdin)];
  return connectTestClient(reader, writer, { ...options, ...more }, null, profile);
}

function overIpc(): Promise<TestClient> {
  const started = fork(path.join(dist, 'server.js'), ['--node-ipc'], { execArgv: [] });
  server = started;
  return connectTestClient(new IPCMessageReader(started), new IPCMessageWriter(started), options);
}

function predictorPid({ logged }: TestClient): number {
  const said = logged.findLast(line => line.startsWith('The predictor process is '));
  return Number(/\d+/.exec(said ?? '')?.[0]);
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The second cell of the sample, as NAS-Bench-101 publishes it. */
const deep = '0100001100010000:input,conv3x3-bn-relu,conv3x3-bn-relu,output';

describe.each([
  ['--stdio', () => overStdio()],
  ['--node-ipc', overIpc],
])('the server over %s', (_, connect) => {
  it('gives the hints of the shipped predictors, and ends with all its processes', async () => {
    const client = await connect();
    const document = client.open(twoCells);
    await until(async () => (await document.labels()).length === 2, 25);
    expect(await document.labels()).toEqual([
      expect.stringMatching(/^pooled: (≈ )?top (\d+|\d\.\d+|<0\.01) % · 2nd of 2$/),
      expect.stringMatching(/^deep: (≈ )?top (\d+|\d\.\d+|<0\.01) % · 1st of 2$/),
    ]);
    const status = client.statuses.at(-1);
    expect(status).toMatchObject({ state: 'ready', engine: expect.any(String) });
    expect(status?.models['nasbench101']).toBeTruthy();
    const pid = predictorPid(client);
    expect(lives(pid)).toBe(true);
    if (server?.stdin) server?.stdin?.end();
    else server?.disconnect();
    await until(() => !lives(pid) && server?.exitCode !== null);
  });
});

describe('tables of measured cells', () => {
  it('are told of in the hover of a cell that stands in them, beside what is predicted', async () => {
    const table = path.join(dist, 'ours.csv');
    writeFileSync(
      table,
      `cell;accuracy;trainable_parameters\n"${deep}";0.9412;7\n"${deep}";0.9416;7\n"0100:input,output";0.1;1\n`,
    );
    const broken = path.join(dist, 'broken.csv');
    writeFileSync(broken, 'cell,accuracy\n\0\0\n');
    // A table that is gone is no news: runs of long ago have learnt from it.
    const client = await overStdio({ tables: [table, broken, path.join(dist, 'gone.csv')] });
    const document = client.open(twoCells);
    const at = twoCells.indexOf('cell deep') + 6;
    let shown = '';
    await until(async () => {
      shown = await document.hoverText(at);
      return shown.includes('**measured**');
    }, 25);
    expect(shown).toContain(
      '**measured** in `ours.csv`, 2 cells, mean of 2 measurements: accuracy 0.9414 ± 0.00028',
    );
    await until(() => client.shown.length > 0);
    expect(client.shown).toEqual([
      'broken.csv is not a text table in UTF-8: it has NUL bytes. If it is a table, save it as CSV in UTF-8. Its measured figures are not shown.',
    ]);
    expect(await document.hoverText(twoCells.indexOf('cell pooled') + 6)).not.toContain('**measured**');
    await client.connection.sendNotification(tablesChanged, { tables: [] });
    expect(await document.hoverText(at)).not.toContain('**measured**');
    await client.close();
  });
});

describe('tables of costs', () => {
  const at = twoCells.indexOf('cell deep') + 6;

  it('are told of in hovers, and in hints where the user wants it', async () => {
    const costs = path.join(dist, 'ops.csv');
    writeFileSync(costs, 'operation,latency_ms\nconv,1\nlinear,1\n,0\n');
    const client = await overStdio({ costs: [costs], features: { hintCosts: ['latency_ms', 'parameters'] } });
    const document = client.open(twoCells);
    let shown = '';
    await until(async () => {
      shown = await document.hoverText(at);
      return shown.includes('latency');
    }, 25);
    // The stem, nine cells of a projection and two 3×3 convolutions, and the classifier; all else is free.
    expect(shown).toContain('29 ms of latency, by your tables of costs');
    await until(async () => (await document.labels()).length === 2, 25);
    expect((await document.labels())[1]).toMatch(/· 29 ms of latency · [\d.]+ M parameters$/);
    writeFileSync(costs, 'operation,latency_ms\nconv,2\nlinear,1\n,0\n');
    await until(async () => (await document.hoverText(at)).includes('57 ms of latency'), 25);
    await client.connection.sendNotification(tablesChanged, { costs: [] });
    expect(await document.hoverText(at)).not.toContain('latency');
    await client.close();
  });

  it('are those of the folder that a file is in, and of another folder once the client says so', async () => {
    const folderOf = (milliseconds: number): FolderCosts => {
      const folder = path.join(dist, `folder${milliseconds}`);
      mkdirSync(folder);
      const file = path.join(folder, 'ops.csv');
      writeFileSync(file, `operation,latency_ms\n,${milliseconds}\n`);
      return { folder, costs: [file] };
    };
    const [one, two] = [folderOf(1), folderOf(2)];
    const client = await overStdio({ costs: [one, two] });
    const latencyIn = async (folder: string) => {
      const document = client.open(twoCells, pathToFileURL(path.join(folder, 'two.cell')).href);
      let found: RegExpExecArray | null = null;
      await until(async () => {
        found = /([\d.]+) ms of latency/.exec(await document.hoverText(at));
        return found !== null;
      }, 25);
      return Number(found![1]);
    };
    const first = await latencyIn(one.folder);
    expect(first).toBeGreaterThan(10);
    expect(await latencyIn(two.folder)).toBe(2 * first);
    await client.connection.sendNotification(tablesChanged, {
      costs: [one, { folder: two.folder, costs: one.costs }],
    });
    await until(async () => (await latencyIn(two.folder)) === first, 25);
    await client.close();
  });

  it('say what they lack, and one that can not be read is told of once', async () => {
    const costs = path.join(dist, 'few.csv');
    writeFileSync(costs, 'operation,latency_ms\nconv,1\n');
    const broken = path.join(dist, 'noCosts.csv');
    writeFileSync(broken, 'cell,accuracy\n\0\0\n');
    const client = await overStdio({ costs: [costs, broken] });
    const document = client.open(twoCells);
    let shown = '';
    await until(async () => {
      shown = await document.hoverText(at);
      return shown.includes('latency');
    }, 25);
    expect(shown).toMatch(
      /latency \(ms\) is not known: no table has maxpool \S+ -\\> \S+ kernel:2 stride:2, maxpool .* and 5 more\./,
    );
    expect(client.shown).toEqual([expect.stringMatching(/^noCosts\.csv .*Its costs are not shown\.$/)]);
    await client.close();
  });
});

describe('a client that', () => {
  const everyRequest = {
    workspace: {
      ...capableClient.capabilities.workspace,
      didChangeWatchedFiles: { dynamicRegistration: true },
    },
  };

  it.each([
    ['answers every request of the server with an error', 'errors'],
    ['never answers a request of the server', 'none'],
  ] as const)('%s keeps its server', async (_, responses) => {
    const broken = path.join(dist, 'broken.csv');
    writeFileSync(broken, 'cell,accuracy\n\0\0\n');
    const client = await overStdio({ tables: [broken] }, { capabilities: everyRequest, responses });
    const document = client.open(twoCells);
    await until(async () => (await document.labels()).length === 2, 25);
    await client.connection.sendNotification(featuresChanged, { codeLenses: false });
    await until(() => client.shown.length > 0, 25);
    expect(client.shown).toEqual([expect.stringContaining('broken.csv')]);
    // The registration, the refresh of hints and that of lenses have failed by now.
    document.replace('b = conv1x1(a)', 'b = conv3x3(a)');
    await document.diagnostics();
    expect(await document.labels()).toHaveLength(2);
    expect(server?.exitCode).toBe(null);
    await client.close();
  });
});

describe('the commands', () => {
  const renas = (...args: readonly string[]) =>
    execFileSync(process.execPath, [path.join(dist, 'cli.js'), ...args], { encoding: 'utf8' });
  const shipped = (name: string) => ['--model', path.join(root, 'models', name)];
  const ordered = ({ low, top, high }: Required<CellScore>) => low <= top && top <= high;

  it('rank with an interval where the predictor can say, and without where it cannot', () => {
    const file = path.join(dist, 'two.cell');
    writeFileSync(file, twoCells);
    const judged = renas('rank', file, '--json', ...shipped('nasbench101'))
      .trim()
      .split('\n');
    for (const line of judged) {
      const cell = JSON.parse(line);
      expect(ordered(cell) && typeof cell.unlike === 'boolean', line).toBe(true);
    }
    expect(renas('rank', file, ...shipped('nasbench101'))).toMatch(
      /predicted +80 % interval [\s\S]* deep +(≈ )?top \S+ % +\S+ to \S+ %/,
    );
    const bare = renas('rank', file, '--json', ...shipped('nasbench101-renas'));
    expect(bare).not.toMatch(/"low"|"unlike"/);
    expect(renas('rank', file, ...shipped('nasbench101-renas'))).not.toContain('80 %');
  });

  it('find cells with intervals', () => {
    const out = path.join(dist, 'found.cell');
    const asked = ['--space', 'nasbench201', '--strategy', 'random', '--budget', '60', '--top', '2'];
    const events = renas('search', ...asked, '--json', '--out', out, ...shipped('nasbench201'));
    const { found } = JSON.parse(events.trim().split('\n').at(-1)!);
    expect(found).toHaveLength(2);
    expect(found.every(ordered)).toBe(true);
    expect(readFileSync(out, 'utf8')).toMatch(/Predicted (≈ )?top \S+ % \(80 % interval: \S+ to \S+ %\); /);
  });
});

describe('the predictor process of a server', () => {
  it('comes back after a kill -9, and answers for what is new', async () => {
    const client = await overStdio();
    const document = client.open(twoCells);
    await until(async () => (await document.labels()).length === 2, 25);
    const before = await document.labels();
    const pid = predictorPid(client);
    process.kill(pid, 'SIGKILL');
    await until(() => client.statuses.at(-1)?.state === 'failed');
    expect(await document.labels()).toEqual(before);
    document.replace('b = conv1x1(a)', 'b = conv3x3(a)\n  c = conv3x3(b + a)\n  d = conv3x3(c)');
    document.replace('concat(b)', 'concat(d, a)');
    await until(async () => {
      const now = await document.labels();
      return now.length === 2 && now[0] !== before[0];
    }, 25);
    expect(predictorPid(client)).not.toBe(pid);
    await client.close();
  });

  it('says for a space without a predictor what to do', async () => {
    const client = await overStdio({ features: { estimates: false } });
    const document = client.open(labSpace);
    const offset = labSpace.indexOf('cell first') + 6;
    await until(
      async () => (await document.hoverText(offset)).includes('No predictor for space lab yet.'),
      25,
    );
    expect(await document.labels()).toEqual([]);
    await client.close();
  });
});
