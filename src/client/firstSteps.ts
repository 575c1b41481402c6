import * as vscode from 'vscode';
import type { RunStore } from '../runs/runStore';
import { contextKeys, language } from './ids';

/** Ticks off the steps of the walkthrough, each when it has been done. */
export function watchFirstSteps(store: RunStore): vscode.Disposable {
  const done = new Set<string>();
  const tick = (key: string) => {
    if (done.has(key)) return;
    done.add(key);
    void vscode.commands.executeCommand('setContext', key, true);
  };
  const look = () => {
    for (const row of store.rows()) {
      if (row.record?.command === 'search') tick(contextKeys.hasSearched);
      if (row.record?.results.model !== undefined) tick(contextKeys.hasTrained);
    }
  };
  const onOpen = (document: vscode.TextDocument) => {
    if (document.languageId === language) tick(contextKeys.hasOpenedCells);
  };
  for (const document of vscode.workspace.textDocuments) onOpen(document);
  look();
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(onOpen),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.languageId === language && contentChanges.length > 0) tick(contextKeys.hasEditedCells);
    }),
    { dispose: store.onChange(look) },
  );
}

/** Opens a copy of an example that belongs to nobody, so that it can be played with. */
export async function openExample(extension: vscode.Uri): Promise<void> {
  const file = vscode.Uri.joinPath(extension, 'examples', 'inception.cell');
  const content = Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8');
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
}
