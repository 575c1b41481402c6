import * as vscode from 'vscode';
import type { RunStore } from '../../runs/runStore';
import { contextKeys, language, walkthrough } from '../ids';

export interface FirstSteps extends vscode.Disposable {
  openWalkthrough(): Promise<void>;
}

/** Milliseconds until VS Code has read the steps of a walkthrough that it opens. */
const readingSteps = 1000;

/** Ticks off the steps of the walkthrough, each when it has been done. */
export function watchFirstSteps(store: RunStore): FirstSteps {
  const done = new Set<string>();
  const setContext = (key: string, holds: boolean) =>
    vscode.commands.executeCommand('setContext', key, holds);
  const tick = (key: string) => {
    if (done.has(key)) return;
    done.add(key);
    void setContext(key, true);
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
  const subscriptions = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(onOpen),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // A new document is filled by a change, too.
      const edited = contentChanges.some(({ text }) => text !== document.getText());
      if (document.languageId === language && edited) tick(contextKeys.hasEditedCells);
    }),
    { dispose: store.onChange(look) },
  );
  return {
    /** VS Code ticks a step off when its key changes, and never if the key held before the steps were first read. */
    async openWalkthrough() {
      const ticked = [...done];
      for (const key of ticked) await setContext(key, false);
      try {
        await vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false);
        await new Promise(resolve => setTimeout(resolve, readingSteps));
      } finally {
        for (const key of ticked) await setContext(key, true);
      }
    },
    dispose: () => subscriptions.dispose(),
  };
}

/** Opens a copy of an example in the extension's own storage, so that it can be played with. */
export async function openExample(extension: vscode.Uri, storage: vscode.Uri): Promise<void> {
  const name = 'inception.cell';
  const copy = vscode.Uri.joinPath(storage, 'examples', name);
  const isOpen = vscode.workspace.textDocuments.some(({ uri }) => uri.toString() === copy.toString());
  if (!isOpen)
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(extension, 'examples', name), copy, {
      overwrite: true,
    });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(copy));
}
