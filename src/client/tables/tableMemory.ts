import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { RunStore } from '../../runs/runStore';
import { knownTables } from './knownTables';

/** The tables whose measurements hovers tell. */
export interface TableMemory extends vscode.Disposable {
  /** Absolute paths. None where the workspace is not trusted, which could name any file. */
  tables(): readonly string[];
  imported(table: string): Promise<void>;
  readonly onChange: vscode.Event<readonly string[]>;
}

const key = 'importedTables';

export function createTableMemory(store: RunStore, cwd: string, memory: vscode.Memento): TableMemory {
  const changed = new vscode.EventEmitter<readonly string[]>();
  const tables = () => {
    if (!vscode.workspace.isTrusted) return [];
    const imported = memory.get<readonly string[]>(key, []).filter(table => existsSync(table));
    return knownTables(imported, store.rows(), cwd);
  };
  let told = '';
  const update = () => {
    const now = tables();
    if (told === now.join('\n')) return;
    told = now.join('\n');
    changed.fire(now);
  };
  return {
    tables,
    async imported(table) {
      const others = memory.get<readonly string[]>(key, []).filter(each => each !== table);
      await memory.update(key, [table, ...others]);
      update();
    },
    onChange: changed.event,
    dispose: vscode.Disposable.from(
      changed,
      { dispose: store.onChange(update) },
      vscode.workspace.onDidGrantWorkspaceTrust(update),
    ).dispose,
  };
}
