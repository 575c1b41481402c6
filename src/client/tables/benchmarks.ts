import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** A kind of source that `renas import` takes. */
export interface BenchmarkKind {
  readonly name: 'nasbench101' | 'natsbench' | 'table';
  readonly title: string;
  readonly detail: string;
  readonly folder: boolean;
  /** For the dialog that asks for the file. */
  readonly filters?: Readonly<Record<string, string[]>>;
  /** What the source seems to be, without reading it, half a sentence; throws a sentence when it is something else. */
  look(source: string): Promise<string>;
}

export const benchmarkKinds: readonly BenchmarkKind[] = [
  {
    name: 'nasbench101',
    title: 'NAS-Bench-101',
    detail: 'nasbench_only108.tfrecord or nasbench_full.tfrecord; each of the runs of a cell is kept',
    folder: false,
    filters: { 'NAS-Bench-101': ['tfrecord'] },
    look: lookAtRecords,
  },
  {
    name: 'natsbench',
    title: 'NATS-Bench, NAS-Bench-201',
    detail: 'a folder such as NATS-tss-v1_0-3ffb9-simple; data sets, splits, epochs and seeds are kept apart',
    folder: true,
    look: lookAtFolder,
  },
  {
    name: 'table',
    title: 'A table of measured cells',
    detail: 'CSV, TSV, JSONL or Parquet, made one that opens at once',
    folder: false,
    look: async () => '',
  },
];

async function lookAtRecords(file: string): Promise<string> {
  const { size } = await stat(file);
  const epochs = /only108/.test(file) ? ', cells trained for 108 epochs' : '';
  return `${Math.ceil(size / 1e6).toLocaleString('en-US')} MB${epochs}`;
}

async function lookAtFolder(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter(name => /^\d+\.pickle\.pbz2$/.test(name));
  if (files.length === 0)
    throw new Error(
      `${path.basename(folder)} holds no files such as 000000.pickle.pbz2: choose the unpacked "simple" folder of NATS-Bench.`,
    );
  const [cells, all] = [files.length, 15_625].map(n => n.toLocaleString('en-US'));
  return files.length < 15_625 ? `${cells} of the ${all} cells` : `all ${all} cells`;
}

/** The table's name in the workspace: that of the source, without what says its form. */
export function tableName(source: string): string {
  const name = path
    .basename(source)
    .replace(/(\.(gz|zst))?$/, '')
    .replace(/\.(tfrecord|csv|tsv|jsonl|parquet|celltable)$/, '');
  return `${name}.celltable`;
}
