import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeSpelling } from '../../../../src/cells/spelling';
import { writeBinaryTable } from '../../../../src/datasets/binaryTable/writeBinaryTable';
import { inspectTable } from '../../../../src/datasets/inspectTable';
import { parquetRows } from '../../../../src/datasets/parquet/parquetRows';
import { readTable } from '../../../../src/datasets/readTable';
import { importNasbench101 } from '../../../../src/datasets/tfrecord/importNasbench101';
import { UnreadableFile } from '../../../../src/datasets/unreadable';
import { unzstd } from '../../../../src/datasets/zstd/unzstd';
import { builtInSpaces } from '../../../../src/document/builtInSpaces';
import { csv, csvZstd, csvZstdUnchecked, parquet, squaresZstd, windowZstd, zerosZstd } from './compressed';
import { evaluationsOf, exampleRun, tfRecord } from './records';
import { temporaryFolder } from './temporary';

const { folder, file } = temporaryFolder();
const nasbench101 = builtInSpaces().get('nasbench101')!;
const nasbench201 = builtInSpaces().get('nasbench201')!;
const bytesOf = (base64: string) => Buffer.from(base64, 'base64');
const spellings = csv
  .trimEnd()
  .split('\n')
  .slice(1)
  .map(line => line.split(',')[0]);

