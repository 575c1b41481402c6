import path from 'node:path';
import * as vscode from 'vscode';
import type { RunAction, RunRow } from '../protocol/panel';
import { titleOf } from '../protocol/runTitle';
import { cancelRun, deleteRun } from '../runs/manageRun';
import { runFiles } from '../runs/runFolder';
import type { RunStore } from '../runs/runStore';
import { type ModelChoice, modelFolder } from './models';

export type RunActions = Readonly<Record<RunAction, (row: RunRow) => Promise<void>>>;

/** What can be done with a run, from the sidebar and from the panel alike. Each throws one sentence when it can't. */
export function createRunActions(store: RunStore, models: ModelChoice): RunActions {
  return {
    async cancel(row) {
      await cancelRun(store.folderOf(row.id));
      await store.refresh();
    },
    async delete(row) {
      const answer = await vscode.window.showWarningMessage(
        `Delete "${titleOf(row)}" with its results?`,
        { modal: true, detail: 'The directory of the run is deleted from the disk. This cannot be undone.' },
        'Delete',
      );
      if (answer !== 'Delete') return;
      await deleteRun(store.folderOf(row.id));
      await store.refresh();
    },
    async reveal(row) {
      const folder = vscode.Uri.file(store.folderOf(row.id));
      // Without a desktop (a browser, a remote) there is no file manager to show it in.
      const desktop = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
      await vscode.commands.executeCommand(desktop ? 'revealFileInOS' : 'revealInExplorer', folder);
    },
    async openFound(row) {
      const found = row.record?.results.found;
      if (found === undefined) throw new Error(`"${titleOf(row)}" has found no cells to open.`);
      await openText(path.join(store.folderOf(row.id), found));
    },
    async useModel(row) {
      const folder = modelFolder(row, store.folderOf(row.id));
      const space = row.record?.space;
      if (folder === undefined || space === undefined)
        throw new Error(`"${titleOf(row)}" has trained no predictor that could be used.`);
      await models.use(space, folder);
      vscode.window.setStatusBarMessage(`$(check) Hints for ${space} now come from "${titleOf(row)}".`, 5000);
    },
    async showLog(row) {
      await openText(path.join(store.folderOf(row.id), runFiles.log));
    },
  };
}

async function openText(file: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.One });
}
