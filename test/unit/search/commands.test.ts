import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import type { Cell, GraphCell } from '../../../src/cells/cell';
import { drawCells, enumerateCells } from '../../../src/cells/enumerate';
import { createRandom } from '../../../src/cells/random';
import type { GraphSpace } from '../../../src/cells/space';
import { readSpelling, writeSpelling } from '../../../src/cells/spelling';
import { addLoop } from '../../../src/cli/commands/loop';
import { addSuggest } from '../../../src/cli/commands/suggest';
import { readLatencies } from '../../../src/cli/input/latencies';
import { writeFound } from '../../../src/cli/output/foundCells';
import { printMeasured } from '../../../src/cli/output/measuredCells';
import { readTable } from '../../../src/datasets/readTable';
import { printCell } from '../../../src/document/printCell';
import { printSpace } from '../../../src/document/printSpace';
import { readDocument } from '../../../src/document/readDocument';
import { outputOf } from '../../commandLine';
import { dataFile } from '../../data';
import { builtInGraphs, graphCell } from '../../graphs';
import { edgeSpace, vertexSpace } from '../cells/spaces';

const space: GraphSpace = { ...vertexSpace, name: 'small', vertices: 4 };
const cells = [...enumerateCells(space)];
const worth = (cell: GraphCell) =>
  cell.operations.reduce((sum, operation, i) => sum + (3 - operation) * (i + 1), cell.edges[1] ? 0.5 : 0);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'renas-'));
  writeFileSync(path.join(folder, 'small.cell'), printSpace(space));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

const inFolder = (name: string) => path.join(folder, name);

function tableOf(some: readonly GraphCell[]): string {
  const file = inFolder('table.csv');
  const rows = some.map(cell => `"${writeSpelling(space, cell)}",${worth(cell)},${10 * worth(cell)}`);
  writeFileSync(file, `cell,val acc,test\n${rows.join('\n')}\n`);
  return file;
}

const renas = (...args: string[]) => outputOf([addLoop, addSuggest], args);

describe('renas loop', () => {
  const loop = (...more: string[]) =>
    renas(
      'loop',
      ...['--space', inFolder('small.cell'), '--oracle', tableOf(cells), '--label', 'val acc'],
      ...['--test-label', 'test', '--budget', '14', '--seed', '2', '--json', ...more],
    );

  it('tells each round and ends with the best cell measured; the run keeps all of them', async () => {
    const events = (await loop('--run', inFolder('run')))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    const done = events.at(-1);
    const rounds = events.filter(({ event }) => event === 'round');
    expect(done).toMatchObject({ event: 'done', measured: 14, seconds: expect.any(Number) });
    expect(rounds.map(({ round }) => round)).toEqual(rounds.map((_, i) => i + 1));
    const told = rounds.flatMap(round => round.cells);
    expect(told).toHaveLength(14);
    expect(done.best.label).toBe(Math.max(...told.map(({ label }) => label)));
    expect(done.best.test).toBe(10 * done.best.label);
    const known = new Map([[space.name, space]]);
    for (const { cell, label } of [...told, done.best])
      expect(worth(graphCell(readDocument(cell, known).cells[0]!.cell!))).toBe(label);
    const kept = await readTable(inFolder('run/measured.cell'), space, ['val acc', 'test']);
    expect([...kept.labels['val acc']!]).toEqual(told.map(({ label }) => label).sort((a, b) => b - a));
    expect(kept.cells.map(cell => worth(graphCell(cell)))).toEqual([...kept.labels['val acc']!]);
    const record = JSON.parse(readFileSync(inFolder('run/run.json'), 'utf8'));
    expect(record).toMatchObject({
      command: 'loop',
      state: 'done',
      figure: `val acc ${done.best.label}`,
      results: { found: 'measured.cell', model: 'model' },
    });
    expect(JSON.parse(readFileSync(inFolder('run/model/card.json'), 'utf8'))).toMatchObject({
      label: 'val acc',
      trained: 14,
    });
  });

  it('looks for the lowest where the name of the label says so, or --goal does', async () => {
    const table = inFolder('loss.csv');
    const rows = cells.map(cell => `"${writeSpelling(space, cell)}",${-worth(cell)},${-worth(cell)}`);
    writeFileSync(table, `cell,val_loss,value\n${rows.join('\n')}\n`);
    const best = async (...more: string[]) => {
      const args = ['--space', inFolder('small.cell'), '--oracle', table, '--budget', '14', '--seed', '2'];
      const events = (await renas('loop', ...args, '--json', ...more))
        .trim()
        .split('\n')
        .map(line => JSON.parse(line));
      const measured = events.filter(({ event }) => event === 'round').flatMap(round => round.cells);
      return { measured: measured.map(({ label }) => label), done: events.at(-1), events };
    };
    const byName = await best('--label', 'val_loss');
    expect(byName.done.best.label).toBe(Math.min(...byName.measured));
    expect(byName.done.goal).toBe('min');
    expect(byName.events.map(({ text }) => text)).toContain('Lower val_loss is better.');
    const stated = await best('--label', 'value', '--goal', 'min');
    expect(stated.measured).toEqual(byName.measured);
    expect(stated.done.best.label).toBe(byName.done.best.label);
    const unsaid = await best('--label', 'value');
    expect(unsaid.done.best.label).toBe(Math.max(...unsaid.measured));
    expect(unsaid.events.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('Higher value is taken to be better'),
    );
  });

  it('does the same again', async () => {
    const bare = (text: string) => text.replaceAll(/"seconds":[\d.]+/g, '');
    expect(bare(await loop())).toBe(bare(await loop()));
  });
});

