import { createHash } from 'node:crypto';
import path from 'node:path';
import type { BinaryTable } from '../binaryTable/binaryTable';
import { growingColumn } from '../growingColumn';
import { type Imported, problemsKept } from '../imported';
import { type ImportProgress, type RowProblem, UnreadableFile } from '../unreadable';
import { createRecordReader } from './benchmarkRecord';
import { growingGraphs } from './growingGraphs';
import { createHashIndex } from './hashIndex';
import { readRecords } from './readRecords';
import { createRunColumns } from './runColumns';

/** Name and sha256 of the files that the authors published (README of google-research/nasbench). */
const published: readonly (readonly [string, string])[] = [
  ['nasbench_only108.tfrecord', '4c39c3936e36a85269881d659e44e61a245babcb72cb374eacacf75d0e5f4fd1'],
  ['nasbench_full.tfrecord', '3d64db8180fb1b0207212f9032205064312b6907a3bbc81eabea10db2f5c7e9c'],
];

/**
 * Reads a TFRecord file of NAS-Bench-101: one row a cell, in the order of first sight, with a column for each metric,
 * number of epochs, point of the training and run. Throws `UnreadableFile` when the file is damaged or another file, and
 * when more than one record in a hundred can't be understood.
 */
export async function importNasbench101(
  file: string,
  progress?: ImportProgress,
  signal?: AbortSignal,
): Promise<Imported> {
  const name = path.basename(file);
  const sha256 = createHash('sha256');
  const reader = createRecordReader();
  const index = createHashIndex();
  const graphs = growingGraphs();
  const parameters = growingColumn();
  const runs = createRunColumns();
  const problems: RowProblem[] = [];
  let leftOut = 0;
  const { record } = reader;

  /** What is wrong with the record, if it could not be taken in. */
  const takeIn = (bytes: Buffer, start: number, end: number): string | undefined => {
    const unread = reader.read(bytes, start, end) ?? runs.wrong(record);
    if (unread !== undefined) return unread;
    const known = index.find(record.hash);
    if (known === undefined) {
      const wrong = graphs.add(
        bytes,
        [record.adjacencyStart, record.adjacencyEnd],
        [record.operationsStart, record.operationsEnd],
      );
      if (wrong !== undefined) return wrong;
    }
    const row = known ?? index.add(record.hash);
    if (known === undefined) parameters.set(row, record.metrics.parameters);
    else if (parameters.get(row) !== record.metrics.parameters)
      return 'Its trainable_parameters differ from those of the same cell before.';
    return runs.add(row, record);
  };

  const { bytes, records } = await readRecords(file, {
    onRecord: (chunk, start, end, number) => {
      const wrong = takeIn(chunk, start, end);
      if (wrong === undefined) return;
      if (++leftOut <= problemsKept) problems.push({ line: number, message: wrong });
      if (leftOut >= 10 && leftOut > number / 100)
        throw new UnreadableFile(
          `${name} does not look like NAS-Bench-101: ${leftOut} of its first ${number} records can't be understood (record ${problems[0]!.line}: ${problems[0]!.message})`,
        );
    },
    onBytes: chunk => sha256.update(chunk),
    progress,
    signal,
  });
  if (index.rows === 0)
    throw new UnreadableFile(
      records === 0
        ? `${name} has no records, so there is nothing to import.`
        : `${name} does not look like NAS-Bench-101: ${problems[0]?.message}`,
    );
  const digest = sha256.digest('hex');
  const known = published.find(([, sha]) => sha === digest)?.[0];
  const rows = index.rows;
  const table: BinaryTable = {
    space: 'nasbench101',
    cells: graphs.take(),
    columns: [
      { kind: 'hash', name: 'module_hash', values: index.bytes() },
      { kind: 'number', name: 'trainable_parameters', unit: 'count', values: parameters.take(rows) },
      ...runs.take(rows),
    ],
    source: {
      format: 'NAS-Bench-101 TFRecord',
      file: name,
      bytes,
      sha256: digest,
      ...(known === undefined ? {} : { published: known }),
    },
  };
  return { table, problems, leftOut, read: records };
}
