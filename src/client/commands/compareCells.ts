import * as vscode from 'vscode';
import {
  type CellAnswer,
  type CellTarget,
  type CompareAnswer,
  cellAt,
  compareCells,
} from '../../protocol/lsp';
import type { AskServer } from '../askServer';

const scheme = 'renas-compare';

/** Two cells side by side, in VS Code's own Markdown preview. */
export function createComparison(ask: AskServer) {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: uri => texts.get(uri.path) ?? 'Compare the cells again to see them here.',
  });
  return {
    async compare(target: CellTarget): Promise<void> {
      const { name, space, others } = await ask<CellAnswer>(cellAt, target);
      if (others.length === 0)
        throw new Error(
          `${name} is the only cell of ${space} in this file; write another to compare it with.`,
        );
      const items = others.map(other => ({
        label: other.name,
        description: other.rank ?? '',
        target: other.target,
      }));
      const picked = await vscode.window.showQuickPick(items, {
        placeHolder: `The cell to compare ${name} with`,
      });
      if (!picked) return;
      const cells = [target, picked.target];
      const { title, markdown } = await ask<CompareAnswer>(compareCells, { cells });
      const uri = vscode.Uri.from({ scheme, path: `/${title}.md` });
      texts.set(uri.path, markdown);
      changed.fire(uri);
      await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
    },
    dispose: vscode.Disposable.from(provider, changed).dispose,
  };
}
