import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeBinaryTable } from '../../../src/datasets/binaryTable/writeBinaryTable';
import { bunzip2 } from '../../../src/datasets/bzip2/bunzip2';
import { importTable } from '../../../src/datasets/importTable';
import { inspectTable } from '../../../src/datasets/inspectTable';
import { readPickle } from '../../../src/datasets/pickle/readPickle';
import { readTable } from '../../../src/datasets/readTable';
import { importNasbench101 } from '../../../src/datasets/tfrecord/importNasbench101';
import { UnreadableFile } from '../../../src/datasets/unreadable';
import { builtInSpaces } from '../../../src/document/builtInSpaces';
import { csv, csvZstd, parquet } from '../../unit/datasets/import/compressed';
import { emptyDict, mark, none, pickle, setItems, stop, text } from '../../unit/datasets/import/pickles';
import { evaluationsOf, exampleRun, tfRecord } from '../../unit/datasets/import/records';
import { type Fuzzer, require, requirePlain } from '../fuzzer';
import { hostileNames, mutateBytes, mutateText, pick } from '../mutate';
import { scratch, scratchFile } from '../scratch';
import { toolTables } from './toolTables';

interface TableInput {
  /** Its name says what is read as. */
  readonly file: string;
  /** The seed that it was made of without changing its text, so that its figures can be compared. */
  readonly damaged?: string;
  readonly base64: string;
}

const [, ...rows] = csv.trim().split('\n');
const [spelling] = rows[0]!.split(',');
const bytesOf = (base64: string) => Buffer.from(base64, 'base64');
const jsonl = `${JSON.stringify({ arch_str: spelling, accuracy: 81.9 })}\n${JSON.stringify({ arch_str: spelling, accuracy: 90 })}\n`;
const graphs =
  '{"raw_adjacency": [[0, 1, 1], [0, 0, 1], [0, 0, 0]], "raw_operations": ["input", "conv3x3-bn-relu", "output"], "accuracy": 0.9}\n';

const checksums = readFileSync(path.join(import.meta.dirname, '../seeds/page-checksums.parquet'));

const records = [exampleRun, { ...exampleRun, evaluations: evaluationsOf(108, 0.8) }].map(run =>
  tfRecord(run),
);

const seeds: Readonly<Record<string, () => Buffer>> = {
  ...Object.fromEntries(Object.entries(toolTables).map(([name, text]) => [name, () => Buffer.from(text)])),
  'a.csv': () => Buffer.from(csv),
  'a.tsv': () => Buffer.from(csv.replaceAll(',', '\t')),
  'a.jsonl': () => Buffer.from(jsonl),
  'graphs.jsonl': () => Buffer.from(graphs.repeat(3)),
  'cell.csv': () => Buffer.from('cell;accuracy\n"cell a { output = input }";0,9\n'),
  'hash.csv': () => Buffer.from('module_hash,accuracy\n00005c142e6f48ac74fdcf73e3439874,0.9\n'),
  'a.csv.gz': () => gzipSync(csv),
  'a.csv.zst': () => bytesOf(csvZstd),
  'snappy.parquet': () => bytesOf(parquet['snappy']!),
  'gzip.parquet': () => bytesOf(parquet['gzip']!),
  'zstd.parquet': () => bytesOf(parquet['zstd']!),
  'page-checksums.parquet': () => checksums,
  'a.tfrecord': () => Buffer.concat(records),
  'a.pickle': () => pickle(emptyDict, mark, text('a'), none, text('b'), emptyDict, setItems, stop),
  'a.celltable': () => readFileSync(path.join(scratch(), 'seed.celltable')),
};

/** Formats in which a change of any byte of the contents must be noticed. */
const checked = new Set(['a.csv.gz', 'a.csv.zst', 'page-checksums.parquet', 'a.celltable', 'a.tfrecord']);

const words = [
  ...[
    ',',
    '\t',
    ';',
    '"',
    '""',
    '\n',
    '\r\n',
    '\r',
    '{',
    '}',
    '[',
    ']',
    ':',
    '|',
    '~',
    'NaN',
    'nan',
    'inf',
    '1e999',
  ],
  ...[
    'arch_str',
    'accuracy',
    'cell',
    'module_hash',
    'raw_adjacency',
    'null',
    '-',
    '0,9',
    '94 %',
    ...hostileNames,
  ],
];

