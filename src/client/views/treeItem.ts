import * as vscode from 'vscode';
import { safeText } from '../../text/safeText';

/** The only file that makes items of the sidebar: what they say may come from a file of anybody. */
export function treeItem(
  label: string,
  description: string | undefined,
  state: vscode.TreeItemCollapsibleState = vscode.TreeItemCollapsibleState.None,
): vscode.TreeItem {
  const item = new vscode.TreeItem(safeText(label, 'label'), state);
  if (description !== undefined) item.description = safeText(description, 'label');
  return item;
}
