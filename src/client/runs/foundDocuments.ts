import path from 'node:path';
import * as vscode from 'vscode';
import type { RunRow } from '../../protocol/run';
import { nameAmong } from '../../protocol/runNames';
import { fileTrouble } from '../../runs/fileTrouble';
import { readResultText } from '../../runs/resultText';
import type { RunStore } from '../../runs/runStore';
import { foundScheme, panelType } from '../ids';
import { foundColumn } from './foundColumn';

/** The cells that runs have found, as documents that can't be edited. */
export interface FoundDocuments extends vscode.Disposable {
  /** Throws a sentence where the run keeps no cells. */
  uriOf(row: RunRow): vscode.Uri;
  /**
   * Opens them in a side editor, at the cell `at`. `quietly`: nobody has asked for them, so the focus and the active editor
   * stay as they are.
   */
  show(row: RunRow, how?: { readonly at?: string; readonly quietly?: boolean }): Promise<void>;
}

export function createFoundDocuments(store: RunStore): FoundDocuments {
  const provider = vscode.workspace.registerTextDocumentContentProvider(foundScheme, {
    async provideTextDocumentContent(uri) {
      const row = store.rows().find(each => each.id === uri.query);
      const found = row?.record?.results.found;
      if (!row || found === undefined) return '// The run that found these cells is gone.\n';
      try {
        return await readResultText(store.folderOf(row.id), found);
      } catch (error) {
        throw new Error(
          `The cells that "${nameAmong(store.rows(), row)}" has found can't be read: ${fileTrouble(error)}.`,
        );
      }
    },
  });
  const uriOf = (row: RunRow): vscode.Uri => {
    const found = row.record?.results.found;
    if (found === undefined) throw new Error(`"${nameAmong(store.rows(), row)}" has found no cells to open.`);
    // A run that is resumed ends once more, with other cells.
    const fragment = row.record?.ended ?? '';
    const file = vscode.Uri.file(path.join(store.folderOf(row.id), found));
    return file.with({ scheme: foundScheme, query: row.id, fragment });
  };
  return {
    uriOf,
    async show(row, { at, quietly = false } = {}) {
      const document = await vscode.workspace.openTextDocument(uriOf(row));
      const offset = at === undefined ? 0 : Math.max(0, document.getText().indexOf(`cell ${at} `));
      const position = document.positionAt(offset);
      await vscode.window.showTextDocument(document, {
        viewColumn: foundColumn(vscode.window.tabGroups.all.map(describeGroup), quietly),
        preserveFocus: quietly,
        preview: true,
        selection: new vscode.Range(position, position),
      });
    },
    dispose: () => provider.dispose(),
  };
}

function describeGroup({ viewColumn, isActive, tabs }: vscode.TabGroup) {
  return {
    viewColumn,
    isActive,
    hasPanel: tabs.some(
      ({ input, isActive: shown }) =>
        // VS Code puts a prefix before the type.
        shown && input instanceof vscode.TabInputWebview && input.viewType.endsWith(panelType),
    ),
    hasFound: tabs.some(
      ({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === foundScheme,
    ),
  };
}
