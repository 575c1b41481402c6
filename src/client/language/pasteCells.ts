import * as vscode from 'vscode';
import { type ImportAnswer, type ImportParams, importCells } from '../../protocol/lsp';
import { language } from '../ids';
import type { AskServer } from './askServer';

/** Pastes what another tool calls a cell (a `ModelSpec`, an `arch_str`, a `Genotype`) as a declaration. */
export function registerPaste(ask: AskServer): vscode.Disposable {
  const kind = vscode.DocumentDropOrPasteEditKind.Empty.append('cell', 'import');
  return vscode.languages.registerDocumentPasteEditProvider(
    { language },
    {
      async provideDocumentPasteEdits(document, ranges, data) {
        const text = await data.get('text/plain')?.asString();
        const range = ranges[0];
        if (!text || !range || ranges.length > 1) return undefined;
        const params: ImportParams = {
          text,
          uri: document.uri.toString(),
          position: range.start,
          mixed: true,
        };
        try {
          const { text: written, mixed } = await ask<ImportAnswer>(importCells, params);
          const edit = new vscode.DocumentPasteEdit(written, 'Paste as Cell', kind);
          // A text that only mentions a cell is pasted as it is; the cell stays a choice of Paste As….
          if (mixed) edit.yieldTo = [vscode.DocumentDropOrPasteEditKind.Text];
          return [edit];
        } catch {
          // It is no cell, or the server is away: the text is pasted as it is.
          return undefined;
        }
      },
    },
    { providedPasteEditKinds: [kind], pasteMimeTypes: ['text/plain'] },
  );
}
