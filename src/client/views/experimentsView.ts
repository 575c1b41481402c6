import * as vscode from 'vscode';
import {
  describeRun,
  formatAgo,
  isRunning,
  type StateIcon,
  stateIcon,
  titleOf,
} from '../../protocol/describeRun';
import type { RunRow } from '../../protocol/run';
import { abilitiesOf } from '../../protocol/runAbilities';
import { runNames } from '../../protocol/runNames';
import type { RunStore } from '../../runs/runStore';
import { commands, contextKeys, views } from '../ids';
import { markdownString } from '../markdownString';
import { chooseOne } from '../quickPick';
import { runContexts } from '../runs/runContexts';
import { type Grouping, groupRuns, type RunGroup } from '../runs/runGroups';
import { homeOfFile } from '../runs/runHomes';
import { runTooltip } from '../runs/runTooltip';
import { type RunPlaces, whereRunsAre } from '../workspace';
import { treeItem } from './treeItem';

export interface ExperimentsView extends vscode.Disposable {
  /** Asks how to group the runs; the answer is kept for the workspace. */
  askGrouping(): Promise<void>;
}

type Node = RunRow | RunGroup;

const key = 'groupRuns';

/** The tree of runs in the sidebar, newest first; its badge counts those that run. */
export function createExperimentsView(
  store: RunStore,
  place: RunPlaces,
  memory: vscode.Memento,
): ExperimentsView {
  const changed = new vscode.EventEmitter<undefined>();
  const several = () => place.homes().length > 1;
  const grouping = () => {
    const kept = memory.get<Grouping>(key, several() ? 'folder' : 'none');
    return kept === 'folder' && !several() ? 'none' : kept;
  };
  const folderOf = (row: RunRow): string =>
    homeOfFile(place.homes(), store.folderOf(row.id))?.name ?? 'Another folder';
  const view = vscode.window.createTreeView<Node>(views.experiments, {
    canSelectMany: true,
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren(node) {
        if (node) return isGroup(node) ? [...node.rows] : [];
        const by = grouping();
        return by === 'none' ? [...store.rows()] : [...groupRuns(store.rows(), by, folderOf)];
      },
      getTreeItem: node =>
        isGroup(node)
          ? groupItem(node)
          : runItem(node, names.get(node.id) ?? titleOf(node), several() ? folderOf(node) : undefined),
    },
  });
  let shown = '';
  let names = runNames(store.rows());
  let toldContexts: Readonly<Record<string, boolean>> = {};
  const tellContexts = (rows: readonly RunRow[]) => {
    const now = runContexts(rows);
    for (const [key, holds] of Object.entries(now))
      if (toldContexts[key] !== holds) void vscode.commands.executeCommand('setContext', key, holds);
    toldContexts = now;
  };
  const update = () => {
    const rows = store.rows();
    const running = rows.filter(isRunning).length;
    view.badge =
      running === 0
        ? undefined
        : { value: running, tooltip: running === 1 ? '1 run in progress' : `${running} runs in progress` };
    view.message = store.problem() ?? (rows.length > 0 ? whereRunsAre() : undefined) ?? '';
    tellContexts(rows);
    names = runNames(rows);
    // Events that change no label need no new tree.
    const next = JSON.stringify([
      grouping(),
      ...rows.map(row => [row.id, row.state, names.get(row.id), describe(row), row.notes]),
    ]);
    if (next === shown) return;
    shown = next;
    changed.fire(undefined);
  };
  update();
  // Ages go on without events.
  const aging = setInterval(update, 60_000).unref();
  // Until the runs have been read, an empty tree does not mean that there are none.
  void store.refresh().then(() => vscode.commands.executeCommand('setContext', contextKeys.runsRead, true));
  return {
    async askGrouping() {
      const now = grouping();
      const items = groupings
        .filter(({ by }) => by !== 'folder' || several())
        .map(item => ({ ...item, picked: item.by === now }));
      const answer = await chooseOne(items, {
        placeHolder: 'How to group the experiments',
      });
      if (!answer) return;
      await memory.update(key, answer.by);
      update();
    },
    dispose: vscode.Disposable.from(
      view,
      changed,
      { dispose: store.onChange(update) },
      { dispose: () => clearInterval(aging) },
    ).dispose,
  };
}

const groupings: readonly { readonly label: string; readonly by: Grouping }[] = [
  { label: 'None (newest first)', by: 'none' },
  { label: 'By state', by: 'state' },
  { label: 'By kind', by: 'kind' },
  { label: 'By space', by: 'space' },
  { label: 'By tag', by: 'tag' },
  { label: 'By what they were asked, seeds together', by: 'seeds' },
  { label: 'By folder of the workspace', by: 'folder' },
];

function isGroup(node: Node): node is RunGroup {
  return 'rows' in node;
}

function groupItem({ name, figure, rows }: RunGroup): vscode.TreeItem {
  const item = treeItem(
    name,
    figure ?? rows.length.toLocaleString('en-US'),
    vscode.TreeItemCollapsibleState.Expanded,
  );
  item.id = `group ${name} ${rows[0]?.id ?? ''}`;
  item.contextValue = 'group';
  return item;
}

/** Theme colours of the states that want to be noticed. */
const toneColors: Readonly<Partial<Record<StateIcon['tone'], string>>> = {
  good: 'testing.iconPassed',
  bad: 'list.errorForeground',
  warn: 'list.warningForeground',
};

/** `τ 0.642 · 4 min ago`; the age of a run that works is its progress. */
function describe(row: RunRow): string {
  const star = row.notes?.star ? '★ ' : '';
  if (isRunning(row) || !row.record) return star + describeRun(row);
  return `${star}${describeRun(row)} · ${formatAgo(Date.parse(row.record.started), Date.now())}`;
}

function runItem(row: RunRow, name: string, folder: string | undefined): vscode.TreeItem {
  const item = treeItem(name, describe(row));
  const { icon, spins, tone } = stateIcon(row);
  const color = toneColors[tone];
  item.id = row.id;
  item.iconPath = new vscode.ThemeIcon(
    spins ? `${icon}~spin` : icon,
    color === undefined ? undefined : new vscode.ThemeColor(color),
  );
  item.contextValue = abilitiesOf(row);
  item.tooltip = markdownString(runTooltip(row, folder));
  item.command = { command: commands.openRun, title: 'Open in Panel', arguments: [row] };
  item.accessibilityInformation = { label: `${name}, ${row.state}, ${describe(row)}` };
  return item;
}
