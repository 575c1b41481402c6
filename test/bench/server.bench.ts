import { spawn } from 'node:child_process';
import path from 'node:path';
import { bench, describe } from 'vitest';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { sampleCells } from '../../src/cells/enumerate';
import { createRandom } from '../../src/cells/random';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { printCell } from '../../src/document/printCell';
import { connectTestClient } from '../server/testClient';
import { until } from '../server/until';

const root = path.resolve(import.meta.dirname, '..', '..');
const space = builtInSpaces().get('nasbench101')!;
const perFile = 100;
const rounds = 20;
const once = { iterations: rounds, time: 0, warmupIterations: 2, warmupTime: 0 };

const pool = sampleCells(space, (rounds + 2) * (2 * perFile + 1001 + 2), createRandom(1));
let taken = 0;

/** Cells that no earlier round has named or, but for chance, scored. */
function freshCells(count: number): string[] {
  const first = taken;
  taken += count;
  return pool.slice(first, taken).map((cell, i) => printCell(space, cell, { name: `c${first + i}` }));
}

describe('from an edit until every cell of a file of 100 has its hint, predicted by the shipped predictor', async () => {
  const server = spawn(process.execPath, [path.join(root, 'dist', 'server.js'), '--stdio']);
  const client = await connectTestClient(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const document = client.open(freshCells(perFile).join('\n'));
  const hinted = () => until(async () => (await document.hints()).length === perFile, 60);
  await hinted();
  const replaceFirst = () =>
    document.change(0, document.text().indexOf('}') + 1, freshCells(1).join('').trimEnd());

  bench(
    'one cell is new',
    async () => {
      replaceFirst();
      await hinted();
    },
    once,
  );

  bench(
    'all cells are new',
    async () => {
      document.change(0, document.text().length, freshCells(perFile).join('\n'));
      await hinted();
    },
    once,
  );

  bench(
    'one cell is new, while 1,000 new cells of another file are scored',
    async () => {
      const other = client.open(freshCells(1000).join('\n'));
      replaceFirst();
      await hinted();
      other.close();
    },
    once,
  );
});

describe('the server itself, in a file of 1,000 cells', async () => {
  const server = spawn(process.execPath, [path.join(root, 'dist', 'server.js'), '--stdio']);
  const client = await connectTestClient(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const document = client.open(freshCells(1000).join('\n'));
  await until(async () => (await document.hints()).length === 1000, 120);
  const middle = () => document.text().indexOf('cell', document.text().length / 2) + 5;

  bench(
    'an edit until its diagnostics',
    async () => {
      document.change(middle(), middle(), 'x');
      await document.diagnostics();
    },
    once,
  );
  bench(
    'hints from the cache, of 60 lines',
    async () => {
      await document.hints({ start: { line: 500, character: 0 }, end: { line: 560, character: 0 } });
    },
    once,
  );
  bench('hover', async () => void (await document.hover(middle())), once);
});
