import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { crc32, crc32c } from '../../../src/datasets/crc32';
import { readTable } from '../../../src/datasets/readTable';
import { UnreadableFile } from '../../../src/datasets/unreadable';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { temporaryFolder } from './import/temporary';

const space = builtInSpaces().get('nasbench201')!;
/** By pyarrow, with `write_page_checksum=True`; its footer begins 2,500 bytes before its end. */
const whole = readFileSync(path.join(import.meta.dirname, '../../fuzz/seeds/page-checksums.parquet'));
const footer = 2500;

let file: string;
let labels: number[];
const read = async (bytes: Uint8Array) => {
  writeFileSync(file, bytes);
  return [...(await readTable(file, space, ['cifar10_valid'])).labels['cifar10_valid']!];
};

beforeAll(async () => {
  file = path.join(temporaryFolder().folder, 'table.parquet');
  labels = await read(whole);
  expect(labels.length).toBeGreaterThan(10);
});

describe('a Parquet file whose pages have checksums', () => {
  it('is refused, or read as it was written, when any bit of a page has changed', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 8, max: whole.length - footer }), fc.nat(7), async (at, bit) => {
        const damaged = Buffer.from(whole);
        damaged[at]! ^= 1 << bit;
        const found = await read(damaged).catch((error: unknown) => {
          expect(error).toBeInstanceOf(UnreadableFile);
          return undefined;
        });
        if (found === undefined) refused++;
        else expect(found).toEqual(labels);
      }),
      { numRuns: 400, seed: 9 },
    );
    expect(refused).toBeGreaterThan(200);
  });
});

it('CRC-32 and CRC-32C are those of their standards', () => {
  const digits = new TextEncoder().encode('123456789');
  expect(crc32(digits)).toBe(0xcbf43926);
  expect(crc32c(digits)).toBe(0xe3069283);
  expect(crc32(digits, 9)).toBe(0);
});
