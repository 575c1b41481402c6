import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { importCommand } from '../../protocol/commands/import';
import type { Asked } from '../../protocol/options/option';
import { safeText } from '../../text/safeText';
import type { ChoiceSource } from '../choices';
import { notifyInformation, showProgress } from '../notifications';
import { chooseSome } from '../quickPick';
import { runCli } from '../runs/runCli';
import { type BenchmarkKind, benchmarkKinds, tableName } from '../tables/benchmarks';
import { type ImportDone, parseImportLine, tellDone, tellStep } from '../tables/importOutput';
import { tableFilter } from '../tables/tables';
import { type RunPlace, shortPath, whyRunsAreDisabled } from '../workspace';
import { pick } from './ask';
import { askSpace, readNamedTable } from './questions';

export interface ImportOptions {
  readonly log: vscode.LogOutputChannel;
  readonly place: RunPlace;
  readonly choices: ChoiceSource;
  /** Hovers tell what it has from now on. */
  onImported(table: string): Promise<void>;
  /** Asks for a training on it. */
  train(table: string, space: string): Promise<void>;
}

type ImportRequest = Asked<typeof importCommand.options>;

const title = 'Import Benchmark';

/** *ReNAS: Import Benchmark…*: a benchmark's own files as one table in the workspace. */
export async function importBenchmark(options: ImportOptions): Promise<void> {
  const { log, place, choices } = options;
  const disabled = whyRunsAreDisabled();
  if (disabled !== undefined) throw new Error(disabled);
  const items = benchmarkKinds.map(kind => ({ label: kind.title, detail: kind.detail, value: kind }));
  const kind = await pick({ title, step: 1, of: 1 }, 'What to import', items);
  if (kind === undefined || typeof kind === 'symbol') return;
  const source = await askSource(kind);
  if (source === undefined) return;
  const about = await kind.look(source);
  const more = kind.name === 'table' ? await askTableParts(choices, source) : {};
  if (more === undefined) return;
  const out = await askTarget(place, source, about);
  if (out === undefined) return;

  const done = await run(place, { kind: kind.name, source, ...more, out });
  if (!done) return;
  for (const { line, message } of done.problems) log.warn(`${path.basename(source)}: ${line}: ${message}`);
  for (const note of done.notes ?? []) log.info(`${path.basename(source)}: ${note}`);
  const table = choices.addTable(out);
  await options.onImported(out);
  const answer = await notifyInformation(
    safeText(tellDone(done, table), 'notification'),
    'Train Predictor…',
    'Show',
  );
  if (answer === 'Train Predictor…') await options.train(table, done.space);
  if (answer === 'Show') await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(out));
}

async function askSource({ folder, filters, title: what }: BenchmarkKind): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: `${what}: the ${folder ? 'folder' : 'file'} to import`,
    openLabel: 'Import',
    canSelectFiles: !folder,
    canSelectFolders: folder,
    ...(folder ? {} : { filters: filters ?? tableFilter }),
  });
  return chosen?.[0]?.fsPath;
}

/** The space of a table's cells, and which of its columns to keep. */
async function askTableParts(
  choices: ChoiceSource,
  source: string,
): Promise<Pick<ImportRequest, 'space' | 'columns'> | undefined> {
  const { rows, columns } = await readNamedTable(choices, choices.addTable(source));
  const place = { title, step: 1, of: 1 };
  const space = await askSpace(await choices.read(), place, 'The search space of its cells', undefined);
  if (space === undefined || typeof space === 'symbol') return undefined;
  const items = columns.map(label => ({ label, picked: true }));
  const kept = await chooseSome(items, {
    title,
    placeHolder: `${path.basename(source)} has ${rows.toLocaleString('en-US')} rows; the columns of numbers to keep`,
    ignoreFocusOut: true,
  });
  if (!kept || kept.length === 0) return undefined;
  return { space, columns: kept.map(({ label }) => label) };
}

/** The file to write. The one proposed lies in the folder that is open. */
async function askTarget(place: RunPlace, source: string, about: string): Promise<string | undefined> {
  const proposed = path.join(place.cwd, tableName(source));
  const items = [
    {
      icon: 'table',
      label: shortPath(proposed, place.cwd),
      description: existsSync(proposed)
        ? 'replaces the table that is there'
        : 'a new table in this workspace',
      value: proposed,
    },
    { icon: 'folder-opened', label: 'Another file…', value: '' },
  ];
  const what = about === '' ? path.basename(source) : `${path.basename(source)} (${about})`;
  const chosen = await pick({ title, step: 1, of: 1 }, `The table to make of ${what}`, items);
  if (typeof chosen !== 'string' || chosen !== '') return typeof chosen === 'string' ? chosen : undefined;
  const saved = await vscode.window.showSaveDialog({
    title: 'The table to write',
    saveLabel: 'Import',
    defaultUri: vscode.Uri.file(proposed),
    filters: { 'Table of measured cells': ['celltable'] },
  });
  return saved?.fsPath;
}

/** `undefined`: it was cancelled, and nothing was written. */
function run(place: RunPlace, asked: ImportRequest): Thenable<ImportDone | undefined> {
  const title = safeText(`Importing ${path.basename(asked.source ?? '')}`, 'notification');
  return showProgress(title, async (token, report) => {
    let done: ImportDone | undefined;
    let before = 0;
    const hear = (text: string) => {
      const line = parseImportLine(text);
      if (line?.event === 'done') done = line;
      if (line?.event !== 'progress') return;
      const share = line.total > 0 ? (100 * line.done) / line.total : 0;
      report(safeText(tellStep(line), 'notification'), share - before);
      before = share;
    };
    try {
      await runCli(place, importCommand, { ...asked, json: true }, { token, onLine: hear });
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
    return done;
  });
}
