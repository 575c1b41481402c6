import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frame, makeNasbench101 } from '../../../../scripts/make-nasbench101.mjs';
import { moduleHash } from '../../../../src/cells/moduleHash';
import { openBinaryTable } from '../../../../src/datasets/binaryTable/openBinaryTable';
import { unpackCells } from '../../../../src/datasets/binaryTable/unpackCells';
import { writeBinaryTable } from '../../../../src/datasets/binaryTable/writeBinaryTable';
import { crc32c } from '../../../../src/datasets/crc32';
import { importNasbench101 } from '../../../../src/datasets/tfrecord/importNasbench101';
import { readRecords } from '../../../../src/datasets/tfrecord/readRecords';
import { UnreadableFile } from '../../../../src/datasets/unreadable';
import { builtInSpaces } from '../../../../src/document/builtInSpaces';
import { dataFile } from '../../../data';
import { evaluationsOf, exampleRun, recordOf, tfRecord } from './records';
import { temporaryFolder } from './temporary';

const { folder, file } = temporaryFolder();
const space = builtInSpaces().get('nasbench101')!;
const otherHash = 'ffffffffffffffffffffffffffffffff';

async function imported(bytes: Uint8Array) {
  const result = await importNasbench101(file('runs.tfrecord', bytes));
  const out = path.join(folder, 'runs.celltable');
  await writeBinaryTable(out, result.table);
  return { ...result, out };
}

async function column(out: string, name: string): Promise<number[]> {
  const table = await openBinaryTable(out);
  const values = await table.numbers(name);
  await table.close();
  return [...values];
}

