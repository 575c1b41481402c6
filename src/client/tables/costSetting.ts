import { realpathSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { safeText } from '../../text/safeText';
import { settings } from '../ids';
import { notifyWarning } from '../notifications';
import { readSetting } from '../settings';

/** What the setting `renas.costs` names: tables of costs, and folders of predictors of a cost. */
export interface CostSetting extends vscode.Disposable {
  /** Absolute paths; those that are not in the workspace are left out. */
  costs(): readonly string[];
  readonly onChange: vscode.Event<readonly string[]>;
}

/** Paths are relative to `cwd`. A workspace may name its own files alone: its settings may be anybody's. */
export function createCostSetting(cwd: string): CostSetting {
  const changed = new vscode.EventEmitter<readonly string[]>();
  const told = new Set<string>();
  const costs = () => {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    return readSetting(settings.costs, []).flatMap(named => {
      const file = path.resolve(cwd, named);
      const why = whyLeftOut(file, folders);
      if (why === undefined) return [file];
      if (!told.has(named))
        void notifyWarning(
          safeText(`The setting renas.costs names ${named}, which ${why}. It is left out.`, 'notification'),
        );
      told.add(named);
      return [];
    });
  };
  let watched = watch(cwd, () => changed.fire(costs()));
  return {
    costs,
    onChange: changed.event,
    dispose: vscode.Disposable.from(
      changed,
      vscode.workspace.onDidChangeConfiguration(change => {
        if (!change.affectsConfiguration(settings.costs)) return;
        told.clear();
        watched.dispose();
        watched = watch(cwd, () => changed.fire(costs()));
        changed.fire(costs());
      }),
      { dispose: () => watched.dispose() },
    ).dispose,
  };
}

/** Calls `onChange` when a path that the setting names comes or goes. */
function watch(cwd: string, onChange: () => void): vscode.Disposable {
  const files = readSetting(settings.costs, []).map(named => path.resolve(cwd, named));
  const watchers = [...new Set(files.map(file => path.dirname(file)))].map(folder => {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(folder), '*'),
      false,
      true,
    );
    const check = (uri: vscode.Uri) => {
      if (files.includes(uri.fsPath)) onChange();
    };
    watcher.onDidCreate(check);
    watcher.onDidDelete(check);
    return watcher;
  });
  return vscode.Disposable.from(...watchers);
}

function whyLeftOut(file: string, folders: readonly string[]): string | undefined {
  try {
    const real = realpathSync(file);
    const isWithin = folders.some(folder => real.startsWith(realpathSync(folder) + path.sep));
    return isWithin ? undefined : 'is not in this workspace';
  } catch {
    return 'is not there';
  }
}