/** A TFRecord file has no checksum of the whole: one that lacks records, or has one twice, is another file. */
function isOfWholeRecords(bytes: Buffer): boolean {
  return (
    bytes.length === 0 ||
    records.some(
      record =>
        bytes.subarray(0, record.length).equals(record) && isOfWholeRecords(bytes.subarray(record.length)),
    )
  );
}

const label = (file: string) =>
  ({ 'page-checksums.parquet': 'cifar10_valid', 'dictionaries.csv': 'summary/accuracy' })[file] ?? 'accuracy';

let ready: Promise<void> | undefined;
async function makeCellTable(): Promise<void> {
  const { table } = await importTable(scratchFile('seed.csv', csv), builtInSpaces().get('nasbench201')!, [
    'accuracy',
  ]);
  await writeBinaryTable(path.join(scratch(), 'seed.celltable'), table);
}

/** What a file says, as text; what it throws is a sentence about the file. */
async function read(file: string, kind: string): Promise<string> {
  try {
    if (kind.endsWith('.tfrecord')) {
      const { table } = await importNasbench101(file);
      return JSON.stringify(table.columns.map(column => ('values' in column ? [...column.values] : 0)));
    }
    const { columns } = await inspectTable(file);
    const space = builtInSpaces().get(/graphs|hash/.test(kind) ? 'nasbench101' : 'nasbench201')!;
    if (kind === 'hash.csv') return '';
    const { labels, cells, problems } = await readTable(file, space, [label(kind)]);
    const values = [...labels[label(kind)]!];
    require(values.every(Number.isFinite), 'a label is not a finite number');
    require(values.length === cells.length, 'there are not as many labels as cells');
    for (const { message } of problems) requirePlain(withoutQuotes(message), 'a problem');
    return JSON.stringify([columns.length, values, cells.length]);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    requirePlain(withoutQuotes(error.message), 'why a table is not read');
    return 'unreadable';
  }
}

function withoutQuotes(message: string): string {
  return message.replace(/"[^"]*"|columns are .*/gs, '');
}

const known = new Map<string, Promise<string>>();

/** Any file is read or refused in a sentence, and damage under a checksum is never read as other figures. */
export const tables: Fuzzer<TableInput> = {
  name: 'tables',
  generate(random) {
    const file = pick(
      random,
      Object.keys(seeds).filter(name => name !== 'a.celltable' || ready !== undefined),
    );
    const seed = seeds[file]!();
    if (checked.has(file) && random.next() < 0.5)
      return { file, damaged: file, base64: Buffer.from(mutateBytes(random, seed, 1)).toString('base64') };
    const gzipped = file.endsWith('.gz');
    if (!/csv|tsv|json/.test(file) || file.endsWith('.zst') || random.next() < 0.2)
      return { file, base64: Buffer.from(mutateBytes(random, seed)).toString('base64') };
    const mutated = mutateText(random, (gzipped ? gunzipSync(seed) : seed).toString('utf8'), words, [
      csv,
      jsonl,
      graphs,
      ...Object.values(toolTables),
    ]);
    return { file, base64: (gzipped ? gzipSync(mutated) : Buffer.from(mutated)).toString('base64') };
  },
  async check({ file: kind, damaged, base64 }) {
    ready ??= makeCellTable();
    await ready;
    const bytes = bytesOf(base64);
    if (kind === 'a.pickle') {
      const result = readPickle(bytes);
      if (typeof result === 'string') requirePlain(result, 'why a pickle is not read');
      bunzip2(bytes, 1 << 20);
      return;
    }
    const file = scratchFile(`input-${kind}`, bytes);
    try {
      const found = await read(file, kind);
      if (damaged === undefined || found === 'unreadable') return;
      if (kind === 'a.tfrecord' && isOfWholeRecords(bytes)) return;
      if (!known.has(damaged))
        known.set(damaged, read(scratchFile(`seed-${damaged}`, seeds[damaged]!()), damaged));
      require(found === (await known.get(damaged)!), `${damaged} with damage is read with other figures`);
    } finally {
      rmSync(file, { force: true });
    }
  },
};
