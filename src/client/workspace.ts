import path from 'node:path';
import * as vscode from 'vscode';
import { hasAddedEngines, systemNode } from './engineSettings';
import { contextKeys, settings } from './ids';

/** Where runs of this window go, and with what they are started. */
export interface RunPlace {
  readonly runsFolder: string;
  readonly cwd: string;
  readonly cli: string;
}

/** `.renas/runs` of the first folder on a disk; without one, the extension's own storage. */
export function runPlace(context: vscode.ExtensionContext): RunPlace {
  const folder = vscode.workspace.workspaceFolders?.find(f => f.uri.scheme === 'file')?.uri.fsPath;
  const home = folder ?? context.globalStorageUri.fsPath;
  return {
    runsFolder: path.join(home, '.renas', 'runs'),
    cwd: home,
    cli: context.asAbsolutePath('dist/cli.js'),
  };
}

/** The setting's program; without one, the `node` of PATH where an engine is installed that VS Code's own can't run. */
export function nodeSetting(): string | undefined {
  const named = vscode.workspace.getConfiguration().get<string>(settings.nodePath, '').trim();
  return named || (hasAddedEngines() ? systemNode() : undefined);
}

/** The program that runs the `renas` command: the setting's, or else the one that runs this extension. */
export function nodeProgram(): string {
  return nodeSetting() ?? process.execPath;
}

/** Why no run can be started here, in a sentence; `undefined` when runs can be started. */
export function whyRunsAreDisabled(): string | undefined {
  if (vscode.workspace.isTrusted) return undefined;
  return 'Runs start programs on your machine, so they wait until you trust this workspace; hints and the language work without.';
}

/** Keeps the `when` clauses told, now and when trust is given. */
export function watchTrust(onChange: () => void): vscode.Disposable {
  const tell = () =>
    void vscode.commands.executeCommand(
      'setContext',
      contextKeys.runsDisabled,
      whyRunsAreDisabled() !== undefined,
    );
  tell();
  return vscode.workspace.onDidGrantWorkspaceTrust(() => {
    tell();
    onChange();
  });
}

/** A path as the user would write it: relative to the folder where runs work, absolute outside it. */
export function shortPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
