import * as vscode from 'vscode';
import { safeText } from '../text/safeText';
import { confirm } from './notifications';

/** How folders are deleted here, and how the question before it says so. */
export interface Trash {
  readonly detail: string;
  readonly button: string;
  /** Throws a sentence when the folder can't be deleted; a folder that is gone already is no error. */
  remove(folder: string): Promise<void>;
}

/** The trash of the desktop, as the explorer uses it; where there is none (a server, a browser), deleting is for good. */
export function workspaceTrash(): Trash {
  const has = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  return {
    detail: has
      ? 'You can restore what is deleted from the trash.'
      : 'This machine has no trash: what is deleted cannot be restored.',
    button: has ? 'Move to Trash' : 'Delete',
    async remove(folder) {
      const uri = vscode.Uri.file(folder);
      try {
        await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: has });
      } catch (error) {
        if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return;
        if (!has) throw error;
        const reason = `${folder}: ${error instanceof Error ? error.message : String(error)}`;
        const confirmed = await confirm(
          safeText('Moving to the trash failed. Delete for good?', 'notification'),
          safeText(reason, 'notification'),
          'Delete for Good',
        );
        if (!confirmed) throw new Error(`${folder} was kept: it could not be moved to the trash.`);
        await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: false });
      }
    },
  };
}
