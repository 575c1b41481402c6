import * as vscode from 'vscode';
import { safeText } from '../text/safeText';

/** Folders whose files VS Code can save an untitled document to. */
const onDisk = new Set(['file', 'vscode-remote']);

/**
 * Opens a document that is not saved yet, and that is saved under `name` in the first folder of the workspace, or under
 * the first free name like it: `found1.py`, `found1-2.py`. Its extension gives its language.
 */
export async function openNewDocument(name: string, content: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => onDisk.has(uri.scheme))?.uri;
  const dot = name.lastIndexOf('.');
  const [stem, extension] = [safeText(name.slice(0, dot), 'fileName'), name.slice(dot)];
  for (let number = 1; folder && number <= 100; number++) {
    const file = vscode.Uri.joinPath(folder, `${stem}${number > 1 ? `-${number}` : ''}${extension}`);
    const uri = file.with({ scheme: 'untitled' });
    const open = vscode.workspace.textDocuments.some(({ uri: { path } }) => path === file.path);
    if (open || (await exists(file))) continue;
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), content);
    await vscode.workspace.applyEdit(edit);
    return document;
  }
  const language = languages[extension] ?? 'plaintext';
  return vscode.workspace.openTextDocument({ content, language });
}

const languages: Readonly<Record<string, string>> = { '.cell': 'cell', '.py': 'python', '.svg': 'xml' };

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
