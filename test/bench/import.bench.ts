import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, bench, describe } from 'vitest';
import { makeNasbench101 } from '../../scripts/make-nasbench101.mjs';
import { openBinaryTable } from '../../src/datasets/binaryTable/openBinaryTable';
import { readTable } from '../../src/datasets/readTable';
import { builtInSpaces } from '../../src/document/builtInSpaces';
import { dataFile } from '../data';
import { buildCommand, runCommand } from '../unit/datasets/import/runCommand';

const cells = dataFile('nasbench101_space.csv.gz');
const runs = 5;
const times = { iterations: runs, time: 0, warmupIterations: 0, warmupTime: 0 };

/** A made-up file of the size and form of `nasbench_only108.tfrecord`: 515 MB, 1,270,872 records. */
describe.skipIf(!cells)('all of NAS-Bench-101 at 108 epochs', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'renas-bench-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const source = path.join(folder, 'only108.tfrecord');
  const table = path.join(folder, 'only108.celltable');
  if (cells) await makeNasbench101({ from: cells, out: source });
  const command = buildCommand(folder);
  const space = builtInSpaces().get('nasbench101')!;

  bench(
    'import, a process of its own',
    async () => {
      const start = performance.now();
      const { code, stderr, peakMemory } = await runCommand(command, ['nasbench101', source, '--out', table]);
      if (code !== 0) throw new Error(stderr);
      note('import', performance.now() - start, peakMemory);
    },
    times,
  );

  bench(
    'open the table and read one column',
    async () => {
      const start = performance.now();
      const opened = await openBinaryTable(table);
      await opened.numbers('validation_accuracy.108.mean');
      await opened.close();
      note('open', performance.now() - start);
    },
    times,
  );

  bench(
    'read its cells and one column, as train --data does',
    async () => {
      const start = performance.now();
      await readTable(table, space, ['validation_accuracy.108.mean']);
      note('read', performance.now() - start);
    },
    times,
  );
});

const taken = new Map<string, { seconds: number[]; memory: number }>();

/** Says the median once all runs of a kind are in. */
function note(what: string, milliseconds: number, memory = 0): void {
  const kind = taken.get(what) ?? { seconds: [], memory: 0 };
  taken.set(what, kind);
  kind.seconds.push(milliseconds / 1000);
  kind.memory = Math.max(kind.memory, memory);
  if (kind.seconds.length < runs) return;
  const median = [...kind.seconds].sort((a, b) => a - b)[Math.floor(runs / 2)]!;
  const peak = memory > 0 ? `, at most ${Math.round(kind.memory / 1e6)} MB of memory` : '';
  console.log(`${what}: ${median.toFixed(2)} s (median of ${runs})${peak}`);
}
