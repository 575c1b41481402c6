import { mkdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { hasAddedEngines, systemNode } from './engines/engineSettings';
import { contextKeys, settings } from './ids';
import { homeOfFile, type RunHome, runHomes } from './runs/runHomes';
import { readSetting } from './settings';

/** Where runs of this window go, and with what they are started. */
export interface RunPlace {
  /** Of a run that is started now: in the folder of the file edited last, where there are several. */
  readonly runsFolder: string;
  /** The name of that folder of the workspace, where there are several. */
  readonly keptIn: string | undefined;
  /** The folder that `runsFolder` is in. */
  readonly folder: string;
  /** Where runs work, which paths in their arguments are relative to. */
  readonly cwd: string;
  readonly cli: string;
}

export interface RunPlaces extends RunPlace, vscode.Disposable {
  /** Every folder that keeps runs of this window; the first is `cwd`. */
  homes(): readonly [RunHome, ...RunHome[]];
  readonly onHomesChange: vscode.Event<undefined>;
}

/** `.renas/runs` of the workspace's folders on a disk; without one, the extension's own storage. */
export function runPlaces(context: vscode.ExtensionContext): RunPlaces {
  const storage = context.globalStorageUri.fsPath;
  const homes = () =>
    runHomes(
      (vscode.workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === 'file')
        .map(({ name, uri }) => ({ name, folder: uri.fsPath })),
      storage,
    );
  const [first] = homes();
  // Programs can't be started in a folder that is not there.
  if (first.folder === storage) mkdirSync(storage, { recursive: true });
  let edited: string | undefined;
  const follow = (editor: vscode.TextEditor | undefined) => {
    if (editor?.document.uri.scheme === 'file') edited = editor.document.uri.fsPath;
  };
  follow(vscode.window.activeTextEditor);
  const changed = new vscode.EventEmitter<undefined>();
  const subscriptions = vscode.Disposable.from(
    changed,
    vscode.window.onDidChangeActiveTextEditor(follow),
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire(undefined)),
  );
  const home = () => (edited === undefined ? undefined : homeOfFile(homes(), edited)) ?? homes()[0];
  return {
    get runsFolder() {
      return home().runs;
    },
    get keptIn() {
      return homes().length > 1 ? home().name : undefined;
    },
    get folder() {
      return home().folder;
    },
    cwd: first.folder,
    cli: context.asAbsolutePath('dist/cli.js'),
    homes,
    onHomesChange: changed.event,
    dispose: () => subscriptions.dispose(),
  };
}

/** What to know about where runs are kept, a sentence; `undefined` where they are in the folder that is open. */
export function whereRunsAre(): string | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.some(({ uri }) => uri.scheme === 'file')) return undefined;
  return folders.length === 0
    ? 'No folder is open, so experiments are kept with the extension, for every window without a folder.'
    : 'This workspace is on no disk of this machine, so experiments are kept with the extension.';
}

/** The setting's program; without one, the `node` of PATH where an engine is installed that VS Code's own can't run. */
export function nodeSetting(): string | undefined {
  const named = readSetting(settings.nodePath, '').trim();
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
