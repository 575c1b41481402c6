import * as vscode from 'vscode';
import type { RunRow } from '../protocol/panel';
import { titleOf } from '../protocol/runTitle';
import { isLive, type RunStore } from '../runs/runStore';
import { commands, contextKeys, views } from './ids';
import { abilitiesOf, describeRun, iconOf } from './runWords';

/** The tree of runs in the sidebar, newest first; its badge counts those that run. */
export function createExperimentsView(store: RunStore): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const view = vscode.window.createTreeView<RunRow>(views.experiments, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: row => (row ? [] : [...store.rows()]),
      getTreeItem: itemOf,
    },
  });
  let shown = '';
  const update = () => {
    const rows = store.rows();
    const running = rows.filter(isLive).length;
    view.badge =
      running === 0
        ? undefined
        : { value: running, tooltip: running === 1 ? '1 run is going' : `${running} runs are going` };
    // Events that change no label need no new tree.
    const next = JSON.stringify(rows.map(row => [row.id, row.state, describeRun(row)]));
    if (next === shown) return;
    shown = next;
    changed.fire(undefined);
  };
  update();
  // Until the runs have been read, an empty tree does not mean that there are none.
  void store.refresh().then(() => vscode.commands.executeCommand('setContext', contextKeys.runsRead, true));
  return vscode.Disposable.from(view, changed, { dispose: store.onChange(update) });
}

function itemOf(row: RunRow): vscode.TreeItem {
  const item = new vscode.TreeItem(titleOf(row));
  const { icon, color } = iconOf(row);
  item.id = row.id;
  item.description = describeRun(row);
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = abilitiesOf(row);
  item.tooltip = tooltipOf(row);
  item.command = { command: commands.openRun, title: 'Open in Panel', arguments: [row] };
  item.accessibilityInformation = { label: `${titleOf(row)}, ${row.state}, ${describeRun(row)}` };
  return item;
}

function tooltipOf(row: RunRow): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const line = (name: string, value: string | undefined) => {
    if (value !== undefined) text.appendText(`${name}: ${value}`).appendMarkdown('  \n');
  };
  text.appendMarkdown('**').appendText(titleOf(row)).appendMarkdown('**\n\n');
  if (row.problem !== undefined) text.appendText(row.problem).appendMarkdown('\n\n');
  const { record } = row;
  line('State', row.state);
  line('Figure', record?.figure);
  line('Space', record?.space);
  line('Seed', record?.seed.toString());
  line('Engine', record?.versions.engine);
  line('Started', record && new Date(record.started).toLocaleString());
  line('Ended', record?.ended && new Date(record.ended).toLocaleString());
  line('Host', record?.host);
  return text;
}
