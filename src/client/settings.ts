import * as vscode from 'vscode';

/** The value of a setting; `fallback` where a settings file holds a value of another type, which VS Code passes on. */
export function readSetting(name: string, fallback: string): string;
export function readSetting(name: string, fallback: boolean): boolean;
export function readSetting(name: string, fallback: readonly string[]): readonly string[];
export function readSetting(name: string, fallback: Setting): Setting {
  const value = vscode.workspace.getConfiguration().get<unknown>(name);
  const isList = Array.isArray(value) && value.every(each => typeof each === 'string');
  const fits = Array.isArray(fallback) ? isList : typeof value === typeof fallback;
  return fits ? (value as Setting) : fallback;
}

type Setting = string | boolean | readonly string[];
