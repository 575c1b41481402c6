import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BinaryTable } from '../../../../src/datasets/binaryTable/binaryTable';
import { openBinaryTable } from '../../../../src/datasets/binaryTable/openBinaryTable';
import { packCells } from '../../../../src/datasets/binaryTable/packCells';
import { unpackCells } from '../../../../src/datasets/binaryTable/unpackCells';
import { writeBinaryTable } from '../../../../src/datasets/binaryTable/writeBinaryTable';
import { crc32c } from '../../../../src/datasets/crc32';
import { UnreadableFile } from '../../../../src/datasets/unreadable';
import { anyCell } from '../../cells/arbitrary';
import { everySpace, vertexSpace } from '../../cells/spaces';
import { temporaryFolder } from './temporary';

const { folder } = temporaryFolder();
const out = path.join(folder, 'cells.celltable');

function tableOf(values: readonly number[]): BinaryTable {
  const cell = { vertices: 2, edges: [0, 1, 0, 0], operations: [] };
  return {
    space: 'nasbench101',
    cells: packCells(
      vertexSpace,
      values.map(() => cell),
    ),
    columns: [
      { kind: 'number', name: 'a', unit: 'fraction', values: Float64Array.from(values) },
      { kind: 'number', name: 'b', values: Float32Array.from(values) },
      { kind: 'hash', name: 'h', values: new Uint8Array(16 * values.length).fill(0xab) },
      { kind: 'summary', name: 'mean', how: 'mean', of: ['a', 'b'] },
    ],
    source: { format: 'test', file: 'made.csv' },
  };
}

describe('The binary table', () => {
  it.each(everySpace.map(space => [space.name, space] as const))(
    'gives every cell of %s back',
    (_, space) => {
      fc.assert(
        fc.property(fc.array(anyCell(space), { maxLength: 20 }), cells => {
          expect(unpackCells(packCells(space, cells), space)).toEqual({ cells, problems: [] });
        }),
      );
    },
  );

  it('gives every number back, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double(), { maxLength: 50 }), async values => {
        await writeBinaryTable(out, tableOf(values));
        const table = await openBinaryTable(out);
        expect([...(await table.numbers('a'))]).toEqual(values);
        expect([...(await table.numbers('b'))]).toEqual(values.map(Math.fround));
        expect(table.columns).toEqual([
          { name: 'a', numeric: true, unit: 'fraction' },
          { name: 'b', numeric: true },
          { name: 'h', numeric: false },
          { name: 'mean', numeric: true },
        ]);
        await table.close();
      }),
      { numRuns: 50 },
    );
  });

  it('says which column there is not, and which holds no numbers', async () => {
    await writeBinaryTable(out, tableOf([1]));
    const table = await openBinaryTable(out);
    await expect(table.numbers('c')).rejects.toThrow(
      'cells.celltable has no column "c"; its columns are a, b, h, mean.',
    );
    await expect(table.numbers('h')).rejects.toThrow('does not hold numbers');
    await table.close();
  });

  it('leaves a row out whose cell is not of the space', async () => {
    const { cells } = tableOf([1, 2, 3]);
    cells.bytes[cells.bytes.length / 3 + 1] = 0;
    expect(unpackCells(cells, vertexSpace)).toMatchObject({
      problems: [{ line: 2, message: 'No path leads from the input to the output.' }],
    });
  });

  it('notices every changed byte', async () => {
    await writeBinaryTable(out, tableOf([1, 2, 3]));
    const whole = readFileSync(out);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= change;
        await expectSameOrRefused(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses any part of a file', async () => {
    await writeBinaryTable(out, tableOf([1, 2, 3]));
    const whole = readFileSync(out);
    for (let length = 0; length < whole.length - 8; length += 5)
      await expect(readAll(whole.subarray(0, length))).rejects.toThrow(UnreadableFile);
  });

  it.each<[string, (header: Record<string, unknown>) => unknown, RegExp]>([
    ['more rows than there are bytes', h => ({ ...h, rows: 2 ** 50 }), /lie outside the file/],
    ['a negative number of rows', h => ({ ...h, rows: -1 }), /no number of rows/],
    [
      'cells of a thousand vertices',
      h => ({ ...h, cells: { ...(h['cells'] as object), vertices: 1000 } }),
      /impossible/,
    ],
    ['no columns', h => ({ ...h, columns: 3 }), /no list of columns/],
    ['a column of itself', h => ({ ...h, columns: [{ name: 'x', type: 'mean', of: ['x'] }] }), /not there/],
    [
      'a column twice',
      h => ({ ...h, columns: [...(h['columns'] as []), ...(h['columns'] as [])] }),
      /two columns "a"/,
    ],
    [
      'a column behind the end',
      h => ({ ...h, columns: [{ name: 'x', type: 'f64', offset: 2 ** 40, crc32c: 0 }] }),
      /outside/,
    ],
    ['a million columns', h => ({ ...h, columns: new Array(1e6).fill({ name: 'x' }) }), /header claims/],
    ['nothing', () => null, /not an object/],
  ])('refuses a header with %s, well signed as it may be', async (_, change, message) => {
    await writeBinaryTable(out, tableOf([1, 2, 3]));
    const read = readAll(withHeader(readFileSync(out), change));
    await expect(read).rejects.toThrow(UnreadableFile);
    await expect(read).rejects.toThrow(message);
  });

  it('says of another version that the source has to be imported again', async () => {
    await writeBinaryTable(out, tableOf([1]));
    const bytes = readFileSync(out);
    bytes[8] = 2;
    await expect(readAll(bytes)).rejects.toThrow(/version 2.*reads version 1: import the source again/);
  });

  it('leaves the file before as it was when the writing is cancelled', async () => {
    writeFileSync(out, 'before');
    await expect(writeBinaryTable(out, tableOf([1]), AbortSignal.abort())).rejects.toThrow(/cancelled/);
    expect(readFileSync(out, 'utf8')).toBe('before');
  });
});

async function readAll(bytes: Uint8Array) {
  writeFileSync(out, bytes);
  const table = await openBinaryTable(out);
  try {
    return [
      await table.cells(),
      ...(await Promise.all(['a', 'b', 'mean'].map(name => table.numbers(name)))),
      await table.hashes('h'),
    ];
  } finally {
    await table.close();
  }
}

/** A byte of padding may change unseen; any other must not. */
async function expectSameOrRefused(bytes: Buffer): Promise<void> {
  let read: unknown;
  try {
    read = await readAll(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableFile);
    return;
  }
  await writeBinaryTable(out, tableOf([1, 2, 3]));
  expect(read).toEqual(await readAll(readFileSync(out)));
}

function withHeader(file: Buffer, change: (header: Record<string, unknown>) => unknown): Buffer {
  const length = file.readUInt32LE(12);
  const json = Buffer.from(JSON.stringify(change(JSON.parse(file.toString('utf8', 24, 24 + length)))));
  const start = Buffer.alloc(Math.ceil((24 + json.length) / 8) * 8);
  file.copy(start, 0, 0, 12);
  start.writeUInt32LE(json.length, 12);
  start.writeUInt32LE(crc32c(json), 16);
  json.copy(start, 24);
  return Buffer.concat([start, file.subarray(Math.ceil((24 + length) / 8) * 8)]);
}
