import * as vscode from 'vscode';
import {
  type CellAnswer,
  type CellTarget,
  type CompareAnswer,
  cellAt,
  compareCells,
} from '../../protocol/lsp';
import { type AskServer, openForServer } from '../askServer';
import { type CellNode, describeCell } from '../cellNodes';

const scheme = 'renas-compare';

/** Two cells side by side, in VS Code's own Markdown preview. */
export function createComparison(ask: AskServer) {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: uri => texts.get(uri.path) ?? 'Compare the cells again to see them here.',
  });
  const show = async (cells: readonly [CellTarget, CellTarget]): Promise<void> => {
    await Promise.all(cells.map(openForServer));
    const { title, markdown } = await ask<CompareAnswer>(compareCells, {
      cells: cells.map(({ uri, position }) => ({ uri, position })),
    });
    const uri = vscode.Uri.from({ scheme, path: `/${title}.md` });
    texts.set(uri.path, markdown);
    changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
  };
  return {
    /** Asks which cell of the same file to compare with, the best first. */
    async compare(target: CellTarget): Promise<void> {
      const { name, space, others } = await ask<CellAnswer>(cellAt, target);
      if (others.length === 0)
        throw new Error(
          `${name} is the only cell of ${space} in this file; write another to compare it with.`,
        );
      const other = await pickOther(
        name,
        others.map(each => ({ label: each.name, description: each.rank ?? '', target: each.target })),
      );
      if (other) await show([target, other]);
    },
    /** Of the sidebar: of two selected the one with the other, of one with another cell of the workspace. */
    async compareListed(cell: CellNode, selected: readonly CellNode[], others: readonly CellNode[]) {
      const [a, b, ...more] = selected;
      if (a && b && more.length === 0) {
        if (a.space !== b.space)
          throw new Error(
            `${a.name} is a cell of ${a.space} and ${b.name} one of ${b.space}; select two of one space.`,
          );
        return show([a, b]);
      }
      if (more.length > 0) throw new Error('Select two cells to compare, not more.');
      if (others.length === 0)
        throw new Error(
          `${cell.name} is the only cell of ${cell.space} in this workspace; write another to compare it with.`,
        );
      const items = others.map(each => ({ label: each.name, description: describeCell(each), target: each }));
      const other = await pickOther(cell.name, items);
      if (other) await show([cell, other]);
    },
    dispose: vscode.Disposable.from(provider, changed).dispose,
  };
}

type OtherItem = vscode.QuickPickItem & { readonly target: CellTarget };

async function pickOther(name: string, items: readonly OtherItem[]): Promise<CellTarget | undefined> {
  const placeHolder = `The cell to compare ${name} with`;
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.target;
}
