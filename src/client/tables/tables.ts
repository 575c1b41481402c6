import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { openRegular } from '../../files/regularFile';
import { tableCommand } from '../../protocol/commands/table';
import type { TableChoice } from '../../protocol/runForms';
import { runCli } from '../runs/runCli';
import { type RunPlace, shortPath } from '../workspace';
import { holdsCells } from './holdsCells';
import { parseTable } from './tableOutput';

export const tableFilter = {
  'Tables of measured cells': [
    ...['csv', 'tsv', 'txt', 'json', 'jsonl', 'ndjson', 'gz', 'zst', 'bz2', 'zip', 'tar', 'tgz', 'parquet'],
    'celltable',
  ],
};

const packings = ['', '.gz', '.zst', '.bz2', '.zip'];
const endings = (names: readonly string[]) =>
  names.flatMap(name => packings.map(packing => `${name}${packing}`)).join(',');

/** Files of the workspace that are tables by their names, and JSON, which may be anything. */
export const tableGlob = `**/*.{parquet,celltable,json,${endings(['csv', 'tsv', 'jsonl', 'ndjson'])}}`;
const elsewhere = '**/{node_modules,.renas,.git,.vscode}/**';

/** The tables of the workspace, not read yet. JSON is one if it begins as one with cells does. */
export async function findTables(cwd: string): Promise<readonly string[]> {
  const files = await vscode.workspace.findFiles(tableGlob, elsewhere, 400);
  const isTable = await Promise.all(
    files.map(async ({ fsPath }) => !/\.json$/i.test(fsPath) || holdsCells(await startOf(fsPath))),
  );
  return files
    .filter((_, at) => isTable[at])
    .slice(0, 200)
    .map(uri => shortPath(uri.fsPath, cwd))
    .sort();
}

const startLength = 64 * 1024;

/** The first characters of a file; empty if it can't be read. */
async function startOf(file: string): Promise<string> {
  try {
    const handle = await openRegular(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(startLength), 0, startLength, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
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
