import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { FolderCosts } from '../../protocol/lsp';
import { safeText } from '../../text/safeText';
import { settings } from '../ids';
import { notifyWarning } from '../notifications';
import { readSetting } from '../settings';
import type { RunPlaces } from '../workspace';
import { foundFrom } from './foundFrom';

/** What the setting `renas.costs` names for each folder: tables of costs, and folders of predictors of a cost. */
export interface CostSetting extends vscode.Disposable {
  /** Absolute paths, by the folders of the workspace, the first of them first; what is not in the workspace is left out. */
  costs(): readonly FolderCosts[];
  /** Those of one folder. */
  costsIn(folder: string): readonly string[];
  readonly onChange: vscode.Event<readonly FolderCosts[]>;
}

/**
 * A path is relative to the folder of the file whose cells cost it; what is not there is looked for in the other folders. A
 * workspace may name its own files alone: its settings may be anybody's.
 */
export function createCostSetting({
  homes,
  onHomesChange,
}: Pick<RunPlaces, 'homes' | 'onHomesChange'>): CostSetting {
  const changed = new vscode.EventEmitter<readonly FolderCosts[]>();
  const told = new Set<string>();
  const folders = () => homes().map(({ folder }) => folder);
  const namedIn = (folder: string) => readSetting(settings.costs, [], vscode.Uri.file(folder));
  const costsIn = (folder: string) => {
    const all = folders();
    return namedIn(folder).flatMap(named => {
      const file = foundFrom(folder, all, named, existsSync);
      const why = whyLeftOut(file, all);
      if (why === undefined) return [file];
      if (!told.has(named))
        void notifyWarning(
          safeText(`The setting renas.costs names ${named}, which ${why}. It is left out.`, 'notification'),
        );
      told.add(named);
      return [];
    });
  };
  const costs = () => folders().map(folder => ({ folder, costs: costsIn(folder) }));
  const wanted = () => folders().flatMap(folder => namedIn(folder).map(named => path.resolve(folder, named)));
  let watched = watch(wanted(), () => changed.fire(costs()));
  const again = () => {
    told.clear();
    watched.dispose();
    watched = watch(wanted(), () => changed.fire(costs()));
    changed.fire(costs());
  };
  return {
    costs,
    costsIn,
    onChange: changed.event,
    dispose: vscode.Disposable.from(
      changed,
      onHomesChange(again),
      vscode.workspace.onDidChangeConfiguration(change => {
        if (change.affectsConfiguration(settings.costs)) again();
      }),
      { dispose: () => watched.dispose() },
    ).dispose,
  };
}

/** Calls `onChange` when one of the paths comes or goes. */
function watch(files: readonly string[], onChange: () => void): vscode.Disposable {
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
