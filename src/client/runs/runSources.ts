import * as vscode from 'vscode';
import { nameAmong } from '../../protocol/runNames';
import type { RunStore } from '../../runs/runStore';

/** The `.cell` files that runs have read, as they were then, as documents to look at. */
export interface RunSources extends vscode.Disposable {
  /** One file as two runs have read it, side by side. */
  diff(runs: readonly [string, string], file: string): Promise<void>;
}

const scheme = 'renas-run';

export function createRunSources(store: RunStore): RunSources {
  const inputOf = (run: string, file: string) =>
    store
      .rows()
      .find(row => row.id === run)
      ?.record?.inputs?.find(input => input.path === file);
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: uri => inputOf(uri.query, uri.fragment)?.text ?? '',
  });
  return {
    async diff(runs, file) {
      const documents = runs.map(run => {
        if (inputOf(run, file)?.text === undefined)
          throw new Error(
            `One of the runs has not kept the text of ${file}, so only its hash can be compared.`,
          );
        return vscode.Uri.from({ scheme, path: file.replace(/^\/*/, '/'), query: run, fragment: file });
      });
      const titles = runs.map(run => {
        const row = store.rows().find(each => each.id === run);
        return row ? nameAmong(store.rows(), row) : run;
      });
      await vscode.commands.executeCommand('vscode.diff', ...documents, `${file}: ${titles.join(' ↔ ')}`, {
        viewColumn: vscode.ViewColumn.One,
      });
    },
    dispose: () => provider.dispose(),
  };
}
