import * as vscode from 'vscode';

/** The value of a setting; `fallback` where a settings file holds a value of another type, which VS Code passes on. */
export function readSetting(name: string, fallback: string): string;
export function readSetting(name: string, fallback: boolean): boolean;
export function readSetting(name: string, fallback: string | boolean): string | boolean {
  const value = vscode.workspace.getConfiguration().get<unknown>(name);
  return typeof value === typeof fallback ? (value as string | boolean) : fallback;
}