describe('A table of cells', () => {
  it.each<[string, Buffer]>([
    ['cells.csv', Buffer.from(csv)],
    ['cells.csv.gz', gzipSync(csv)],
    ['cells.csv.zst', bytesOf(csvZstd)],
    ['unchecked.csv.zst', bytesOf(csvZstdUnchecked)],
    ['cells.tsv', Buffer.from(csv.replaceAll(',', '\t'))],
    ['cells.jsonl', Buffer.from(jsonl())],
    ['cells.jsonl.gz', gzipSync(jsonl())],
    ...Object.entries(parquet).map(([codec, bytes]): [string, Buffer] => [
      `${codec}.parquet`,
      bytesOf(bytes),
    ]),
  ])('reads the same from %s', async (name, bytes) => {
    const table = await readTable(file(name, bytes), nasbench201, ['accuracy']);
    expect(table.cells.map(cell => writeSpelling(nasbench201, cell))).toEqual(spellings);
    expect([...table.labels['accuracy']!]).toEqual([81.9827, 90.7693]);
    const { cells, columns, rows } = await inspectTable(file(name, bytes));
    expect([cells, rows]).toEqual(['arch_str', 2]);
    expect(columns).toContainEqual({ name: 'accuracy', numeric: true });
  });

  it('reads an imported table, and leaves out cells without the run asked for', async () => {
    const other = { ...exampleRun, hash: 'f'.repeat(32), adjacency: '0100', operations: 'input,output' };
    const runs = [exampleRun, other, { ...exampleRun, evaluations: evaluationsOf(108, 0.5) }];
    const { table } = await importNasbench101(file('runs.tfrecord', tfRecord(...runs)));
    const out = `${folder}/runs.celltable`;
    await writeBinaryTable(out, table);
    const both = await readTable(out, nasbench101, [
      'validation_accuracy.108.mean',
      'test_accuracy.108.run1',
    ]);
    expect(both.cells.length).toBe(2);
    expect([...both.labels['validation_accuracy.108.mean']!]).toEqual([(0.9 + 0.5) / 2, 0.9]);
    const second = await readTable(out, nasbench101, ['validation_accuracy.108.run2']);
    expect([...second.labels['validation_accuracy.108.run2']!]).toEqual([0.5]);
    expect(second.problems).toEqual([]);
    expect(second.report.leftOut).toEqual([{ rows: 1, why: 'without validation_accuracy.108.run2' }]);
    expect(await inspectTable(out)).toMatchObject({ cells: 'packed', rows: 2, spaces: ['nasbench101'] });
    await expect(readTable(out, nasbench201, [])).rejects.toThrow(
      /operations on vertices.*nasbench201.*edges/,
    );
    await expect(readTable(out, nasbench101, ['accuracy'])).rejects.toThrow(
      /no column "accuracy"; its columns are/,
    );
  });

  it.each<[string, string, () => Uint8Array, RegExp]>([
    ['with NUL bytes', 'a.csv', () => Buffer.from(`${csv}`.replace('8', '\0')), /NUL bytes/],
    ['with a million columns', 'a.csv', () => Buffer.from(`${'x,'.repeat(1e6)}\n1\n`), /1000001 columns/],
    ['of one endless line', 'a.jsonl', () => Buffer.alloc(17 * 1024 * 1024, '['), /line of more than/],
    ['of one endless record', 'a.csv', () => Buffer.from(`a,b\n"${'x'.repeat(17 * 1024 * 1024)}`), /a\.csv/],
    [
      'of bad rows without end',
      'a.csv',
      () => gzipSync(`arch_str,accuracy\n${'x,1\n'.repeat(200_000)}`),
      /More than 100000 rows.*line 2/,
    ],
    ['of zeros, compressed', 'a.csv.zst', () => bytesOf(zerosZstd), /NUL bytes/],
    ['that asks for much memory', 'a.csv.zst', () => bytesOf(windowZstd), /1073741824 bytes of memory/],
    ['that is cut off', 'a.csv.zst', () => bytesOf(csvZstd).subarray(0, -2), /cut off/],
    ['with a wrong checksum', 'a.csv.zst', () => flipped(bytesOf(csvZstd), -2), /checksum/],
    ['that is cut off', 'a.parquet', () => bytesOf(parquet['snappy']!).subarray(0, -30), /cut off/],
    ['whose footer is too long', 'a.parquet', () => footer(2 ** 31), /footer claims 2147483648 bytes/],
    ['whose footer is nonsense', 'a.parquet', () => footer(200), /can't be read/],
  ])('%s says so in a sentence: %s', async (_, name, bytes, message) => {
    const read = readTable(file(name, bytes()), nasbench201, ['accuracy']);
    await expect(read).rejects.toThrow(UnreadableFile);
    await expect(read).rejects.toThrow(message);
  });

  it('decompresses zstd with all its codes', async () => {
    const expected = Array.from({ length: 300 }, (_, at) => `${at + 1},${(at + 1) ** 2 % 97}\n`).join('');
    expect(await decompressed(bytesOf(squaresZstd))).toBe(expected);
    expect(await decompressed(Buffer.concat([bytesOf(squaresZstd), bytesOf(csvZstdUnchecked)]))).toBe(
      expected + csv,
    );
  });

  it('takes any change of a zstd file for damage, or for what changes nothing', async () => {
    const whole = bytesOf(squaresZstd);
    const expected = await decompressed(whole);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= change;
        const read = await decompressed(bytes).catch(error => error);
        if (read !== expected) expect(read).toBeInstanceOf(UnreadableFile);
      }),
      { numRuns: 500 },
    );
  });

  it('reads a changed Parquet file to rows or to a sentence', async () => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(parquet)),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        async (base64, changes) => {
          const bytes = bytesOf(base64);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          try {
            for await (const row of parquetRows(file('any.parquet', bytes)))
              expect(row.line).toBeLessThanOrEqual(1e7);
          } catch (error) {
            expect(error).toBeInstanceOf(UnreadableFile);
          }
        },
      ),
      // The example's footer claims children of a kind that are no number.
      {
        numRuns: 1500,
        examples: [
          [
            parquet['zstd']!,
            [
              [1_893_387_657, 86],
              [0, 0],
            ],
          ],
        ],
      },
    );
    expect(process.memoryUsage().rss).toBeLessThan(2 ** 30);
  });
});

function jsonl(): string {
  const rows = csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.split(','));
  return rows
    .map(([arch_str, accuracy]) => `${JSON.stringify({ arch_str, accuracy: Number(accuracy) })}\n`)
    .join('');
}

function flipped(bytes: Buffer, at: number): Buffer {
  bytes[bytes.length + at]! ^= 1;
  return bytes;
}

/** A Parquet file of 300 bytes whose footer claims this length. */
function footer(length: number): Buffer {
  const bytes = Buffer.alloc(300, 0x1f);
  bytes.write('PAR1', 0);
  bytes.writeUInt32LE(length, 292);
  bytes.write('PAR1', 296);
  return bytes;
}

async function decompressed(bytes: Buffer): Promise<string> {
  async function* source() {
    yield* [bytes.subarray(0, 7), bytes.subarray(7)];
  }
  const parts: Uint8Array[] = [];
  for await (const part of unzstd(source(), 'a.zst')) parts.push(part);
  return Buffer.concat(parts).toString('latin1');
}
