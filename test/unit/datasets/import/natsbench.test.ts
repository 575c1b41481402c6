import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeSpelling } from '../../../../src/cells/spelling';
import { openBinaryTable } from '../../../../src/datasets/binaryTable/openBinaryTable';
import { unpackCells } from '../../../../src/datasets/binaryTable/unpackCells';
import { writeBinaryTable } from '../../../../src/datasets/binaryTable/writeBinaryTable';
import { bunzip2 } from '../../../../src/datasets/bzip2/bunzip2';
import { readArchitecture } from '../../../../src/datasets/natsbench/architecture';
import { importNatsBench } from '../../../../src/datasets/natsbench/importNatsBench';
import { UnreadableFile } from '../../../../src/datasets/unreadable';
import { builtInSpaces } from '../../../../src/document/builtInSpaces';
import { dataFile } from '../../../data';
import { temporaryFolder } from './temporary';

const { folder } = temporaryFolder();
const space = builtInSpaces().get('nasbench201')!;
const sample = dataFile('nats-bench-sample/NATS-tss-v1_0-3ffb9-simple');
const csv = dataFile('nasbench201.csv.gz');

describe('A folder of NATS-Bench', () => {
  it('must be there, and hold its files', async () => {
    await expect(importNatsBench(path.join(folder, 'absent'), space)).rejects.toThrow(/not a folder/);
    mkdirSync(path.join(folder, 'other'));
    await expect(importNatsBench(path.join(folder, 'other'), space)).rejects.toThrow(/000000\.pickle\.pbz2/);
  });
});

describe.skipIf(!sample || !csv)(
  'The files of NATS-Bench (needs nats-bench-sample and nasbench201.csv.gz)',
  () => {
    const published = csv
      ? gunzipSync(readFileSync(csv))
          .toString('latin1')
          .trimEnd()
          .split('\n')
          .slice(1)
          .map(line => line.split(','))
      : [];

    it('give the figures of the published table, with every data set, split, budget and seed apart', async () => {
      const seen: number[] = [];
      const { table, leftOut, read } = await importNatsBench(sample!, space, done => seen.push(done));
      expect([read, leftOut, seen]).toEqual([3, 0, [1, 2, 3]]);
      const out = path.join(folder, 'nats.celltable');
      await writeBinaryTable(out, table);
      const opened = await openBinaryTable(out);
      expect([...(await opened.numbers('arch_index'))]).toEqual([0, 11, 284]);
      const cells = unpackCells(await opened.cells(), space);
      if (typeof cells === 'string') throw new Error(cells);
      const columns = [
        'cifar10-valid.x-valid.200',
        'cifar10.ori-test.200',
        'cifar100.x-valid.200',
        'cifar100.x-test.200',
      ];
      for (const [row, index] of [0, 11, 284].entries()) {
        const [, spelling, parameters, ...accuracies] = published[index]!;
        expect(writeSpelling(space, cells.cells[row]!)).toBe(spelling);
        expect((await opened.numbers('cifar10.parameters'))[row]).toBe(Number(parameters));
        for (const [at, column] of columns.entries())
          expect((await opened.numbers(`${column}.mean`))[row]).toBeCloseTo(Number(accuracies[at]), 3);
      }
      expect([...(await opened.numbers('cifar10.mflops'))]).toEqual([15.64737, 113.95137, 11.71521]);
      const names = opened.columns.map(({ name }) => name);
      for (const name of [
        'cifar10-valid.x-valid.200.seed777',
        'cifar10-valid.x-valid.12.seed111',
        'ImageNet16-120.x-test.200.seed999',
        'cifar100.train.200.seed888',
        'cifar10-valid.x-valid.200.spread',
      ])
        expect(names).toContain(name);
      await opened.close();
    });

    it.each<[string, (copy: string) => void, RegExp]>([
      [
        'is cut off',
        copy => change(copy, bytes => bytes.subarray(0, 5000)),
        /000011\.pickle\.pbz2: it is cut off/,
      ],
      [
        'has a flipped bit',
        copy => change(copy, bytes => flip(bytes, 40_000)),
        /000011\.pickle\.pbz2: .*(damaged|checksum)/,
      ],
      [
        'is of another cell',
        copy => cpSync(path.join(copy, '000000.pickle.pbz2'), path.join(copy, '000011.pickle.pbz2')),
        /it says that it is cell 0/,
      ],
      ['is another file', copy => change(copy, () => Buffer.from('hello')), /not bzip2/],
      ['is too large', copy => change(copy, () => Buffer.alloc(5_000_000)), /5000000 bytes/],
      [
        'of all cells is another',
        copy => cpSync(path.join(copy, '000000.pickle.pbz2'), path.join(copy, 'meta.pickle.pbz2')),
        /meta\.pickle\.pbz2/,
      ],
    ])('are told by name when one %s', async (_, spoil, message) => {
      const copy = path.join(folder, 'copy');
      rmSync(copy, { recursive: true, force: true });
      mkdirSync(copy);
      for (const file of readdirSync(sample!))
        writeFileSync(path.join(copy, file), readFileSync(path.join(sample!, file)));
      spoil(copy);
      const read = importNatsBench(copy, space);
      await expect(read).rejects.toThrow(UnreadableFile);
      await expect(read).rejects.toThrow(message);
    });

    it('give figures or a sentence when any bytes of the pickle are changed', () => {
      const plain = bunzip2(readFileSync(path.join(sample!, '000011.pickle.pbz2')), 1e6);
      if (typeof plain === 'string') throw new Error(plain);
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }), changes => {
          const bytes = plain.slice();
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const read = readArchitecture(bytes);
          if (typeof read === 'string') expect(read).not.toBe('');
          else for (const { value } of read.figures) expect(Number.isFinite(value)).toBe(true);
        }),
        { numRuns: 200 },
      );
    });

    it('stop when they are cancelled', async () => {
      const stop = new AbortController();
      await expect(importNatsBench(sample!, space, () => stop.abort(), stop.signal)).rejects.toThrow(
        /cancelled/,
      );
    });
  },
);

function change(copy: string, by: (bytes: Buffer) => Uint8Array): void {
  const file = path.join(copy, '000011.pickle.pbz2');
  writeFileSync(file, by(readFileSync(file)));
}

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at]! ^= 16;
  return bytes;
}
