import * as vscode from 'vscode';
import { type ImportAnswer, importCells } from '../../protocol/lsp';
import { language } from '../ids';
import type { AskServer } from '../language/askServer';
import { openNewDocument } from '../newDocument';

/** Puts the cell on the clipboard, in whatever form, at the end of the open `.cell` file, or into a new one. */
export async function importFromClipboard(ask: AskServer): Promise<void> {
  const text = await vscode.env.clipboard.readText();
  if (text.trim() === '') throw new Error('The clipboard holds no text; copy a cell first.');
  const active = vscode.window.activeTextEditor;
  const editor = active?.document.languageId === language ? active : undefined;
  const uri = editor?.document.uri.toString();
  const { text: written } = await ask<ImportAnswer>(importCells, { text, uri });
  if (!editor) {
    const name = /^\s*cell\s+([\p{ID_Start}_][\p{ID_Continue}_]*)/mu.exec(written)?.[1] ?? 'cells';
    const document = await openNewDocument(`${name}.cell`, written);
    await vscode.window.showTextDocument(document, { preview: false });
    return;
  }
  const { document } = editor;
  const end = document.lineAt(document.lineCount - 1).range.end;
  const before = document.getText().trim() === '' ? '' : end.character === 0 ? '\n' : '\n\n';
  if (!(await editor.edit(edit => edit.insert(end, before + written)))) return;
  const first = document.positionAt(document.offsetAt(end) + before.length);
  editor.selection = new vscode.Selection(first, first);
  editor.revealRange(new vscode.Range(first, document.lineAt(document.lineCount - 1).range.end));
}
