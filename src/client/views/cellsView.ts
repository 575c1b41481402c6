import * as vscode from 'vscode';
import {
  type WorkspaceCells,
  type WorkspaceSpace,
  workspaceCells,
  workspaceCellsChanged,
} from '../../protocol/workspaceCells';
import { commands, contextKeys, views } from '../ids';
import type { AskServer } from '../language/askServer';
import type { ServerConnection } from '../language/languageClient';
import { isMarkdownString } from '../markdownString';
import { throttle } from '../runs/throttle';
import { type CellNode, cellNodes, describeCell } from './cellNodes';
import { treeItem } from './treeItem';

export interface CellsView extends vscode.Disposable {
  /** The server is up. */
  connect(client: Pick<ServerConnection, 'onNotification'>, ask: AskServer): void;
  /** The server may have been started again. */
  refresh(): void;
  /** Every cell listed, asked for anew. */
  list(): Promise<readonly CellNode[]>;
  /** The other cells of the space of a listed cell, the best first. */
  othersOf(cell: CellNode): readonly CellNode[];
}

type Node = WorkspaceSpace | CellNode;

const none: WorkspaceCells = { spaces: [], more: 0 };
/** Milliseconds at least between two questions to the server. */
const askEvery = 500;

/** The cells of the workspace by space and predicted rank, as the server knows them. */
export function createCellsView(): CellsView {
  let ask: AskServer | undefined;
  let listed = none;
  let shown = '';
  let nodes: ReadonlyMap<WorkspaceSpace, readonly CellNode[]> = new Map();
  const changed = new vscode.EventEmitter<undefined>();
  const view = vscode.window.createTreeView<Node>(views.cells, {
    canSelectMany: true,
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren(node) {
        if (!node) return [...listed.spaces];
        return isSpace(node) ? [...(nodes.get(node) ?? [])] : [];
      },
      getTreeItem: node => (isSpace(node) ? spaceItem(node) : cellItem(node)),
      async resolveTreeItem(item, node) {
        if (!isSpace(node)) item.tooltip = await hoverOf(node);
        return item;
      },
    },
  });
  const news = throttle(askEvery, async () => {
    // What nobody sees is neither read nor ranked. A server that is restarting says itself when it has news.
    if (view.visible) await read().catch(() => undefined);
  });
  const read = async () => {
    if (!ask) throw new Error('The language server, which reads the cells, is still starting.');
    const next = await ask<WorkspaceCells>(workspaceCells, undefined);
    await vscode.commands.executeCommand('setContext', contextKeys.cellsRead, true);
    const text = JSON.stringify(next);
    if (text === shown) return;
    shown = text;
    listed = next;
    nodes = new Map(next.spaces.map(space => [space, cellNodes(space, nameOfFile)]));
    view.message = next.more > 0 ? `${next.more.toLocaleString('en-US')} more cells are not listed.` : '';
    changed.fire(undefined);
  };
  let notifications: vscode.Disposable | undefined;
  const visibility = view.onDidChangeVisibility(news.ask);
  return {
    connect(client, server) {
      ask = server;
      notifications?.dispose();
      notifications = client.onNotification(workspaceCellsChanged, news.ask);
      news.ask();
    },
    refresh: news.ask,
    async list() {
      await read();
      return [...nodes.values()].flat();
    },
    othersOf: cell =>
      [...nodes.values()].flat().filter(other => other.space === cell.space && other.id !== cell.id),
    dispose() {
      vscode.Disposable.from(view, changed, visibility).dispose();
      news.dispose();
      notifications?.dispose();
    },
  };
}

function isSpace(node: Node): node is WorkspaceSpace {
  return 'cells' in node;
}

function spaceItem({ space, cells, reason }: WorkspaceSpace): vscode.TreeItem {
  const count = cells.length === 1 ? '1 cell' : `${cells.length.toLocaleString('en-US')} cells`;
  const description = reason === undefined ? count : `${count} · not ranked`;
  const item = treeItem(space, description, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `space ${space}`;
  if (reason !== undefined) item.tooltip = reason;
  item.contextValue = 'space';
  return item;
}

function cellItem(cell: CellNode): vscode.TreeItem {
  const item = treeItem(cell.name || 'without a name', describeCell(cell));
  item.id = cell.id;
  item.iconPath = new vscode.ThemeIcon('type-hierarchy-sub');
  item.contextValue = 'cell';
  item.command = { command: commands.openCell, title: 'Open Cell', arguments: [cell] };
  item.accessibilityInformation = { label: `${cell.name}, cell of ${cell.space}, ${describeCell(cell)}` };
  return item;
}

/** What hovering over the cell's name in an editor shows: its drawing, rank and costs. */
async function hoverOf({ uri, position }: CellNode): Promise<vscode.MarkdownString | string> {
  const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[]>(
    'vscode.executeHoverProvider',
    vscode.Uri.parse(uri),
    new vscode.Position(position.line, position.character),
  );
  const [content] = hovers[0]?.contents ?? [];
  return isMarkdownString(content) ? content : '';
}

function nameOfFile(uri: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
}
