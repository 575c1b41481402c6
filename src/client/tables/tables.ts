import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { tableCommand } from '../../protocol/commands/table';
import type { TableChoice } from '../../protocol/runForms';
import { runCli } from '../runs/runCli';
import { type RunPlace, shortPath } from '../workspace';
import { parseTable } from './tableOutput';

export const tableFilter = {
  'Tables of measured cells': [
    ...['csv', 'tsv', 'txt', 'json', 'jsonl', 'ndjson', 'gz', 'zst', 'bz2', 'zip', 'tar', 'tgz', 'parquet'],
    'celltable',
  ],
};

/** Files of the workspace that are tables by their names; JSON may be anything, and is browsed to. */
export const tableGlob = `**/*.{parquet,celltable,${['csv', 'tsv', 'jsonl', 'ndjson']
  .flatMap(name => [name, ...['gz', 'zst', 'bz2', 'zip'].map(packed => `${name}.${packed}`)])
  .join(',')}}`;

/** The tables of the workspace, not read yet. */
export async function findTables(cwd: string): Promise<readonly string[]> {
  const files = await vscode.workspace.findFiles(tableGlob, '**/{node_modules,.renas}/**', 200);
  return files.map(uri => shortPath(uri.fsPath, cwd)).sort();
}

export function unread(table: string): TableChoice {
  return { path: table, columns: undefined, rows: undefined, cells: undefined, problem: undefined };
}

/** Reads tables with `renas table`, in a process of its own; what was read is kept while the file stays the same. */
export function createTableReader(place: RunPlace): (table: string) => Promise<TableChoice> {
  const known = new Map<string, { readonly mark: string; readonly read: Promise<TableChoice> }>();
  return async table => {
    const file = path.resolve(place.cwd, table);
    const mark = await stat(file).then(
      s => `${s.mtimeMs} ${s.size}`,
      () => 'absent',
    );
    const before = known.get(file);
    if (before?.mark === mark) return before.read;
    const read = inspect(place, table);
    known.set(file, { mark, read });
    return read;
  };
}

async function inspect(place: RunPlace, table: string): Promise<TableChoice> {
  try {
    const { stdout } = await runCli(place, tableCommand, { file: table, json: true });
    const read = parseTable(stdout);
    return read
      ? { path: table, ...read }
      : { ...unread(table), problem: 'What "renas table" says of it can\'t be understood.' };
  } catch (error) {
    return { ...unread(table), problem: error instanceof Error ? error.message : String(error) };
  }
}
