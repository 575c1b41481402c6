import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { writeBinaryTable } from '../../datasets/binaryTable/writeBinaryTable';
import type { Imported } from '../../datasets/imported';
import { importTable } from '../../datasets/importTable';
import { importNatsBench } from '../../datasets/natsbench/importNatsBench';
import { importNasbench101 } from '../../datasets/tfrecord/importNasbench101';
import type { ImportProgress } from '../../datasets/unreadable';
import { type ImportSettings, importCommand } from '../../protocol/commands/import';
import { safeText } from '../../text/safeText';
import { writeError, writeJson, writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { exitCodes, usageError } from '../failure';
import { findSpace } from '../input/findSpace';
import { standardInput } from '../input/readInput';
import { readOptions } from '../input/readOptions';
import { createProgressLine } from '../run/progressLine';
import { runImportCell } from './importCell';

type TableKind = Exclude<ImportSettings['kind'], 'cell'>;
type ImportOptions = Pick<ImportSettings, 'space' | 'columns' | 'json' | 'cells' | 'where' | 'epoch'> & {
  readonly out: string;
};

type Read = (
  source: string,
  options: ImportOptions,
  progress: ImportProgress,
  signal: AbortSignal,
) => Promise<Imported>;

/** Each kind of source, and what its progress and its problems count. */
const kinds: Readonly<
  Record<TableKind, { readonly read: Read; readonly counts: string; readonly unit: number }>
> = {
  nasbench101: {
    read: (file, _, progress, signal) => importNasbench101(file, progress, signal),
    counts: 'record',
    unit: 1e6,
  },
  natsbench: {
    read: (folder, _, progress, signal) =>
      importNatsBench(folder, findSpace('nasbench201'), progress, signal),
    counts: 'file',
    unit: 1,
  },
  table: {
    read(file, { space, columns, ...rows }, _progress, signal) {
      if (space === undefined) throw usageError('Name the space of the cells: --space nasbench101, say.');
      const wanted = columns.length === 0 ? undefined : columns;
      return importTable(file, findSpace(space), wanted, readOptions(rows, undefined, signal));
    },
    counts: 'row',
    unit: 1,
  },
};

/**
 * `renas import KIND PATH --out FILE`: a benchmark's own files as one table that opens at once; `renas import cell PATH`:
 * cells in other tools' notations as Cell source.
 */
export function addImport(program: Command): void {
  addDeclared(program, importCommand, ({ kind, source, ...options }) => {
    if (kind === 'cell') return runImportCell(source ?? standardInput, options);
    if (source === undefined) throw usageError(`Name what to read: renas import ${kind} PATH --out FILE.`);
    if (options.out === undefined) throw usageError('Name the table to write: --out FILE.celltable.');
    return runImport(kind, source, { ...options, out: options.out });
  });
}

async function runImport(kind: TableKind, source: string, options: ImportOptions): Promise<void> {
  const start = performance.now();
  const seconds = () => Math.round(performance.now() - start) / 1000;
  const { read, counts, unit } = kinds[kind];
  await checkPaths(source, options.out);
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const line = createProgressLine();
  const say = (event: Readonly<Record<string, unknown>>) => writeJson({ ...event, seconds: seconds() });
  const progress = atIntervals((done, total) => {
    const event = {
      event: 'progress',
      phase: unit === 1 ? 'read files' : 'read MB',
      done: Math.round(done / unit),
      total: Math.round(total / unit),
    } as const;
    if (options.json) say(event);
    else line.show({ ...event, seconds: seconds() });
  });
  try {
    const imported = await read(source, options, progress, stop.signal);
    await writeBinaryTable(options.out, imported.table, stop.signal);
    line.clear();
    if (options.json) say(resultOf(imported, options.out));
    else tellResult(imported, options.out, counts, seconds());
  } catch (error) {
    line.clear();
    if (!stop.signal.aborted) throw error;
    process.exitCode = exitCodes.interrupted;
    writeError(safeText('Interrupted; no table was written.\n', 'terminal'));
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** What would fail after minutes of reading is said before. */
async function checkPaths(source: string, out: string): Promise<void> {
  if ((await stat(source).catch(() => undefined)) === undefined)
    throw usageError(`${source} can't be imported: there is nothing of that name.`);
  const target = await stat(out).catch(() => undefined);
  if (target?.isDirectory()) throw usageError(`${out} is a folder; name the file to write.`);
  const folder = path.dirname(path.resolve(out));
  await access(folder, constants.W_OK).catch(() => {
    throw usageError(`${out} can't be written: ${folder} is not there, or may not be written to.`);
  });
}

/** The first call and the last, and one in a tenth of a second between. */
function atIntervals(progress: ImportProgress): ImportProgress {
  let last = Number.NEGATIVE_INFINITY;
  return (done, total) => {
    const now = performance.now();
    if (now - last < 100 && done < total) return;
    last = now;
    progress(done, total);
  };
}

function resultOf(
  { table, leftOut, problems, read, notes = [] }: Imported,
  out: string,
): Readonly<Record<string, unknown>> {
  const { sha256, published } = table.source;
  return {
    event: 'done',
    file: out,
    space: table.space,
    cells: table.cells.rows,
    read,
    left_out: leftOut,
    problems,
    ...(notes.length === 0 ? {} : { notes }),
    columns: table.columns.map(({ name }) => name),
    ...(sha256 === undefined ? {} : { sha256, published: published ?? null }),
  };
}

function tellResult(imported: Imported, out: string, counts: string, seconds: number): void {
  const { table, problems, leftOut, read, notes = [] } = imported;
  const number = (value: number) => value.toLocaleString('en');
  const { rows } = table.cells;
  writeOut(
    safeText(
      `${out}: ${number(rows)} cell${rows === 1 ? '' : 's'} of ${table.space} out of ${number(read)} ${counts}s, ${table.columns.length} columns, in ${seconds.toFixed(1)} s\n`,
      'terminal',
    ),
  );
  for (const note of notes) writeOut(safeText(`${note}\n`, 'terminal'));
  const { sha256, published } = table.source;
  if (sha256 !== undefined)
    writeOut(
      safeText(
        published === undefined
          ? `Its sha256 ${sha256} is not that of a published file, so its figures may be others.\n`
          : `Its sha256 is that of the published ${published}.\n`,
        'terminal',
      ),
    );
  for (const { line, message } of problems.slice(0, 10))
    writeError(safeText(`${counts} ${number(line)} left out: ${message}\n`, 'terminal'));
  if (leftOut > 10 && notes.length === 0)
    writeError(safeText(`${number(leftOut)} ${counts}s were left out in all.\n`, 'terminal'));
}
