import { spawn } from 'node:child_process';
import path from 'node:path';
import { bench, describe } from 'vitest';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { sampleCells } from '../../src/cells/enumerate';
import { createRandom } from '../../src/cells/random';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { printCell } from '../../src/document/printCell';
import { startPredictorProcess } from '../../src/server/scoring/predictorProcess';
import { connectTestClient, type TestClient, type TestDocument } from '../server/testClient';
import { until } from '../server/until';

const root = path.resolve(import.meta.dirname, '..', '..');
const space = builtInSpaces().get('nasbench101')!;
const perFile = 100;
const rounds = 20;
const warmups = 2;
const once = { iterations: rounds, time: 0, warmupIterations: warmups, warmupTime: 0 };

const pool = sampleCells(space, (rounds + warmups) * (2 * perFile + 2 * 1000 + 10) + 2500, createRandom(1));
let taken = 0;

/** Cells that no earlier round has named or, but for chance, scored. */
function fresh(count: number) {
  const first = taken;
  taken += count;
  return pool.slice(first, taken).map((cell, i) => ({ name: `c${first + i}`, cell }));
}

function freshText(count: number): string {
  return fresh(count)
    .map(({ name, cell }) => printCell(space, cell, { name }))
    .join('\n');
}

function startServer(): Promise<TestClient> {
  const server = spawn(process.execPath, [path.join(root, 'dist', 'server.js'), '--stdio']);
  return connectTestClient(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
}

const hinted = (document: TestDocument, cells: number) =>
  until(async () => (await document.hints()).length === cells, 120);

describe('from an edit until every cell of a file has its hint, predicted by the shipped predictor', async () => {
  const client = await startServer();
  const document = client.open(freshText(perFile));
  await hinted(document, perFile);
  const replaceFirst = () => document.change(0, document.text().indexOf('}') + 1, freshText(1).trimEnd());

  bench(
    'one of 100 cells is new (goal 30 ms)',
    async () => {
      replaceFirst();
      await hinted(document, perFile);
    },
    once,
  );

  bench(
    'all 100 cells are new',
    async () => {
      document.change(0, document.text().length, freshText(perFile));
      await hinted(document, perFile);
    },
    once,
  );

  bench(
    'one of 100 is new, while 1,000 new cells of another file are read and scored (goal 30 ms)',
    async () => {
      const other = client.open(freshText(1000));
      replaceFirst();
      await hinted(document, perFile);
      other.close();
    },
    once,
  );

  bench(
    '1,000 cells are new (goal 1 s)',
    async () => {
      const other = client.open(freshText(1000));
      await hinted(other, 1000);
      other.close();
    },
    once,
  );
});

describe('the server itself, in a file of 1,000 cells', async () => {
  const client = await startServer();
  const document = client.open(freshText(1000));
  await hinted(document, 1000);
  const middle = () => document.text().indexOf('cell', document.text().length / 2) + 5;

  bench(
    'an edit until its diagnostics (goal 20 ms)',
    async () => {
      document.change(middle(), middle(), 'x');
      await document.diagnostics();
    },
    once,
  );
  bench(
    'hints from the cache, of 60 lines (goal 5 ms)',
    async () => {
      await document.hints({ start: { line: 500, character: 0 }, end: { line: 560, character: 0 } });
    },
    once,
  );
  bench('hover, with the chance to beat the best', async () => void (await document.hover(middle())), once);
});

describe('the predictor process, from a question to its answer', async () => {
  const link = startPredictorProcess({
    program: path.join(root, 'dist', 'cli.js'),
    node: process.execPath,
    models: path.join(root, 'models'),
    chosenModels: {},
    trainWith: 'renas train',
    listener: { status() {}, log() {} },
  });
  const cells = fresh(perFile).map(({ cell }) => cell);
  await link.score(space, cells);

  bench(
    'one cell with its interval (goal 1 ms)',
    async () => void (await link.score(space, cells.slice(0, 1))),
  );
  bench('100 cells with their intervals (goal 5 ms)', async () => void (await link.score(space, cells)));
  bench('the chance of one pair', async () => void (await link.chances(space, [[cells[0]!, cells[1]!]])));
});
