import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { canonicalCell } from '../../../src/cells/canonical';
import type { Cell } from '../../../src/cells/cell';
import { sampleCells } from '../../../src/cells/enumerate';
import { moduleHash } from '../../../src/cells/moduleHash';
import { createRandom } from '../../../src/cells/random';
import { readSpelling, writeSpelling } from '../../../src/cells/spelling';
import { packCells } from '../../../src/datasets/binaryTable/packCells';
import { writeBinaryTable } from '../../../src/datasets/binaryTable/writeBinaryTable';
import { importTable } from '../../../src/datasets/importTable';
import { shownColumns } from '../../../src/datasets/shownColumns';
import { indexTable } from '../../../src/datasets/tableIndex';
import { UnreadableFile } from '../../../src/datasets/unreadable';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { printCell } from '../../../src/document/printCell';
import { dataFile } from '../../data';

const vertexSpace = builtInSpaces().get('nasbench101')!;
const edgeSpace = builtInSpaces().get('nasbench201')!;
const folder = mkdtempSync(path.join(tmpdir(), 'renas-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const written = path.join(folder, name);
  writeFileSync(written, content);
  return written;
}

/** No two of one graph. */
const cells = sampleCells(vertexSpace, 40, createRandom(3)).filter(
  (cell, i, all) => all.findIndex(other => hashOf(other) === hashOf(cell)) === i,
);
function hashOf(cell: Cell): string {
  return moduleHash(vertexSpace, cell)!;
}
const spelled = cells.map(cell => `"${writeSpelling(vertexSpace, cell)}"`);
const [first, second, third] = cells;

describe('what a table measured of a cell', () => {
  it('is found in whatever order the graph is numbered, the mean of its rows, with its place among the cells', async () => {
    const rows = spelled.map((cell, i) => `${cell},${i}`);
    const table = file('all.csv', ['cell,acc', ...rows, `${spelled[0]},1`].join('\n'));
    const index = await indexTable(table, vertexSpace);
    const renumbered = canonicalCell(vertexSpace, cells.at(-1)!);
    expect(index.find(renumbered)).toEqual([
      { column: 'acc', value: cells.length - 1, rows: 1, top: 100 / cells.length, cells: cells.length },
    ]);
    expect(index.find(first!)).toMatchObject([{ value: 0.5, rows: 2, top: 100 }]);
    expect(index.find({ vertices: 2, edges: [0, 1, 0, 0], operations: [] })).toEqual([]);
  });

  it('has the deviation of its measurements, repeated or stated', async () => {
    const rows = [`${spelled[0]},91 ± 0.3`, `${spelled[1]},90`, `${spelled[1]},94`, `${spelled[2]},80`];
    const index = await indexTable(file('deviations.csv', ['cell,acc', ...rows].join('\n')), vertexSpace);
    expect(index.find(first!)).toMatchObject([{ value: 91, rows: 1, deviation: 0.3 }]);
    expect(index.find(second!)).toMatchObject([{ value: 92, rows: 2, deviation: Math.sqrt(8) }]);
    expect(index.find(third!)[0]).not.toHaveProperty('deviation');
  });

  it('is of rows that a training would count: no failed trials, the last epoch, one data set', async () => {
    const rows = [1, 2].flatMap(epoch =>
      spelled
        .slice(0, 3)
        .map((cell, i) => `${cell},${epoch},${i === 2 ? 'FAILED' : 'done'},${90 + i + epoch}`),
    );
    const index = await indexTable(
      file('epochs.csv', ['cell,epoch,status,acc', ...rows].join('\n')),
      vertexSpace,
    );
    expect(index.find(second!)).toMatchObject([{ column: 'acc', value: 93, rows: 1 }]);
    expect(index.find(third!)).toEqual([]);
    const mixed = spelled.slice(0, 3).flatMap(cell => [`${cell},cifar10,90`, `${cell},cifar100,70`]);
    await expect(
      indexTable(file('mixed.csv', ['cell,dataset,acc', ...mixed].join('\n')), vertexSpace),
    ).rejects.toThrow('differ in dataset');
  });

  it('counts the other way round where less is better, and passes over gaps, broken rows and other spaces', async () => {
    const other = '"|skip_connect~0|+|none~0|none~1|+|none~0|none~1|none~2|"';
    const table = file(
      'gaps.csv',
      `cell,test_error,valid\n${spelled[0]},8,\n${spelled[1]},9,90\n${other},1,99\n"no cell",1,1\n`,
    );
    const index = await indexTable(table, vertexSpace);
    expect(index.find(first!)).toMatchObject([{ column: 'test_error', value: 8, top: 50, cells: 2 }]);
    expect(index.find(second!)).toMatchObject([
      { column: 'test_error', top: 100 },
      { column: 'valid', value: 90, cells: 1 },
    ]);
    expect(index.find(third!)).toEqual([]);
  });

  it('is found by module hashes alone, in a moment', async () => {
    const table = file('hashes.csv', `module_hash,acc\n${hashOf(first!)},0.9\n`);
    expect((await indexTable(table, vertexSpace)).find(first!)).toMatchObject([{ value: 0.9 }]);
    expect((await indexTable(table, edgeSpace)).find(sampleCells(edgeSpace, 1, createRandom(1))[0]!)).toEqual(
      [],
    );
  });

  it('is of the rows that a training would count where cells are told by hashes, or the table is binary', async () => {
    const rows = [first!, second!].flatMap((cell, i) =>
      [1, 2].flatMap(seed =>
        [4, 108].map(epochs => `${hashOf(cell)},${seed},${epochs},done,${100 * i + epochs + seed}`),
      ),
    );
    const failed = `${hashOf(third!)},1,108,crashed,0`;
    const header = 'module_hash,seed,epochs,status,acc';
    const hashed = await indexTable(
      file('epochs by hash.csv', [header, ...rows, failed].join('\n')),
      vertexSpace,
    );
    expect(hashed.find(first!)).toEqual([
      { column: 'acc', value: 109.5, rows: 2, deviation: Math.SQRT1_2, top: 100, cells: 2 },
    ]);
    expect(hashed.find(third!)).toEqual([]);
    const mixed = [first!, second!].flatMap(cell => [`${hashOf(cell)},a,1`, `${hashOf(cell)},b,2`]);
    await expect(
      indexTable(file('mixed by hash.csv', ['module_hash,dataset,acc', ...mixed].join('\n')), vertexSpace),
    ).rejects.toThrow('differ in dataset');

    const packed = packCells(vertexSpace, [first!, first!, second!]);
    const binary = path.join(folder, 'epochs.celltable');
    const column = (name: string, values: readonly number[]) =>
      ({ kind: 'number', name, values: Float64Array.from(values) }) as const;
    await writeBinaryTable(binary, {
      space: vertexSpace.name,
      cells: packed,
      columns: [column('epochs', [4, 108, 108]), column('acc', [1, 90, 80])],
      source: { format: 'table', file: 'runs.csv' },
    });
    expect((await indexTable(binary, vertexSpace)).find(first!)).toMatchObject([
      { column: 'acc', value: 90 },
    ]);
  });

  it('has its place by the goal that measured lines state', async () => {
    const cell = (at: number, value: number) =>
      printCell(vertexSpace, cells[at]!, { name: `c${at}` }).replace(
        /\}\s*$/,
        `  measured objective = ${value} (goal: min)\n}\n`,
      );
    const index = await indexTable(file('goal.cell', cell(0, 1) + cell(1, 2)), vertexSpace);
    expect(index.find(first!)).toMatchObject([{ column: 'objective', top: 50 }]);
    expect(index.find(second!)).toMatchObject([{ column: 'objective', top: 100 }]);
  });

  it('is found in a binary table and in measured lines', async () => {
    const csv = file('source.csv', ['cell,acc', ...spelled.map((cell, i) => `${cell},${i}`)].join('\n'));
    const binary = path.join(folder, 'table.celltable');
    await writeBinaryTable(binary, (await importTable(csv, vertexSpace, undefined)).table);
    expect((await indexTable(binary, vertexSpace)).find(third!)).toMatchObject([{ column: 'acc', value: 2 }]);
    const source = printCell(vertexSpace, first!, { name: 'ours' });
    const declared = file('ours.cell', source.replace(/\}\s*$/, '  measured cifar10 = 93.5 %\n}\n'));
    expect((await indexTable(declared, vertexSpace)).find(first!)).toMatchObject([
      { column: 'cifar10', value: 93.5 },
    ]);
  });

  it('is refused in a sentence where the file is none', async () => {
    await expect(indexTable(path.join(folder, 'gone.csv'), vertexSpace)).rejects.toThrow(UnreadableFile);
  });

  it.skipIf(!dataFile('nasbench201.csv.gz'))('is that of NAS-Bench-201', async () => {
    const index = await indexTable(dataFile('nasbench201.csv.gz')!, edgeSpace);
    const best = readSpelling(
      edgeSpace,
      '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|',
    );
    if (typeof best === 'string') throw new Error(best);
    const found = index.find(best);
    expect(found.map(({ column }) => column)).toEqual([
      'cifar10_valid',
      'cifar10_test',
      'cifar100_valid',
      'cifar100_test',
    ]);
    expect(found[1]).toMatchObject({ value: 94.3633, rows: 1 });
    expect(found[1]!.top).toBeLessThan(0.03);
  });
});

describe('the columns shown', () => {
  it('are those that tell how good a cell is', () => {
    const columns = [
      ...['training_time.108.mean', 'train_accuracy.108.mean', 'validation_accuracy.108.mean'],
      ...['validation_accuracy.108.best', 'validation_accuracy.108.run1', 'test_accuracy.108.mean'],
      ...['trainable_parameters', 'cifar10.latency.200', 'arch_index', 'test_accuracy.108.halfway.mean'],
    ];
    expect(shownColumns(columns)).toEqual(['validation_accuracy.108.mean', 'test_accuracy.108.mean']);
    expect(shownColumns(['index', 'latency'])).toEqual(['index', 'latency']);
  });
});
