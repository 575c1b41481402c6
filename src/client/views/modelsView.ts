import * as vscode from 'vscode';
import { howTested } from '../../protocol/words';
import type { RunStore } from '../../runs/runStore';
import { contextKeys, views } from '../ids';
import { markdownString } from '../markdownString';
import { readCard } from '../predictors/modelCards';
import { type KnownModel, listModels, type SpaceModels } from '../predictors/modelList';
import type { ModelChoice } from '../predictors/models';
import { tooltipText } from './tooltipText';
import { treeItem } from './treeItem';

export interface ModelsView extends vscode.Disposable {
  /** What the view shows, read anew. */
  list(): Promise<readonly SpaceModels[]>;
  /** Reads the folder of the imported predictors again. */
  refresh(): void;
}

export interface ModelsViewOptions {
  readonly store: RunStore;
  readonly models: ModelChoice;
  /** Folders with a predictor in each of their folders. */
  readonly shipped: string;
  readonly imported: string;
}

type Node = SpaceModels | KnownModel;

/** Which predictor answers for which space, and which others could. */
export function createModelsView({ store, models, shipped, imported }: ModelsViewOptions): ModelsView {
  const changed = new vscode.EventEmitter<undefined>();
  const list = () =>
    listModels({ shipped, imported, rows: store.rows(), folderOf: store.folderOf, chosen: models.chosen() });
  const view = vscode.window.createTreeView<Node>(views.models, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      async getChildren(node) {
        if (node) return isSpace(node) ? [...node.models] : [];
        const spaces = await list();
        await vscode.commands.executeCommand('setContext', contextKeys.modelsRead, true);
        return [...spaces];
      },
      getTreeItem: node => (isSpace(node) ? spaceItem(node) : modelItem(node)),
      async resolveTreeItem(item, node) {
        if (!isSpace(node)) item.tooltip = await modelTooltip(node);
        return item;
      },
    },
  });
  let shown = '';
  const update = () => {
    const trained = store.rows().filter(row => row.record?.results.model !== undefined);
    const next = JSON.stringify(trained.map(row => [row.id, row.record?.title, row.record?.figure]));
    if (next === shown) return;
    shown = next;
    changed.fire(undefined);
  };
  return {
    list,
    refresh: () => changed.fire(undefined),
    dispose: vscode.Disposable.from(
      view,
      changed,
      models.onChange(() => changed.fire(undefined)),
      { dispose: store.onChange(update) },
    ).dispose,
  };
}

function isSpace(node: Node): node is SpaceModels {
  return 'models' in node;
}

function spaceItem({ space, models }: SpaceModels): vscode.TreeItem {
  const description = models.some(model => model.used) ? undefined : 'no predictor in use';
  const item = treeItem(space, description, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `space ${space}`;
  item.contextValue = 'space';
  return item;
}

function modelItem(model: KnownModel): vscode.TreeItem {
  // The figure comes first: a narrow sidebar cuts the end off.
  const known = [model.figure, model.used ? 'in use' : undefined, origins[model.from]]
    .filter(part => part !== undefined)
    .join(' · ');
  const item = treeItem(model.title, model.problem === undefined ? known : 'not readable');
  item.id = model.folder;
  if (model.problem !== undefined) {
    item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  } else item.iconPath = new vscode.ThemeIcon(model.used ? 'pass-filled' : 'circle-large-outline');
  item.contextValue = [
    'model',
    model.from,
    model.used ? 'used' : 'unused',
    model.problem === undefined ? 'readable' : 'unreadable',
  ].join(' ');
  item.accessibilityInformation = {
    label: `${model.title}, predictor for ${model.space}, ${item.description}`,
  };
  return item;
}

const origins = { shipped: 'shipped', run: 'trained here', imported: 'imported' } as const;

async function modelTooltip(model: KnownModel): Promise<vscode.MarkdownString> {
  const card = await readCard(model.folder);
  if (typeof card === 'string') return markdownString(tooltipText(model.title, card, []));
  return markdownString(
    tooltipText(model.title, undefined, [
      ['Space', card.space],
      ['Learned from', card.source],
      ['Ranks by', card.label],
      [`Kendall’s τ ${howTested(card.folds)}`, card.kendallTau?.toFixed(3) ?? 'not tested'],
      ['Recipe', card.recipe],
      ['Seed', card.seed?.toString()],
      ['Made', card.created && new Date(card.created).toLocaleString()],
      ['Folder', model.folder],
    ]),
  );
}