describe('A TFRecord file of NAS-Bench-101', () => {
  it('has the checksum of the standard', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });

  it('keeps the three runs of a cell apart, with their mean, best and spread', async () => {
    const runs = [0.875, 0.9375, 0.90625].map(a => ({ ...exampleRun, evaluations: evaluationsOf(108, a) }));
    const { out, read } = await imported(tfRecord(...runs));
    expect(read).toBe(3);
    for (const [run, value] of [0.875, 0.9375, 0.90625].entries())
      expect(await column(out, `validation_accuracy.108.run${run + 1}`)).toEqual([value]);
    expect(await column(out, 'validation_accuracy.108.mean')).toEqual([0.90625]);
    expect(await column(out, 'validation_accuracy.108.best')).toEqual([0.9375]);
    expect(await column(out, 'validation_accuracy.108.spread')).toEqual([0.0625]);
    expect(await column(out, 'validation_accuracy.108.halfway.run2')).toEqual([0.9375 - 0.2]);
    expect(await column(out, 'test_accuracy.108.run2')).toEqual([0.9375 - 0.01]);
    expect(await column(out, 'training_time.108.run1')).toEqual([2000]);
    expect(await column(out, 'trainable_parameters')).toEqual([8555530]);
  });

  it('keeps the numbers of epochs apart, and leaves runs that are not there empty', async () => {
    const short = { ...exampleRun, epochs: 4, evaluations: evaluationsOf(4, 0.5) };
    const other = { ...exampleRun, hash: otherHash, adjacency: '0100', operations: 'input,output' };
    const { out } = await imported(tfRecord(exampleRun, other, short));
    expect(await column(out, 'validation_accuracy.108.mean')).toEqual([0.9, 0.9]);
    expect(await column(out, 'validation_accuracy.4.mean')).toEqual([0.5, Number.NaN]);
    expect(await column(out, 'validation_accuracy.4.run2')).toEqual([Number.NaN, Number.NaN]);
  });

  it('holds the cells, with the hash that they have', async () => {
    const { out } = await imported(tfRecord(exampleRun));
    const table = await openBinaryTable(out);
    const unpacked = unpackCells(await table.cells(), space);
    if (typeof unpacked === 'string') throw new Error(unpacked);
    expect(moduleHash(space, unpacked.cells[0]!)).toBe(exampleRun.hash);
    expect(await table.hashes('module_hash')).toEqual([exampleRun.hash]);
    await table.close();
  });

  it('tells the sha256 of the file, and that it is not a published one', async () => {
    const bytes = tfRecord(exampleRun);
    const { table } = await imported(bytes);
    expect(table.source.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(table.source.published).toBeUndefined();
  });

  it('leaves out a record that it does not understand, and says which', async () => {
    const broken = Buffer.from(
      recordOf(exampleRun).toString('latin1').replace('conv1x1', 'conv"x1'),
      'latin1',
    );
    const many = Array.from({ length: 300 }, (_, at) => ({
      ...exampleRun,
      hash: at.toString(16).padStart(32, '0'),
    }));
    const result = await imported(Buffer.concat([tfRecord(...many), frame(broken), tfRecord(exampleRun)]));
    expect(result.leftOut).toBe(1);
    expect(result.problems).toEqual([{ line: 301, message: expect.stringContaining('JSON array') }]);
    expect(result.table.cells.rows).toBe(301);
  });

  it.each<[string, () => Buffer, RegExp]>([
    ['is cut off', () => tfRecord(exampleRun, exampleRun).subarray(0, -7), /record 2 .*cut off/],
    ['has a flipped bit in its data', () => flipped(tfRecord(exampleRun), 40), /record 1 .*data.*checksum/],
    ['has a flipped bit in a length', () => flipped(tfRecord(exampleRun), 1), /record 1 .*length.*checksum/],
    ['claims a length that is not there', () => lying(2 ** 20 - 1), /record 1 .*cut off/],
    ['claims a huge length', () => lying(2 ** 40), /record 1 .*claims 1099511627776 bytes/],
    ['is empty', () => Buffer.alloc(0), /no records/],
    ['is another file', () => Buffer.from('PK\x03\x04 and so on, for a while'), /record 1/],
    ['holds NUL bytes', () => Buffer.alloc(100_000), /record 1 .*checksum/],
    ['holds other records', () => tfOf(Buffer.from('{"a":1}')), /does not look like NAS-Bench-101/],
    [
      'has too many runs',
      () => tfRecord(...Array.from({ length: 500 }, () => exampleRun)),
      /NAS-Bench-101.*fourth run/,
    ],
  ])('says in one sentence when it %s', async (_, bytes, message) => {
    const read = importNasbench101(file('bad.tfrecord', bytes()));
    await expect(read).rejects.toThrow(UnreadableFile);
    await expect(read).rejects.toThrow(message);
  });

  it('reads any bytes to a table or to an error for the user, whatever they are', async () => {
    const anyRecord = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map(Buffer.from),
      fc.tuple(fc.nat(700), fc.nat(255)).map(([at, value]) => {
        const bytes = recordOf(exampleRun);
        bytes[at % bytes.length] = value;
        return bytes;
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRecord, { maxLength: 4 }),
        fc.uint8Array({ maxLength: 20 }),
        async (records, end) => {
          const bytes = Buffer.concat([...records.map(record => frame(record)), end]);
          try {
            const { table } = await importNasbench101(file('any.tfrecord', bytes));
            expect(table.cells.rows).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(UnreadableFile);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    const bytes = Buffer.concat(new Array(12_000).fill(tfRecord(exampleRun)));
    const seen: number[] = [];
    const read = readRecords(file('long.tfrecord', bytes), {
      onRecord: (_bytes, _start, _end, record) => seen.push(record),
      progress: () => stop.abort(),
      signal: stop.signal,
    });
    await expect(read).rejects.toThrow(/cancelled/);
    expect(seen.length).toBeLessThan(12_000);
  });
});

const cells = dataFile('nasbench101_space.csv.gz');

describe.skipIf(!cells)('NAS-Bench-101 itself (needs nasbench101_space.csv.gz)', () => {
  it.each([false, true])('keeps every cell, its parameters and all its runs (all epochs: %s)', async full => {
    const out = path.join(folder, 'made.tfrecord');
    await makeNasbench101({ from: cells!, out, full, cells: 500 });
    let last = 0;
    const { table, read, leftOut } = await importNasbench101(out, done => {
      last = done;
    });
    expect(last).toBe(readFileSync(out).length);
    expect([read, leftOut, table.cells.rows]).toEqual([full ? 6000 : 1500, 0, 500]);
    const file = path.join(folder, 'made.celltable');
    await writeBinaryTable(file, table);
    const opened = await openBinaryTable(file);
    const budgets = full ? [108, 36, 12, 4] : [108];
    for (const epochs of budgets)
      expect(await opened.numbers(`test_accuracy.${epochs}.run3`)).not.toContain(Number.NaN);
    const unpacked = unpackCells(await opened.cells(), space);
    if (typeof unpacked === 'string') throw new Error(unpacked);
    expect(unpacked.problems).toEqual([]);
    const hashes = await opened.hashes('module_hash');
    for (const [row, cell] of unpacked.cells.entries()) expect(moduleHash(space, cell!)).toBe(hashes[row]);
    await opened.close();
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  bytes[at]! ^= 4;
  return bytes;
}

function tfOf(record: Buffer): Buffer {
  return frame(record);
}

/** A frame whose length is well signed and a lie. */
function lying(length: number): Buffer {
  const bytes = tfRecord(exampleRun);
  bytes.writeBigUInt64LE(BigInt(length), 0);
  const crc = crc32c(bytes, 0, 8);
  bytes.writeUInt32LE(((((crc >>> 15) | (crc << 17)) >>> 0) + 0xa282ead8) >>> 0, 8);
  return bytes;
}
