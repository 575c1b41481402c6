import * as vscode from 'vscode';
import type { SavedFile } from '../protocol/panel';
import { safeText } from '../text/safeText';
import { showDone } from './notifications';

/** Asks where, beginning in the workspace, and writes the file there. */
export async function saveFile({ name, type, content, encoding }: SavedFile): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const target = await vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, safeText(name, 'fileName')) } : {}),
    filters: { [type]: [extension] },
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(content, encoding));
  showDone(safeText(`Saved ${vscode.workspace.asRelativePath(target)}.`, 'iconLabel'));
}
