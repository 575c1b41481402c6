import path from 'node:path';
import * as vscode from 'vscode';
import { exportCommand } from '../../protocol/commands/export';
import { type CellAnswer, type CellTarget, cellAt, type ExportAnswer, exportCell } from '../../protocol/lsp';
import { safeText } from '../../text/safeText';
import { type AskServer, savedFile } from '../language/askServer';
import { openNewDocument } from '../newDocument';
import { showDone, showQuietProgress } from '../notifications';
import { chooseOne } from '../quickPick';
import { runCli } from '../runs/runCli';
import { type RunPlace, whyRunsAreDisabled } from '../workspace';

/** The form that is no text, and is written by `renas export` to a file. */
const binary = 'onnx';

/** Asks for a form, and opens the cell in it. */
export async function exportFromEditor(ask: AskServer, place: RunPlace, cell: CellTarget): Promise<void> {
  const listed = await ask<ExportAnswer>(exportCell, { cell });
  if (!('forms' in listed)) return;
  const items = listed.forms.map(({ name, title, extension }) => ({
    label: title,
    description: name === binary ? 'a file' : `.${extension}`,
    name,
  }));
  const picked = await chooseOne(items, { placeHolder: 'The form to export the cell to' });
  if (!picked) return;
  if (picked.name === binary) return exportToFile(ask, place, cell);
  const exported = await ask<ExportAnswer>(exportCell, { cell, form: picked.name });
  if (!('text' in exported)) return;
  const { name } = await ask<CellAnswer>(cellAt, cell);
  const document = await openNewDocument(`${name}.${exported.extension}`, exported.text);
  await vscode.window.showTextDocument(document, { preview: false });
}

async function exportToFile(ask: AskServer, place: RunPlace, cell: CellTarget): Promise<void> {
  const disabled = whyRunsAreDisabled();
  if (disabled !== undefined) throw new Error(disabled);
  const { name } = await ask<CellAnswer>(cellAt, cell);
  const source = await savedFile(cell.uri, 'the export');
  const out = await vscode.window.showSaveDialog({
    title: `Export ${name} to ONNX`,
    defaultUri: vscode.Uri.file(path.join(path.dirname(source), `${name}.onnx`)),
    filters: { ONNX: ['onnx'] },
  });
  if (!out) return;
  const asked = { file: source, cell: name, to: binary, out: out.fsPath } as const;
  await showQuietProgress(safeText(`Exporting ${name} to ONNX`, 'notification'), () =>
    runCli(place, exportCommand, asked),
  );
  showDone(safeText(`${name} is in ${path.basename(out.fsPath)}.`, 'iconLabel'));
}
