import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { settings } from '../ids';
import { readSetting } from '../settings';

/** Where *ReNAS: Install GPU Engine…* installs: outside the extension's folder, which an update replaces. */
export function enginesFolder(context: vscode.ExtensionContext): string {
  return path.join(context.globalStorageUri.fsPath, 'engines');
}

/**
 * Tells every `renas` process that this extension starts which engine is wanted and where the added ones are: they
 * inherit it. `onChange` hears when the setting has changed.
 */
export function applyEngineSettings(
  context: vscode.ExtensionContext,
  onChange: () => void,
): vscode.Disposable {
  const apply = () => {
    process.env['RENAS_ENGINES'] = enginesFolder(context);
    process.env['RENAS_ENGINE'] = engineSetting();
  };
  apply();
  return vscode.workspace.onDidChangeConfiguration(event => {
    if (!event.affectsConfiguration(settings.engine)) return;
    apply();
    onChange();
  });
}

export function engineSetting(): string {
  return readSetting(settings.engine, 'auto');
}

/** Whether an engine has been installed that VS Code's own Node.js may not be able to run. */
export function hasAddedEngines(): boolean {
  const folder = process.env['RENAS_ENGINES'];
  return (
    folder !== undefined &&
    ['cuda', 'webgpu'].some(engine => existsSync(path.join(folder, engine, 'complete.json')))
  );
}

/** The `node` of PATH. */
export function systemNode(): string | undefined {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter(folder => path.isAbsolute(folder))
    .map(folder => path.join(folder, name))
    .find(file => existsSync(file));
}
