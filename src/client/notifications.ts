import * as vscode from 'vscode';
import type { Safe } from '../text/safeText';

/** The only file that shows notifications and dialogs. What they say has been made safe: VS Code runs its links. */
type Text = Safe<'notification'>;

/** Resolves with the button that was chosen. */
export function notifyInformation<Button extends string>(
  text: Text,
  ...buttons: readonly Button[]
): Thenable<Button | undefined> {
  return vscode.window.showInformationMessage(text, ...buttons) as Thenable<Button | undefined>;
}

export function notifyWarning<Button extends string>(
  text: Text,
  ...buttons: readonly Button[]
): Thenable<Button | undefined> {
  return vscode.window.showWarningMessage(text, ...buttons) as Thenable<Button | undefined>;
}

export function notifyError<Button extends string>(
  text: Text,
  ...buttons: readonly Button[]
): Thenable<Button | undefined> {
  return vscode.window.showErrorMessage(text, ...buttons) as Thenable<Button | undefined>;
}

/** A dialog that has to be answered; resolves with whether `button` was chosen. */
export async function confirm(text: Text, detail: Text, button: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(text, { modal: true, detail }, button)) === button;
}

/** A dialog with a result to read; resolves with whether `button` was chosen. */
export async function showResult(text: Text, detail: Text, button: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(text, { modal: true, detail }, button)) === button;
}

/** Percent of the work done since the last report, where that is known. */
export type Report = (text: Text, increment?: number) => void;

/** A notification that stays until the work ends, and can cancel it. */
export function showProgress<T>(
  title: Text,
  work: (token: vscode.CancellationToken, report: Report) => Thenable<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) =>
      work(token, (message, increment) =>
        progress.report(increment === undefined ? { message } : { message, increment }),
      ),
  );
}

/** Progress in the status bar. */
export function showQuietProgress<T>(title: Text, work: () => Thenable<T>): Thenable<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
}

/** What was done, for a moment in the status bar. */
export function showDone(text: Safe<'iconLabel'>): void {
  vscode.window.setStatusBarMessage(`$(check) ${text}`, 5000);
}