describe('renas suggest', () => {
  it('asks for the same cells for a loss as for its negative', async () => {
    const measured = cells.filter((_, i) => i % 4 === 0);
    const table = inFolder('loss.csv');
    const rows = measured.map(cell => `"${writeSpelling(space, cell)}",${-worth(cell)},${worth(cell)}`);
    writeFileSync(table, `cell,val_loss,acc\n${rows.join('\n')}\n`);
    const args = ['suggest', '--space', inFolder('small.cell'), '--data', table, '--json', '--label'];
    const hashes = (text: string) => [...text.matchAll(/"hash":"(\w+)"/g)].map(([, hash]) => hash);
    const byLoss = hashes(await renas(...args, 'val_loss'));
    expect(byLoss).toHaveLength(5);
    expect(byLoss).toEqual(hashes(await renas(...args, 'acc')));
    expect(byLoss).not.toEqual(hashes(await renas(...args, 'val_loss', '--goal', 'max')));
  });

  it('writes cells to measure; filled in, the file is what is measured', async () => {
    const measured = cells.filter((_, i) => i % 4 === 0);
    const out = inFolder('next.cell');
    const args = ['suggest', '--space', inFolder('small.cell'), '--label', 'val acc', '--count', '6'];
    await renas(...args, '--data', tableOf(measured), '--out', out);
    const text = readFileSync(out, 'utf8');
    const document = readDocument(text);
    expect(document.diagnostics).toEqual([]);
    expect(document.cells).toHaveLength(6);
    const known = new Set(measured.map(cell => canonicalHash(space, cell)));
    expect(document.cells.some(({ cell }) => known.has(canonicalHash(space, cell!)))).toBe(false);
    writeFileSync(out, text.replaceAll(/\/\/ (measured "val acc" = )/g, '$18.5'));
    const filled = await readTable(out, space, ['val acc']);
    expect([...filled.labels['val acc']!]).toEqual(new Array(6).fill(8.5));
    await expect(renas(...args, '--data', out, '--out', out)).rejects.toThrow(
      'would replace what is measured',
    );
  });

  it('writes cells alone for a file beside the one that declares their space', async () => {
    const args = ['suggest', '--space', inFolder('small.cell'), '--label', 'acc', '--for', 'ranking'];
    const text = await renas(...args, '--cells-only');
    expect(text).not.toMatch(/^space |measured acc|"measured"/m);
    const { cells, diagnostics } = readDocument(text, new Map([['small', space]]));
    expect([cells.length, diagnostics]).toEqual([5, []]);
  });

  it.each(['best', 'ranking'])(
    'goes on in a space of any size from a file with ties and a cell measured twice (for the %s)',
    async aim => {
      const darts = builtInGraphs('darts');
      const file = inFolder('measured.cell');
      const known = drawCells(darts, 12, createRandom(1));
      const lines = known.map((cell, i) => printMeasured(darts, cell, `m${i}`, { acc: 80 + (i % 4) }));
      writeFileSync(file, [...lines, printMeasured(darts, known[0]!, 'again', { acc: 80.5 })].join('\n'));
      const args = ['suggest', '--space', 'darts', '--label', 'acc', '--count', '12', '--for', aim];
      const next = await renas(...args, '--data', file);
      expect(next).toContain(`chosen for the best ${aim === 'best' ? 'cell' : 'ranking'} after 12 measured`);
      const named = readDocument(next).cells.map(({ cell }) => cell!);
      expect(named).toHaveLength(12);
      expect(new Set([...named, ...known].map(cell => canonicalHash(darts, cell))).size).toBe(24);
    },
  );

  it('begins without anything measured, one JSON object a cell', async () => {
    const out = await renas('suggest', '--space', inFolder('small.cell'), '--label', 'x', '--json');
    const lines = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(new Set(lines.map(({ hash }) => hash)).size).toBe(5);
    for (const { cell, hash } of lines)
      expect(canonicalHash(space, readSpelling(space, cell) as Cell)).toBe(hash);
  });
});

