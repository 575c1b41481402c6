import * as vscode from 'vscode';
import { safeText } from '../text/safeText';
import { commands } from './ids';
import { notifyError } from './notifications';

/** Runs `work`; what it throws is shown once, in its own sentence, with a way to the log. */
export async function showErrors(log: vscode.LogOutputChannel, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    await showError(log, error instanceof Error ? error.message : String(error));
  }
}

export async function showError(log: vscode.LogOutputChannel, sentence: string): Promise<void> {
  log.error(sentence);
  const answer = await notifyError(safeText(sentence, 'notification'), 'Show Log');
  if (answer) await vscode.commands.executeCommand(commands.showLog);
}
