import * as vscode from 'vscode';
import type { Safe } from '../text/safeText';

/** The only file that makes Markdown for VS Code. It is never trusted: no link in it runs a command. */
export function markdownString(text: Safe<'markdown'>): vscode.MarkdownString {
  return new vscode.MarkdownString(text);
}

export function isMarkdownString(value: unknown): value is vscode.MarkdownString {
  return value instanceof vscode.MarkdownString;
}