it.each([
  ['val acc (%)', '"val acc (%)"'],
  ['val/acc', '"val/acc"'],
  ['acc@1', '"acc@1"'],
  ['cifar10_valid', 'cifar10_valid'],
  ['cifar10-valid', 'cifar10-valid'],
  ['top-1', 'top-1'],
  ['validation_accuracy.108.mean', '"validation_accuracy.108.mean"'],
  ['10', '"10"'],
])('the column "%s" is %s in a measured line, and found by its own name', async (label, written) => {
  const text = printMeasured(space, cells[5]!, 'a', { [label]: 1 });
  expect(text).toContain(`measured ${written} = 1\n`);
  const { diagnostics, cells: read } = readDocument(printSpace(space) + text);
  expect(diagnostics).toEqual([]);
  expect(read[0]!.measured).toMatchObject([{ metric: label, value: 1 }]);
  const file = inFolder('named.cell');
  writeFileSync(file, printSpace(space) + text);
  expect([...(await readTable(file, space, [label])).labels[label]!]).toEqual([1]);
});

it('the metric of a file that an earlier version suggested is found by the name of the column', async () => {
  const file = inFolder('earlier.cell');
  writeFileSync(file, printSpace(space) + printMeasured(space, cells[5]!, 'a', { val_acc: 1 }));
  expect([...(await readTable(file, space, ['val acc'])).labels['val acc']!]).toEqual([1]);
});

it('a measured line says that lower is better where the name does not', () => {
  const line = (name: string, goal: 'max' | 'min') =>
    /measured.*/.exec(printMeasured(space, cells[5]!, 'a', { [name]: 1 }, { name, goal }))![0];
  expect(line('value', 'min')).toBe('measured value = 1 (goal: min)');
  expect(line('value', 'max')).toBe('measured value = 1');
  expect(line('loss', 'min')).toBe('measured loss = 1');
  expect(line('loss', 'max')).toBe('measured loss = 1 (goal: max)');
});

describe('latencies', () => {
  it('are read by cell', async () => {
    const file = inFolder('latency.csv');
    const [a, b, c] = cells.slice(10) as [Cell, Cell, Cell];
    writeFileSync(
      file,
      `cell,phone,tablet\n"${writeSpelling(space, a)}",1.5,2\n"${writeSpelling(space, b)}",,3\n`,
    );
    const latencyOf = await readLatencies(file, space, 'phone');
    expect([a, b, c].map(latencyOf)).toEqual([1.5, undefined, undefined]);
    await expect(readLatencies(file, space, 'watch')).rejects.toThrow('latency.csv has no column "watch"');
    await expect(readLatencies(file, edgeSpace, 'phone')).rejects.toThrow();
  });

  const published = dataFile('nasbench201_latency.csv.gz');
  it.skipIf(!published)("are read by NAS-Bench-201's index", async () => {
    const latencyOf = await readLatencies(published!, edgeSpace, 'fpga');
    const arch =
      '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|';
    expect(latencyOf(readSpelling(edgeSpace, arch) as Cell)).toBe(2.573);
    expect([...enumerateCells(edgeSpace)].every(cell => latencyOf(cell)! > 0)).toBe(true);
  });
});

it('a front is written behind the cells found, those already there by name', () => {
  const found = [3, 4].map((at, i) => ({
    cell: printCell(space, cells[at]!, { name: `found${i + 1}` }),
    name: `found${i + 1}`,
    hash: canonicalHash(space, cells[at]!),
    ...{ score: 1, top: 1, parameters: 1000, flops: 5_000_000, latency: 2.5 },
  }));
  const other = { ...found[0]!, cell: printCell(space, cells[7]!, { name: 'pareto1' }), hash: 'other' };
  const text = writeFound(
    space,
    found,
    { title: 'Found.', repeat: 'renas', builtIn: false },
    { title: 'The front.', cells: [other, found[1]!] },
  );
  const document = readDocument(text);
  expect(document.diagnostics).toEqual([]);
  expect(document.cells.map(({ name }) => name)).toEqual(['found1', 'found2', 'pareto1']);
  expect(text).toContain('// found2, above: Predicted top 1.0 %; 1,000 parameters, 5.00 MFLOPs, 2.5 ms.');
});
