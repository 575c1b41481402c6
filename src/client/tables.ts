import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TableChoice } from '../protocol/panel';
import { parseTable } from './tableOutput';
import { nodeProgram, type RunPlace, shortPath } from './workspace';

export const tableFilter = {
  'Tables of measured cells': ['csv', 'tsv', 'jsonl', 'gz', 'zst', 'parquet', 'celltable'],
};

/** The tables of the workspace, not read yet. */
export async function findTables(cwd: string): Promise<readonly string[]> {
  const files = await vscode.workspace.findFiles(
    '**/*.{csv,csv.gz,csv.zst,tsv,tsv.gz,tsv.zst,jsonl,jsonl.gz,jsonl.zst,parquet,celltable}',
    '**/{node_modules,.renas}/**',
    200,
  );
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
  return new Promise(resolve => {
    execFile(
      nodeProgram(),
      [place.cli, 'table', table, '--json'],
      { cwd: place.cwd, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const read = parseTable(stdout);
        if (read) resolve({ path: table, ...read });
        else
          resolve({
            ...unread(table),
            problem: lastLine(stderr) ?? error?.message ?? 'It could not be read.',
          });
      },
    );
  });
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1) || undefined;
}
