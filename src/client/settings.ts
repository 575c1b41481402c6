import * as vscode from 'vscode';

/** The value of a setting, of a folder of the workspace where one is given; `fallback` where a settings file holds a value of another type, which VS Code passes on. */
export function readSetting(name: string, fallback: string): string;
export function readSetting(name: string, fallback: boolean): boolean;
export function readSetting(
  name: string,
  fallback: readonly string[],
  folder?: vscode.Uri,
): readonly string[];
export function readSetting(name: string, fallback: Setting, folder?: vscode.Uri): Setting {
  const value = vscode.workspace.getConfiguration(undefined, folder).get<unknown>(name);
  const isList = Array.isArray(value) && value.every(each => typeof each === 'string');
  const fits = Array.isArray(fallback) ? isList : typeof value === typeof fallback;
  return fits ? (value as Setting) : fallback;
}

type Setting = string | boolean | readonly string[];
