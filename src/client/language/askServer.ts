import * as vscode from 'vscode';
import type { CellTarget, Refusal } from '../../protocol/lsp';
import { foundScheme, language } from '../ids';
import type { ServerConnection } from './languageClient';

/** Asks the server one of ReNAS's own requests. A refusal is thrown, in its own sentence. */
export type AskServer = <Answer>(request: string, params: unknown) => Promise<Exclude<Answer, Refusal>>;

export function askServer(client: ServerConnection): AskServer {
  return async <Answer>(request: string, params: unknown) => {
    const answer = await client.sendRequest<Answer | Refusal>(request, params);
    if (isRefusal(answer)) throw new Error(answer.refused);
    return answer as Exclude<Answer, Refusal>;
  };
}

function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'refused' in answer;
}

/** The cell that a lens or a code action names, or else the one that the cursor is in. */
export function targetOf(argument: unknown): CellTarget {
  if (typeof argument === 'object' && argument !== null && 'uri' in argument && 'position' in argument)
    return argument as CellTarget;
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== language)
    throw new Error('Open a .cell file and put the cursor in a cell.');
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

/** The server answers for documents that are open, in an editor or not. */
export async function openForServer({ uri }: CellTarget): Promise<void> {
  await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
}

/** The file of a document as it is in the editor: saved first, if need be. */
export async function savedFile(uri: string, purpose: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  // Cells that a run has found are on the disk.
  if (document.uri.scheme === foundScheme) return document.uri.with({ scheme: 'file' }).fsPath;
  const saved = document.uri.scheme === 'file' && (!document.isDirty || (await document.save()));
  if (!saved) throw new Error(`Save this file to a disk first: ${purpose} reads it from there.`);
  return document.uri.fsPath;
}
